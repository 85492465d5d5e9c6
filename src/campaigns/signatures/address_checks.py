"""Writing to an address that somebody typed: never often enough to be a nuisance to whoever it belongs to.

The limits hold for each letter and address, whoever asks and with however many signatures, and are counted from the outbox
under the letter's lock. They count the last day only, so nobody can use up another's address for good. A mail held back when
somebody signs or asks again is not told, because that would tell whether an address is known here: a row in the outbox that
is never sent counts as its mail. Somebody who asks for another address is told, so that they do not wait for nothing.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, Invalid, TooMany
from campaigns.mail.addresses import checked, match_key
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Signature
from campaigns.signatures.notices import ADDRESS_CHECK, send_address_check
from campaigns.signatures.steps import Held, hold, take
from campaigns.text.moments import clock_with_zone

BETWEEN = timedelta(minutes=10)
MOST_IN_A_DAY = 3
#: Mails for one signature, to whatever addresses it was changed to, held back or not.
MOST_FOR_A_SIGNATURE = 5
MOST_CHANGES = 4
#: How long an address may wait to be checked, from the moment of signing.
ADDRESS_CHECK_LIFE = timedelta(hours=72)
HELD_BACK = "address_check_held_back"


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
            Message.kind.in_((ADDRESS_CHECK, HELD_BACK)), Message.subject_id == signature_id
        )
    )
    number, last = counted.one()
    last_sent_at = last or submitted_at
    return CheckMail(email, last_sent_at, last_sent_at + BETWEEN, number < MOST_FOR_A_SIGNATURE)


async def write_to_check(session: AsyncSession, signature: Signature, now: datetime) -> None:
    """Ask for a mail to the signer's address, unless enough were sent to it. The letter's row must be locked."""
    if await _may_be_written_to(session, signature.letter_id, signature.signer_email_key, now):
        await send_address_check(session, signature, now, key=f"{now:%Y-%m-%dT%H:%M}")
    else:
        session.add(_held_back(signature, now))


async def was_written_to(session: AsyncSession, signature: Signature) -> bool:
    """Whether a code was mailed to the address that the signature has now. A code that was never mailed is nobody's."""
    found = await session.scalar(
        select(Message.id).where(Message.subject_id == signature.id, *_is_check_to(signature.signer_email_key)).limit(1)
    )
    return found is not None


def waits_in_vain(signature: Signature, now: datetime) -> bool:
    """Whether the time to check its address has passed, whether or not the job that expires signatures has run."""
    return signature.submitted_at is not None and now >= signature.submitted_at + ADDRESS_CHECK_LIFE


async def send_again(session: AsyncSession, signature_id: UUID, now: datetime) -> None:
    """Send the same link and code again. Raises `Conflict` where nothing waits for a check, `TooMany`."""
    held = await _waiting(session, signature_id, now)
    await _refuse_too_many(session, held, now)
    await write_to_check(session, held.signature, now)


async def change_address(session: AsyncSession, signature_id: UUID, email: str, by: Actor, now: datetime) -> Signature:
    """Check another address in place of the one typed; links and codes mailed before end. The time of signing stays.

    So do the wrong codes: a signature has a handful of tries at codes in all, whatever addresses it was given.

    Raises `Invalid` (field `signer_email`), `Conflict` where nothing waits for a check, `NotAllowedNow`, `TooMany`.
    """
    address = checked(email, "signer_email")
    held = await _waiting(session, signature_id, now)
    signature, key = held.signature, match_key(address)
    if key == signature.signer_email_key:
        raise Invalid({"signer_email": "This is the address you gave. Enter another one, or ask for the mail again."})
    check = await check_mail_of(session, signature.id, signature.signer_email, signature.submitted_at or now)
    # `rotation` counts the changes so far.
    if not check.more_left or signature.rotation >= MOST_CHANGES:
        raise TooMany(_ENOUGH, _A_DAY)
    if not await _may_be_written_to(session, signature.letter_id, key, now):
        raise TooMany(_NOT_NOW, _A_DAY)
    take(session, held, SignatureStep.CHANGE_ADDRESS, held.facts(now), by, reason=f"From {signature.signer_email}")
    signature.signer_email, signature.signer_email_key = address, key
    signature.rotation += 1
    await session.flush()
    await write_to_check(session, signature, now)
    return signature


async def _waiting(session: AsyncSession, signature_id: UUID, now: datetime) -> Held:
    held = await hold(session, signature_id)
    if held.signature.state is not SignatureState.AWAITING_EMAIL or waits_in_vain(held.signature, now):
        raise Conflict("This address does not wait to be checked any more.")
    return held


async def _refuse_too_many(session: AsyncSession, held: Held, now: datetime) -> None:
    signature = held.signature
    check = await check_mail_of(session, signature.id, signature.signer_email, signature.submitted_at or now)
    if not check.more_left:
        raise TooMany(_ENOUGH, _A_DAY)
    if now < check.again_from:
        again = clock_with_zone(check.again_from, held.letter.zone)
        wait = int((check.again_from - now).total_seconds()) + 1
        raise TooMany(f"The mail was asked for a few minutes ago. You can ask for it again from {again}.", wait)


_A_DAY = int(timedelta(days=1).total_seconds())
_ENOUGH = "Enough mails were asked for with this signature. Look in the folder for spam, or ask the secretariat."
_NOT_NOW = (
    f"We cannot write to this address now: one address gets at most {MOST_IN_A_DAY} such mails a day, some minutes apart."
    " Try again later, use another address, or ask the secretariat."
)


async def _may_be_written_to(session: AsyncSession, letter_id: UUID, email_key: str, now: datetime) -> bool:
    counted = await session.execute(
        select(func.count(), func.count().filter(Message.created_at > now - BETWEEN))
        .select_from(Message)
        .join(Signature, Signature.id == Message.subject_id)
        .where(Signature.letter_id == letter_id, Message.created_at > now - timedelta(days=1), *_is_check_to(email_key))
    )
    today, just_now = counted.one()
    return today < MOST_IN_A_DAY and just_now == 0


def _is_check_to(email_key: str) -> tuple[ColumnElement[bool], ...]:
    # Addresses are ASCII (`mail.addresses.checked`), so the database's `lower` makes the same key as `match_key`.
    return Message.kind == ADDRESS_CHECK, func.lower(Message.recipient_email) == email_key


def _held_back(signature: Signature, now: datetime) -> Message:
    """What stands in the outbox for a mail that is not sent, in a state that no worker takes up."""
    return Message(
        coalition_id=signature.coalition_id,
        kind=HELD_BACK,
        stream=Stream.NOTICE,
        subject_id=signature.id,
        recipient_email=signature.signer_email,
        idempotency_key=f"{HELD_BACK}:{signature.id}:{now:%Y-%m-%dT%H:%M:%S.%f}",
        state=MessageState.CANCELLED,
        created_at=now,
        next_attempt_at=now,
        smtp_reply="Held back: this address was written to often enough.",
    )
