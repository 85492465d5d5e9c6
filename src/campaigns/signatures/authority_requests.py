"""Asking somebody by mail to authorise a signature: first, once more, somebody else, or by the secretariat's own wish."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, Invalid
from campaigns.jobs import Job, after_commit
from campaigns.languages.catalogues import gettext
from campaigns.mail.addresses import match_key
from campaigns.organisations.models import Contact
from campaigns.signatures.answers import AuthoriserAnswer, answer_authoriser
from campaigns.signatures.lifecycle import ABOUT_THE_ROW, SignatureState, SignatureStep
from campaigns.signatures.mail_limits import (
    AskedMail,
    held_back,
    mail_of,
    may_be_written_to,
    refuse_another_address,
    refuse_too_soon,
)
from campaigns.signatures.models import Signatory, Signature, SignatureEvent
from campaigns.signatures.notices import AUTHORITY_REQUEST, send_authority_request
from campaigns.signatures.steps import Held, hold, take

#: How long somebody may take to authorise it, from when they were asked; a list that is frozen ends it sooner.
AUTHORITY_LIFE = timedelta(days=30)


async def request_authority(session: AsyncSession, signature: Signature, now: datetime) -> None:
    """Write to whoever has to authorise a signature, unless they were written to often enough. The letter must be locked."""
    signature.authority_asked_at = now
    await session.flush()
    await _write(session, signature, now)
    after_commit(session, Job.EXPIRE_UNFINISHED, at=now + AUTHORITY_LIFE)


async def request_mail_of(session: AsyncSession, signature_id: UUID, email: str, asked_at: datetime) -> AskedMail:
    """How the person who is asked is being written to."""
    return await mail_of(session, AUTHORITY_REQUEST, signature_id, email, asked_at)


async def asked_by_secretariat(session: AsyncSession, signature_id: UUID) -> bool:
    """Whether it was the secretariat, and not the signer, who named the person that is asked now."""
    step = await session.scalar(
        select(SignatureEvent.step)
        .where(
            SignatureEvent.signature_id == signature_id,
            SignatureEvent.to_state == SignatureState.AWAITING_AUTHORITY,
            SignatureEvent.step.not_in(ABOUT_THE_ROW),
        )
        .order_by(SignatureEvent.id.desc())
        .limit(1)
    )
    return step == SignatureStep.ASK_FOR_AUTHORITY


def authority_in_vain(signature: Signature, now: datetime) -> bool:
    """Whether the time to authorise it has passed, whether or not the job that expires signatures has run."""
    return signature.authority_asked_at is not None and now >= signature.authority_asked_at + AUTHORITY_LIFE


async def ask_again(session: AsyncSession, signature_id: UUID, now: datetime) -> None:
    """Send the same link again. Raises `Conflict` where nobody is asked any more, `TooMany`."""
    held = await _waiting(session, signature_id, now)
    signature = held.signature
    mail = await request_mail_of(session, signature.id, signature.authoriser_email, signature.authority_asked_at or now)
    refuse_too_soon(mail, held.letter.zone, now)
    await _write(session, signature, now)


async def change_authoriser(
    session: AsyncSession, signature_id: UUID, answer: AuthoriserAnswer, by: Actor, now: datetime
) -> Signature:
    """Ask another person; the link of the one who was asked ends. The time of signing stays.

    Raises `Invalid` (`authoriser_name`, `authoriser_email`), `Conflict` where nobody is asked any more, `NotAllowedNow`,
    `TooMany`.
    """
    held = await _waiting(session, signature_id, now)
    signature = held.signature
    if match_key(signature.authoriser_email) == _key_or_nothing(answer.email):
        raise Invalid(
            {"authoriser_email": gettext("This is the person who is asked already. Send them the mail again instead.")}
        )
    await _ask_another(session, held, answer, SignatureStep.CHANGE_AUTHORISER, by, now)
    return signature


async def ask_for_authority(
    session: AsyncSession, signature_id: UUID, answer: AuthoriserAnswer, row_version: int | None, by: Actor, now: datetime
) -> Signature:
    """Have somebody at the organisation authorise a signature under review, before the secretariat decides.

    Raises what `change_authoriser` raises.
    """
    held = await hold(session, signature_id, row_version)
    await _ask_another(session, held, answer, SignatureStep.ASK_FOR_AUTHORITY, by, now)
    return held.signature


async def _ask_another(
    session: AsyncSession, held: Held, answer: AuthoriserAnswer, step: SignatureStep, by: Actor, now: datetime
) -> None:
    signature = held.signature
    before = f"{signature.authoriser_name} ({signature.authoriser_email})" if signature.authoriser_email else ""
    answer_authoriser(signature, answer)
    # `authoriser_rotation` counts the changes so far.
    key, changes = signature.authoriser_email_key, signature.authoriser_rotation
    asked = f"Asked: {signature.authoriser_name} ({signature.authoriser_email})"
    reason = f"{asked}. Before: {before}" if before else asked
    take(session, held, step, held.facts(now), by, reason=reason)
    await refuse_another_address(session, AUTHORITY_REQUEST, signature, key, changes, now)
    signature.authoriser_rotation += 1
    signature.authority_answered_at, signature.authoriser_basis = None, None
    signature.authoriser_note = signature.authoriser_attested = ""
    await request_authority(session, signature, now)


async def _write(session: AsyncSession, signature: Signature, now: datetime) -> None:
    key, email = signature.authoriser_email_key, signature.authoriser_email
    if await may_be_written_to(session, AUTHORITY_REQUEST, signature.letter_id, key, now):
        name = await _name_on_record(session, signature)
        await send_authority_request(session, signature, name, now, key=f"{now:%Y-%m-%dT%H:%M}")
    else:
        session.add(held_back(AUTHORITY_REQUEST, signature, email, now))


async def _name_on_record(session: AsyncSession, signature: Signature) -> str:
    organisations = select(Signatory.organisation_id).where(Signatory.signature_id == signature.id)
    found = await session.scalar(
        select(func.max(Contact.name)).where(
            Contact.organisation_id.in_(organisations),
            Contact.email_key == signature.authoriser_email_key,
            Contact.ended_at.is_(None),
        )
    )
    return found or ""


async def _waiting(session: AsyncSession, signature_id: UUID, now: datetime) -> Held:
    held = await hold(session, signature_id)
    if held.signature.state is not SignatureState.AWAITING_AUTHORITY or authority_in_vain(held.signature, now):
        raise Conflict(gettext("Nobody is asked to authorise this any more."))
    return held


def _key_or_nothing(email: str) -> str:
    try:
        return match_key(email.strip())
    except Invalid:
        return ""
