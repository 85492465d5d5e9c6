"""Having an address checked that a signer typed: the mail with its link and code, once more, or to another address."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, Invalid
from campaigns.languages.catalogues import gettext
from campaigns.mail.addresses import checked, match_key
from campaigns.mail.models import Message
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.mail_limits import (
    AskedMail,
    held_back,
    is_mail_to,
    mail_of,
    may_be_written_to,
    refuse_another_address,
    refuse_too_soon,
)
from campaigns.signatures.models import Signature
from campaigns.signatures.notices import ADDRESS_CHECK, send_address_check
from campaigns.signatures.steps import Held, hold, take

#: How long an address may wait to be checked, from the moment of signing.
ADDRESS_CHECK_LIFE = timedelta(hours=72)


async def check_mail_of(session: AsyncSession, signature_id: UUID, email: str, submitted_at: datetime) -> AskedMail:
    """How the address that a signer typed is being checked."""
    return await mail_of(session, ADDRESS_CHECK, signature_id, email, submitted_at)


async def write_to_check(session: AsyncSession, signature: Signature, now: datetime) -> None:
    """Ask for a mail to the signer's address, unless enough were sent to it. The letter's row must be locked."""
    if await may_be_written_to(session, ADDRESS_CHECK, signature.letter_id, signature.signer_email_key, now):
        await send_address_check(session, signature, now, key=f"{now:%Y-%m-%dT%H:%M}")
    else:
        session.add(held_back(ADDRESS_CHECK, signature, signature.signer_email, now))


async def was_written_to(session: AsyncSession, kind: str, signature_id: UUID, email_key: str) -> bool:
    """Whether a code was mailed to the address that a signature has now. A code that was never mailed is nobody's."""
    to_signer = is_mail_to(kind, email_key)
    found = await session.scalar(select(Message.id).where(Message.subject_id == signature_id, *to_signer).limit(1))
    return found is not None


def waits_in_vain(signature: Signature, now: datetime) -> bool:
    """Whether the time to check its address has passed, whether or not the job that expires signatures has run."""
    return signature.submitted_at is not None and now >= signature.submitted_at + ADDRESS_CHECK_LIFE


async def send_again(session: AsyncSession, signature_id: UUID, now: datetime) -> None:
    """Send the same link and code again. Raises `Conflict` where nothing waits for a check, `TooMany`."""
    held = await _waiting(session, signature_id, now)
    signature = held.signature
    check = await check_mail_of(session, signature.id, signature.signer_email, signature.submitted_at or now)
    refuse_too_soon(check, held.letter.zone, now)
    await write_to_check(session, signature, now)


async def change_address(session: AsyncSession, signature_id: UUID, email: str, by: Actor, now: datetime) -> Signature:
    """Check another address in place of the one typed; links and codes mailed before end. The time of signing stays.

    So do the wrong codes: a signature has a handful of tries at codes in all, whatever addresses it was given.

    Raises `Invalid` (field `signer_email`), `Conflict` where nothing waits for a check, `NotAllowedNow`, `TooMany`.
    """
    address = checked(email, "signer_email")
    held = await _waiting(session, signature_id, now)
    signature, key = held.signature, match_key(address)
    if key == signature.signer_email_key:
        raise Invalid(
            {"signer_email": gettext("This is the address you gave. Enter another one, or ask for the mail again.")}
        )
    if key == signature.authoriser_email_key:
        raise Invalid(
            {"signer_email": gettext("This is the address of the person who has to authorise it. Enter your own.")}
        )
    # `rotation` counts the changes so far.
    await refuse_another_address(session, ADDRESS_CHECK, signature, key, signature.rotation, now)
    take(session, held, SignatureStep.CHANGE_ADDRESS, held.facts(now), by, reason=f"From {signature.signer_email}")
    signature.signer_email, signature.signer_email_key = address, key
    signature.rotation += 1
    await session.flush()
    await write_to_check(session, signature, now)
    return signature


async def _waiting(session: AsyncSession, signature_id: UUID, now: datetime) -> Held:
    held = await hold(session, signature_id)
    if held.signature.state is not SignatureState.AWAITING_EMAIL or waits_in_vain(held.signature, now):
        raise Conflict(gettext("This address does not wait to be checked any more."))
    return held
