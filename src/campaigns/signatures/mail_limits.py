"""Writing to an address that somebody typed: never often enough to be a nuisance to whoever it belongs to.

The limits hold for each letter, address and kind of mail, whoever asks and with however many signatures, and are counted
from the outbox under the letter's lock. They count the last day only, so nobody can use up another's address for good. A
mail held back when somebody signs or asks again is not told, because that would tell whether an address is known here: a row
in the outbox that is never sent counts as its mail. Somebody who asks for another address is told, so that they do not wait
for nothing.
"""

from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import TooMany
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.moments import clock_with_zone
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream
from campaigns.signatures.models import Signature

BETWEEN = timedelta(minutes=10)
MOST_IN_A_DAY = 3
#: Mails of one kind for one signature, to whatever addresses it was changed to, held back or not.
MOST_FOR_A_SIGNATURE = 5
MOST_CHANGES = 4

_A_DAY = int(timedelta(days=1).total_seconds())
_ENOUGH = gettext_noop(
    "Enough mails were asked for with this signature. Look in the folder for spam, or ask the secretariat."
)
_NOT_NOW = gettext_noop(
    "We cannot write to this address now: one address gets at most {most} such mails a day, some minutes apart. Try again"
    " later, use another address, or ask the secretariat."
)


class Asking(Protocol):
    """What somebody sent with a letter, at an address they typed: an organisation's signature, or a person's own."""

    id: Any
    letter_id: Any
    coalition_id: Any


class AskedMail(msgspec.Struct, frozen=True):
    """How an address is being written to. `again_from` is when another mail may be asked for; instants in UTC."""

    email: str
    last_sent_at: datetime
    again_from: datetime
    more_left: bool


async def mail_of(session: AsyncSession, kind: str, signature_id: UUID, email: str, asked_at: datetime) -> AskedMail:
    """What the signer may know about the mails to an address they typed: those for their own signature only."""
    counted = await session.execute(
        select(func.count(), func.max(Message.created_at)).where(
            Message.kind.in_((kind, held_back_kind(kind))), Message.subject_id == signature_id
        )
    )
    number, last = counted.one()
    last_sent_at = last or asked_at
    return AskedMail(email, last_sent_at, last_sent_at + BETWEEN, number < MOST_FOR_A_SIGNATURE)


def refuse_too_soon(mail: AskedMail, zone: str, now: datetime) -> None:
    """Raises `TooMany` where the same mail cannot be asked for again now."""
    if not mail.more_left:
        raise TooMany(gettext(_ENOUGH), _A_DAY)
    if now < mail.again_from:
        wait = int((mail.again_from - now).total_seconds()) + 1
        again = clock_with_zone(mail.again_from, zone)
        told = gettext("The mail was asked for a few minutes ago. You can ask for it again from {again}.", again=again)
        raise TooMany(told, wait)


async def refuse_another_address(
    session: AsyncSession,
    kind: str,
    signature: Asking,
    email_key: str,
    changes: int,
    now: datetime,
    about: type[Any] = Signature,
) -> None:
    """Raises `TooMany` where no mail can go to another address now; `changes` were made so far."""
    mail = await mail_of(session, kind, signature.id, "", now)
    if not mail.more_left or changes >= MOST_CHANGES:
        raise TooMany(gettext(_ENOUGH), _A_DAY)
    if not await may_be_written_to(session, kind, signature.letter_id, email_key, now, about):
        raise TooMany(gettext(_NOT_NOW, most=MOST_IN_A_DAY), _A_DAY)


async def may_be_written_to(
    session: AsyncSession, kind: str, letter_id: UUID, email_key: str, now: datetime, about: type[Any] = Signature
) -> bool:
    """Whether an address was not written to often enough today, and not a moment ago. The letter's row must be locked.

    `about` is the table of what mails of this kind are about.
    """
    counted = await session.execute(
        select(func.count(), func.count().filter(Message.created_at > now - BETWEEN))
        .select_from(Message)
        .join(about, about.id == Message.subject_id)
        .where(
            about.letter_id == letter_id,
            Message.created_at > now - timedelta(days=1),
            *is_mail_to(kind, email_key),
        )
    )
    today, just_now = counted.one()
    return today < MOST_IN_A_DAY and just_now == 0


def is_mail_to(kind: str, email_key: str) -> tuple[ColumnElement[bool], ...]:
    """Which messages are of this kind and went to this address."""
    # Addresses are ASCII (`mail.addresses.checked`), so the database's `lower` makes the same key as `match_key`.
    return Message.kind == kind, func.lower(Message.recipient_email) == email_key


def held_back_kind(kind: str) -> str:
    """The kind of the rows that stand for mails of `kind` that are not sent."""
    return f"{kind}_held_back"


def held_back(kind: str, signature: Asking, email: str, now: datetime) -> Message:
    """What stands in the outbox for a mail that is not sent, in a state that no worker takes up."""
    return Message(
        coalition_id=signature.coalition_id,
        kind=held_back_kind(kind),
        stream=Stream.NOTICE,
        subject_id=signature.id,
        recipient_email=email,
        idempotency_key=f"{held_back_kind(kind)}:{signature.id}:{now:%Y-%m-%dT%H:%M:%S.%f}",
        state=MessageState.CANCELLED,
        created_at=now,
        next_attempt_at=now,
        smtp_reply="Held back: this address was written to often enough.",
    )
