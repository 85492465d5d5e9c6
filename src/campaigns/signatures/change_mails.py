"""What the mails about a changed row say, written at the moment each is sent."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import REMOVED, ActorKind
from campaigns.languages.moments import in_words
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.signatures import notices
from campaigns.signatures.changes import differences
from campaigns.signatures.lifecycle import SignatureStep
from campaigns.signatures.mails import signature_mail
from campaigns.signatures.models import NameProposal, SignatureChange, SignatureEvent
from campaigns.tokens import Purpose


async def changed(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell what a row said before and says now (E7), or the secretariat that somebody is shown no more or undid its change.

    The signer gets a link that undoes what the secretariat changed, until the list is frozen.
    """
    found = await session.execute(
        select(SignatureChange, SignatureEvent)
        .join(SignatureEvent, SignatureEvent.id == SignatureChange.event_id)
        .where(SignatureChange.id == message.subject_id)
    )
    row = found.first()
    if row is None:
        return None
    change, event = row
    mail = await signature_mail(session, message, composing, change.signature_id)
    if mail is None:
        return None
    told = {
        "changed_by": event.actor_name,
        "why_changed": event.reason,
        "changed_by_secretariat": event.actor_kind == ActorKind.PERSON,
        "changed_at": in_words(event.at, mail.context["zone"]),
        "differences": differences(change),
        "edition_desk": mail.context["desk"].removesuffix("review") + "edition",
        "erased": mail.context["signer"] == REMOVED,
        "hidden": change.shown_before and not change.shown_after,
        "undone": change.undoes_id is not None,
        "undo_link": "",
        "names_page": mail.context["desk"].removesuffix("review") + "names",
    }
    # Whoever has left the organisation has no link that opens anything.
    if event.step == SignatureStep.EDIT and mail.context["to_signer"] and mail.context["link"]:
        rotation = mail.context["rotation"]
        told["undo_link"] = composing.link(Purpose.REPLY, change.signature_id, rotation, "/s/{token}/undo")
    return msgspec.structs.replace(mail, context={**mail.context, **told})


async def about_proposal(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the secretariat that a name is proposed, or the organisation's people that it was refused.

    Not sent once another name was proposed or the secretariat has answered otherwise.
    """
    proposal = await session.scalar(select(NameProposal).where(NameProposal.id == message.subject_id))
    refused = message.kind == notices.NAME_REFUSED
    if proposal is None or (proposal.accepted is not False if refused else proposal.answered_at is not None):
        return None
    mail = await signature_mail(session, message, composing, proposal.signature_id)
    if mail is None:
        return None
    told = {"proposed": proposal.own_name, "asked_by": proposal.asked_by, "refusal": proposal.reason}
    told["names_desk"] = mail.context["desk"] + "/names"
    return msgspec.structs.replace(mail, context={**mail.context, **told})


COMPOSERS: dict[str, Composer] = {
    notices.CHANGED: changed,
    notices.PERSON_HIDDEN: changed,
    notices.EDIT_UNDONE: changed,
    notices.NAME_PROPOSED: about_proposal,
    notices.NAME_REFUSED: about_proposal,
}
