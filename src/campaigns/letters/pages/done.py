"""What is said on the next page after something was done: one fixed sentence for each `?done=…`, and nothing else."""

import msgspec

from campaigns.languages.catalogues import gettext, gettext_noop


class Done(msgspec.Struct, frozen=True):
    """A sentence for the banner; `well` is false where something still has to be looked at."""

    sentence: str
    well: bool = True


_DONE: dict[str, Done] = {
    "begun": Done(gettext_noop("The draft was begun. Nobody outside the secretariat and its drafters can see it.")),
    "saved": Done(gettext_noop("The draft was saved.")),
    "locked": Done(gettext_noop("The text is locked. Its words can no longer change.")),
    "revised": Done(gettext_noop("A new version was begun from the locked one. The locked one stays readable.")),
    "deadline": Done(gettext_noop("The deadline was changed.")),
    "closed": Done(gettext_noop("Signing is closed.")),
    "extended": Done(gettext_noop("The deadline has moved. Everybody who had the old time is told by mail.")),
    "invited": Done(gettext_noop("The invitations are on their way. The figures below move as answers come in.")),
    "invited-nobody": Done(gettext_noop("These organisations were invited before. Nothing was sent twice.")),
    "sent-again": Done(gettext_noop("The same link is on its way again. Links sent before still work.")),
    "sent-again-to-all": Done(
        gettext_noop("The same link is on its way again to everybody you chose. Links sent before still work.")
    ),
    "cascade-given": Done(gettext_noop("The link is made, and is on its way to the organisation’s contacts.")),
    "cascade-cap": Done(gettext_noop("The cap was changed.")),
    "cascade-paused": Done(gettext_noop("The link is paused. Whoever opens it reads so; answers that were begun are kept.")),
    "cascade-resumed": Done(gettext_noop("The link takes signatures again.")),
    "cascade-ended": Done(gettext_noop("The link is ended. What came by it stays, and you decide what still waits.")),
    "sent-to-nobody": Done(
        gettext_noop("Nobody was written to: this organisation has no contact who gets invitations and can be written to."),
        well=False,
    ),
    "reminders-planned": Done(
        gettext_noop("The plan is saved. Reminders go out by themselves, to those who have not answered by then.")
    ),
    "reminded": Done(gettext_noop("The reminder is on its way. Whoever answers before it is sent does not get it.")),
    "colleague-confirmed": Done(gettext_noop("They are a contact now. Invitations and notices go to them too.")),
    "colleague-ended": Done(gettext_noop("Their link opens nothing any more.")),
    "noted": Done(gettext_noop("The note was written down. Only the secretariat sees it.")),
    "accepted": Done(gettext_noop("The signature was accepted. The signer and the other contacts are told by mail.")),
    "rejected": Done(gettext_noop("The signature was rejected. The signer is told your reason by mail.")),
    "recorded": Done(
        gettext_noop("The signature is recorded and counts. Its signer and the other contacts are told by mail.")
    ),
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
    "signed-by-standing-authority": Done(
        gettext_noop("The organisations are signed for by standing authority, and everybody there is told by mail.")
    ),
    "suspended": Done(gettext_noop("The signature is suspended. It is off the list until you settle it.")),
    "asked": Done(gettext_noop("The person was asked by mail to authorise the signature. It waits for their answer.")),
    "reinstated": Done(gettext_noop("The signature is listed again. The signer and the other contacts are told by mail.")),
    "removed": Done(gettext_noop("The signature was removed. The signer and the other contacts are told by mail.")),
    "name-accepted": Done(gettext_noop("The row has the new name. The signer and the other contacts are told by mail.")),
    "name-refused": Done(
        gettext_noop("The row stays as it is. The signer and the other contacts are told your reason by mail.")
    ),
    "individuals-admitted": Done(gettext_noop("Individuals can sign this letter as themselves, in a list of their own.")),
    "organisations-only": Done(
        gettext_noop("The letter is for organisations only. What individuals sent before stays to be decided.")
    ),
    "individual-accepted": Done(
        gettext_noop("The person was accepted and is told by mail. They stand in the list of individuals.")
    ),
    "individual-rejected": Done(gettext_noop("The signature was rejected. The person is told your reason by mail.")),
    "individual-removed": Done(gettext_noop("The signature was removed. The person is told your reason by mail.")),
    "late-accepted": Done(
        gettext_noop("The signature is added and counts. The signer and the other contacts are told by mail.")
    ),
    "late-awaiting-email": Done(gettext_noop("The signature is sent. It waits for the signer to confirm the address.")),
    "late-awaiting-authority": Done(
        gettext_noop("The signature is sent. The person named was asked by mail to authorise it.")
    ),
    "late-awaiting-review": Done(gettext_noop("The signature is sent. It waits for your review.")),
    "late-refused": Done(gettext_noop("It is left out. The signer is told your reason by mail.")),
    "row-edited": Done(
        gettext_noop("The row was corrected. The signer and the other contacts are told by mail, with before and after.")
    ),
    "row-unchanged": Done(gettext_noop("The row reads as before. Nobody was written to.")),
    "frozen": Done(gettext_noop("The list is frozen, and the edition is being made from it.")),
    "unfrozen": Done(gettext_noop("The list is open to changes again. The edition that was prepared is discarded.")),
    "built": Done(gettext_noop("The next edition is being made. Nothing changes for the public until you publish it.")),
    "scheduled": Done(gettext_noop("The publication is set. It happens by itself, to the second.")),
    "held": Done(gettext_noop("The publication is stopped. Nothing will be published until you say so.")),
    "published": Done(gettext_noop("The edition is published.")),
    "publishing": Done(gettext_noop("The edition will be published as soon as its files are made, in a few seconds.")),
}


def done_of(key: str | None) -> Done | None:
    """The banner for what the address says was done; None for nothing, and for anything that is not ours."""
    found = _DONE.get(key or "")
    return None if found is None else Done(gettext(found.sentence), found.well)
