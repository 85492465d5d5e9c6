"""What the mails about corrections say, written at the moment each is sent."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.languages.catalogues import gettext
from campaigns.mail.addresses import match_key
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.my_organisation.corrections.deciding import DECIDED
from campaigns.my_organisation.corrections.lifecycle import CorrectionState
from campaigns.my_organisation.corrections.models import WORDS, Correction, What
from campaigns.my_organisation.corrections.proposing import CONTACT_LEFT, PROPOSED
from campaigns.my_organisation.corrections.wording import before_and_after
from campaigns.organisations.models import Contact, Organisation


async def proposed(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the secretariat that something waits. Not sent where nothing does by now."""
    correction = await session.scalar(select(Correction).where(Correction.id == message.subject_id))
    if correction is None or correction.state is not CorrectionState.WAITING:
        return None
    coalition, organisation = await _rows(session, message, correction.organisation_id)
    return _mail(
        coalition,
        organisation,
        recipient=message.recipient_name,
        proposer=correction.proposer,
        facts_told=_facts(correction),
        note=correction.note,
        link=composing.address(f"/secretariat/{coalition.slug}/organisations/corrections"),
    )


async def decided(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell whoever proposed it, and everybody whom it concerns, what became of it."""
    correction = await session.scalar(select(Correction).where(Correction.id == message.subject_id))
    if correction is None or correction.state not in {CorrectionState.ACCEPTED, CorrectionState.REFUSED}:
        return None
    coalition, organisation = await _rows(session, message, correction.organisation_id)
    proposer = await session.scalar(select(Contact.email_key).where(Contact.id == correction.proposed_by))
    ended = await _is_ended(session, message, correction)
    return _mail(
        coalition,
        organisation,
        recipient=message.recipient_name,
        own=proposer == match_key(message.recipient_email),
        ended=ended,
        accepted=correction.state is CorrectionState.ACCEPTED,
        facts_told=_facts(correction),
        proposer=correction.proposer,
        reason=correction.reason,
        my_organisation=composing.address("/my-organisation"),
    )


async def contact_left(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the secretariat, and the address itself, that a contact has ended. Not sent where it was taken up again."""
    contact = await session.scalar(select(Contact).where(Contact.id == message.subject_id))
    if contact is None or contact.ended_at is None:
        return None
    coalition, organisation = await _rows(session, message, contact.organisation_id)
    others = await session.scalar(
        select(Contact.id)
        .where(Contact.organisation_id == contact.organisation_id, Contact.ended_at.is_(None), Contact.gets_invitations)
        .limit(1)
    )
    return _mail(
        coalition,
        organisation,
        recipient=message.recipient_name,
        own=match_key(message.recipient_email) == contact.email_key,
        left=", ".join(part for part in (contact.name, contact.role_title, contact.email) if part),
        others=others is not None,
        link=composing.address(f"/secretariat/{coalition.slug}/organisations"),
    )


async def _is_ended(session: AsyncSession, message: Message, correction: Correction) -> bool:
    """Whether the recipient is the contact that was ended by what was accepted."""
    if correction.what is not What.END_CONTACT or not correction.fields:
        return False
    key = await session.scalar(
        select(Contact.email_key).where(Contact.id == correction.fields["contact_id"], Contact.ended_at.is_not(None))
    )
    return key == match_key(message.recipient_email)


def _facts(correction: Correction) -> list[tuple[str, str]]:
    before, after = before_and_after(correction)
    rows = [(gettext("What"), gettext(WORDS[correction.what])), (gettext("Before"), before), (gettext("After"), after)]
    single = correction.what not in {What.ADD_CONTACT, What.END_CONTACT, What.ADD_SIGNER, What.END_SIGNER}
    return [(label, text or gettext("None")) for label, text in rows if text or single]


async def _rows(session: AsyncSession, message: Message, organisation_id: Any) -> tuple[Coalition, str]:
    coalition = await session.get_one(Coalition, message.coalition_id)
    name = await session.scalar(select(Organisation.display_name).where(Organisation.id == organisation_id))
    return coalition, name or gettext("your organisation")


def _mail(coalition: Coalition, organisation: str, **context: Any) -> Mail:
    return Mail(
        from_name=gettext("{coalition} secretariat", coalition=coalition.name),
        reply_to=coalition.contact_email,
        postal_address=coalition.postal_address,
        accent_colour=coalition.accent_colour,
        context={
            "coalition": coalition.name,
            "contact_email": coalition.contact_email,
            "organisation": organisation,
            **context,
        },
    )


COMPOSERS: Mapping[str, Composer] = {PROPOSED: proposed, DECIDED: decided, CONTACT_LEFT: contact_left}
