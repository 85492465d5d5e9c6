"""What the mails about a standing authority say, written at the moment each is sent."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.errors import NotFound
from campaigns.languages.catalogues import gettext
from campaigns.languages.moments import calendar_day, in_words
from campaigns.mail.addresses import match_key
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.signatures.lifecycle import LIVE
from campaigns.signatures.mails import signature_mail
from campaigns.standing_authority import telling
from campaigns.standing_authority.lifecycle import AuthorityState, AuthorityStep
from campaigns.standing_authority.queries import AuthorityDetail, authority_of, use_of_signature
from campaigns.standing_authority.scope import kinds_in_words
from campaigns.tokens import Purpose

_PATH = "/g/{token}"


async def request(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Ask a person whether they give a standing authority. Not sent once they have answered, or nobody asks any more."""
    return await _about(session, message, composing, {AuthorityState.ASKED})


async def granted(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell an organisation's people that it is in force. Not sent once it is no longer."""
    return await _about(session, message, composing, {AuthorityState.IN_FORCE})


async def ended(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the same people that it is over."""
    return await _about(session, message, composing, {AuthorityState.ENDED, AuthorityState.EXPIRED})


async def answer(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the secretariat how it stands."""
    return await _about(session, message, composing, set(AuthorityState))


async def used(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell whoever gave it (E5), or another contact (E5b), that a letter was signed by it, with the whole text.

    Not sent once the signature has left the list.
    """
    found = await use_of_signature(session, message.subject_id)
    mail = await signature_mail(session, message, composing)
    if found is None or mail is None or mail.context["state"] not in LIVE:
        return None
    use, authority = found
    link = composing.link(Purpose.STANDING_AUTHORITY, message.id, 0, _PATH)
    told = {
        **_facts(authority, message, mail.context["zone"]),
        "why": use.why,
        "used_by": use.used_by,
        "not_this_one": f"{link}/uses/{use.number}",
        "authority_page": link,
        "used_at": in_words(use.used_at, use.zone),
    }
    return msgspec.structs.replace(mail, context={**mail.context, **told})


async def _about(session: AsyncSession, message: Message, composing: Composing, wanted: set[AuthorityState]) -> Mail | None:
    try:
        told = await authority_of(session, message.subject_id)
    except NotFound:
        return None
    if told.authority.state not in wanted:
        return None
    coalition = await _coalition(session, message.coalition_id)
    authority = told.authority
    contact_name = coalition.contact_name or gettext("The secretariat")
    last = next((step for step in told.steps if step.step != AuthorityStep.USE), None)
    return Mail(
        from_name=gettext("{coalition} secretariat", coalition=coalition.name),
        reply_to=coalition.contact_email,
        postal_address=coalition.postal_address,
        accent_colour=coalition.accent_colour,
        context={
            "coalition": coalition.name,
            "contact": ", ".join(filter(None, (contact_name, coalition.contact_email, coalition.contact_phone))),
            **_facts(authority, message, coalition.zone),
            "recipient": message.recipient_name,
            "state": authority.state,
            "told_by": last.by if last else "",
            "told_why": last.reason if last else "",
            "told_at": in_words(last.at, coalition.zone) if last else "",
            "authority_page": composing.link(Purpose.STANDING_AUTHORITY, message.id, 0, _PATH),
            "desk": composing.address(f"/secretariat/{coalition.slug}/coalition/standing-authority"),
        },
    )


def _facts(authority: AuthorityDetail, message: Message, zone: str) -> dict[str, Any]:
    return {
        "organisation": authority.organisation,
        "kinds": kinds_in_words(authority.kinds),
        "topics": authority.topics,
        "addressees": authority.addressees,
        "until": calendar_day(authority.until),
        "person": authority.person_name,
        "person_title": authority.person_title,
        "asked_by": authority.asked_by,
        "granted_words": authority.granted_words,
        "granted_at": in_words(authority.answered_at, zone) if authority.answered_at else "",
        "to_person": match_key(message.recipient_email) == match_key(authority.email),
    }


async def _coalition(session: AsyncSession, coalition_id: UUID | None) -> Coalition:
    return (await session.scalars(select(Coalition).where(Coalition.id == coalition_id))).one()


COMPOSERS: dict[str, Composer] = {
    telling.REQUEST: request,
    telling.GRANTED: granted,
    telling.ENDED: ended,
    telling.ANSWER: answer,
    telling.USED: used,
}
