"""What is said on the next page after something was done: one fixed sentence for each `?done=…`, and nothing else."""

import msgspec

from campaigns.languages.catalogues import gettext, gettext_noop


class Done(msgspec.Struct, frozen=True):
    """A sentence for the banner; `well` is false where something still has to be looked at."""

    sentence: str
    well: bool = True


_DONE: dict[str, Done] = {
    "begun": Done("The draft was begun. Nobody outside the secretariat and its drafters can see it."),
    "saved": Done("The draft was saved."),
    "locked": Done("The text is locked. Its words can no longer change."),
    "revised": Done("A new version was begun from the locked one. The locked one stays readable."),
    "deadline": Done("The deadline was changed."),
    "closed": Done("Signing is closed."),
    "extended": Done("The deadline has moved. Everybody who had the old time is told by mail."),
    "invited": Done("The invitations are on their way. The figures below move as answers come in."),
    "invited-nobody": Done("These organisations were invited before. Nothing was sent twice."),
    "sent-again": Done("The same link is on its way again. Links sent before still work."),
    "sent-again-to-all": Done("The same link is on its way again to everybody you chose. Links sent before still work."),
    "cascade-given": Done("The link is made, and is on its way to the organisation’s contacts."),
    "cascade-cap": Done("The cap was changed."),
    "cascade-paused": Done("The link is paused. Whoever opens it reads so; answers that were begun are kept."),
    "cascade-resumed": Done("The link takes signatures again."),
    "cascade-ended": Done("The link is ended. What came by it stays, and you decide what still waits."),
    "sent-to-nobody": Done(
        "Nobody was written to: this organisation has no contact who gets invitations and can be written to.", well=False
    ),
    "reminders-planned": Done("The plan is saved. Reminders go out by themselves, to those who have not answered by then."),
    "reminded": Done("The reminder is on its way. Whoever answers before it is sent does not get it."),
    "colleague-confirmed": Done("They are a contact now. Invitations and notices go to them too."),
    "colleague-ended": Done("Their link opens nothing any more."),
    "link-replaced": Done(gettext_noop("The link is replaced. The old one opens nothing any more; no mail went out.")),
    "link-replaced-sent": Done(
        gettext_noop("The link is replaced, and the new one is on its way. The old one opens nothing any more.")
    ),
    "link-replaced-unsent": Done(
        gettext_noop("The link is replaced, but this contact gets no invitations by mail, so nothing was sent."), well=False
    ),
    "use-left": Done(gettext_noop("Nothing is changed. You are told again if it goes on tomorrow.")),
    "page-paused": Done(gettext_noop("The page is paused. Whoever opens it reads so; answers that were begun are kept.")),
    "page-resumed": Done(gettext_noop("The page takes signatures again.")),
    "limits-changed": Done(gettext_noop("The numbers were changed.")),
    "noted": Done("The note was written down. Only the secretariat sees it."),
    "accepted": Done("The signature was accepted. The signer and the other contacts are told by mail."),
    "rejected": Done("The signature was rejected. The signer is told your reason by mail."),
    "recorded": Done("The signature is recorded and counts. Its signer and the other contacts are told by mail."),
    "signed-by-standing-authority": Done(
        "The organisations are signed for by standing authority, and everybody there is told by mail."
    ),
    "suspended": Done("The signature is suspended. It is off the list until you settle it."),
    "asked": Done("The person was asked by mail to authorise the signature. It waits for their answer."),
    "reinstated": Done("The signature is listed again. The signer and the other contacts are told by mail."),
    "removed": Done("The signature was removed. The signer and the other contacts are told by mail."),
    "name-accepted": Done("The row has the new name. The signer and the other contacts are told by mail."),
    "name-refused": Done("The row stays as it is. The signer and the other contacts are told your reason by mail."),
    "individuals-admitted": Done("Individuals can sign this letter as themselves, in a list of their own."),
    "organisations-only": Done("The letter is for organisations only. What individuals sent before stays to be decided."),
    "individual-accepted": Done("The person was accepted and is told by mail. They stand in the list of individuals."),
    "individual-rejected": Done("The signature was rejected. The person is told your reason by mail."),
    "individual-removed": Done("The signature was removed. The person is told your reason by mail."),
    "late-accepted": Done("The signature is added and counts. The signer and the other contacts are told by mail."),
    "late-awaiting-email": Done("The signature is sent. It waits for the signer to confirm the address."),
    "late-awaiting-authority": Done("The signature is sent. The person named was asked by mail to authorise it."),
    "late-awaiting-review": Done("The signature is sent. It waits for your review."),
    "late-refused": Done("It is left out. The signer is told your reason by mail."),
    "row-edited": Done("The row was corrected. The signer and the other contacts are told by mail, with before and after."),
    "row-unchanged": Done("The row reads as before. Nobody was written to."),
    "frozen": Done("The list is frozen, and the edition is being made from it."),
    "unfrozen": Done("The list is open to changes again. The edition that was prepared is discarded."),
    "built": Done("The next edition is being made. Nothing changes for the public until you publish it."),
    "scheduled": Done("The publication is set. It happens by itself, to the second."),
    "held": Done("The publication is stopped. Nothing will be published until you say so."),
    "published": Done("The edition is published."),
    "publishing": Done("The edition will be published as soon as its files are made, in a few seconds."),
}


def done_of(key: str | None) -> Done | None:
    """The banner for what the address says was done; None for nothing, and for anything that is not ours."""
    found = _DONE.get(key or "")
    return msgspec.structs.replace(found, sentence=gettext(found.sentence)) if found else None
