"""Writing to an address that somebody typed: never often enough to be a nuisance to whoever it belongs to.

The limits hold for each letter and address, whoever asks and with however many signatures, and are counted from the outbox
under the letter's lock. What they hold back is not told, because that would tell whether an address is known here.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, Invalid, TooMany
from campaigns.mail.addresses import checked, match_key
from campaigns.mail.models import Message
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Signature
from campaigns.signatures.notices import ADDRESS_CHECK, send_address_check
from campaigns.signatures.steps import Held, hold, take
from campaigns.text.moments import clock_with_zone

BETWEEN = timedelta(minutes=10)
MOST_IN_A_DAY = 3
MOST_EVER = 5
#: Mails for one signature, to whatever addresses it was changed to.
MOST_FOR_A_SIGNATURE = 5


class CheckMail(msgspec.Struct, frozen=True):
    """How a signature's address is being checked. `again_from` is when another mail may be asked for; instants in UTC."""

    email: str
    last_sent_at: datetime
    again_from: datetime
    more_left: bool


async def check_mail_of(session: AsyncSession, signature_id: UUID, email: str, submitted_at: datetime) -> CheckMail:
    """What the signer may know about the mails to the address they typed: those for their own signature only."""
    counted = await session.execute(
        select(func.count(), func.max(Message.created_at)).where(
            Message.kind == ADDRESS_CHECK, Message.subject_id == signature_id
        )
    )
    number, last = counted.one()
    last_sent_at = last or submitted_at
    return CheckMail(email, last_sent_at, last_sent_at + BETWEEN, number < MOST_FOR_A_SIGNATURE)


async def write_to_check(session: AsyncSession, signature: Signature, now: datetime) -> None:
    """Ask for a mail to the signer's address, unless enough were sent to it. The letter's row must be locked."""
    if await _may_be_written_to(session, signature, now):
        await send_address_check(session, signature, now, key=f"{now:%Y-%m-%dT%H:%M}")


async def send_again(session: AsyncSession, signature_id: UUID, now: datetime) -> None:
    """Send the same link and code again. Raises `Conflict` where nothing waits for a check, `TooMany`."""
    held = await _waiting(session, signature_id)
    await _refuse_too_many(session, held, now)
    await write_to_check(session, held.signature, now)


async def change_address(session: AsyncSession, signature_id: UUID, email: str, by: Actor, now: datetime) -> Signature:
    """Check another address in place of the one typed; links and codes mailed before end. The time of signing stays.

    Raises `Invalid` (field `signer_email`), `Conflict` where nothing waits for a check, `NotAllowedNow`, `TooMany`.
    """
    address = checked(email, "signer_email")
    held = await _waiting(session, signature_id)
    signature, key = held.signature, match_key(address)
    if key == signature.signer_email_key:
        raise Invalid({"signer_email": "We have written to this address. Enter another one, or ask for the mail again."})
    if (await _mails_of(session, signature.id)) >= MOST_FOR_A_SIGNATURE:
        raise TooMany(_ENOUGH, int(timedelta(days=1).total_seconds()))
    take(session, held, SignatureStep.CHANGE_ADDRESS, held.facts(now), by, reason=f"From {signature.signer_email}")
    signature.signer_email, signature.signer_email_key = address, key
    signature.rotation, signature.wrong_codes = signature.rotation + 1, 0
    await session.flush()
    await write_to_check(session, signature, now)
    return signature


async def _waiting(session: AsyncSession, signature_id: UUID) -> Held:
    held = await hold(session, signature_id)
    if held.signature.state is not SignatureState.AWAITING_EMAIL:
        raise Conflict("This address does not wait to be checked any more.")
    return held


async def _refuse_too_many(session: AsyncSession, held: Held, now: datetime) -> None:
    signature = held.signature
    check = await check_mail_of(session, signature.id, signature.signer_email, signature.submitted_at or now)
    if not check.more_left:
        raise TooMany(_ENOUGH, int(timedelta(days=1).total_seconds()))
    if now < check.again_from:
        again = clock_with_zone(check.again_from, held.letter.zone)
        wait = int((check.again_from - now).total_seconds()) + 1
        raise TooMany(f"The mail was sent a few minutes ago. You can ask for it again from {again}.", wait)


_ENOUGH = "We have written often enough for this signature. Look in the folder for spam, or ask the secretariat."


async def _may_be_written_to(session: AsyncSession, signature: Signature, now: datetime) -> bool:
    since = func.count().filter
    counted = await session.execute(
        select(
            func.count(),
            since(Message.created_at > now - timedelta(days=1)),
            since(Message.created_at > now - BETWEEN),
        )
        .select_from(Message)
        .join(Signature, Signature.id == Message.subject_id)
        .where(Signature.letter_id == signature.letter_id, *_is_check_to(signature.signer_email_key))
    )
    ever, today, just_now = counted.one()
    return ever < MOST_EVER and today < MOST_IN_A_DAY and just_now == 0


def _is_check_to(email_key: str) -> tuple[ColumnElement[bool], ...]:
    # Addresses are ASCII (`mail.addresses.checked`), so the database's `lower` makes the same key as `match_key`.
    return Message.kind == ADDRESS_CHECK, func.lower(Message.recipient_email) == email_key


async def _mails_of(session: AsyncSession, signature_id: UUID) -> int:
    counted = await session.scalar(
        select(func.count()).select_from(Message).where(Message.kind == ADDRESS_CHECK, Message.subject_id == signature_id)
    )
    return counted or 0
