"""Taking a message that is due and writing down what became of it: two short transactions with the sending between."""

import random
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Text, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.mail.lifecycle import LIFECYCLE, MessageFacts, MessageState, MessageStep
from campaigns.mail.models import Message, Stream
from campaigns.mail.returned import bounced
from campaigns.mail.transport import LEASE_SECONDS

LEASE = timedelta(seconds=LEASE_SECONDS)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=2)
#: A message that no server takes in this time, in more than a few attempts, has come back.
GIVE_UP_AFTER = timedelta(hours=72)
FEWEST_ATTEMPTS = 4

#: Kinds whose recipient is forgotten with the last attempt: the address stands in the outbox for that one mail alone.
FORGOTTEN_ONCE_SENT = frozenset({"details_removed"})

_OPEN = (MessageState.QUEUED, MessageState.SENDING)


async def claim(session: AsyncSession, now: datetime) -> Message | None:
    """Take the message that has waited longest, notices before invitations, until `lease_until`; None if none is due.

    No other worker gets it before the lease ends. A message whose worker died is due again then.
    """
    claimed = await session.scalars(
        update(Message)
        .where(Message.id == func.coalesce(_first_due(Stream.NOTICE, now), _first_due(Stream.INVITATION, now)))
        .values(
            state=LIFECYCLE.after(MessageState.QUEUED, MessageStep.CLAIM, MessageFacts()),
            attempts=Message.attempts + 1,
            lease_until=now + LEASE,
            next_attempt_at=now + LEASE,
        )
        .returning(Message)
        .execution_options(synchronize_session=False)
    )
    return claimed.one_or_none()


def _first_due(stream: Stream, now: datetime) -> ScalarSelect[UUID]:
    return (
        select(Message.id)
        .where(Message.state.in_(_OPEN), Message.next_attempt_at <= now, Message.stream == stream)
        .order_by(Message.next_attempt_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )


async def mark(session: AsyncSession, message: Message, step: MessageStep, reply: str, now: datetime) -> None:
    """Write down the outcome of the attempt that `message` was claimed for.

    Does nothing if the lease ran out and somebody else has claimed it since: the number of attempts tells.
    """
    state = LIFECYCLE.after(MessageState.SENDING, step, MessageFacts())
    marked = await session.scalars(
        update(Message)
        .where(Message.id == message.id, Message.state == MessageState.SENDING, Message.attempts == message.attempts)
        .values(
            state=state,
            smtp_reply=reply,
            lease_until=None,
            sent_at=now if state is MessageState.SENT else None,
            next_attempt_at=next_attempt(message.attempts, now),
        )
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    if marked.one_or_none() is None:
        return
    if message.kind in FORGOTTEN_ONCE_SENT:
        if state not in _OPEN:
            await forget_recipients(session, Message.id == message.id)
    elif state is MessageState.BOUNCED:
        await bounced(session, message, reply, now)


async def forget_recipients(session: AsyncSession, which: ColumnElement[bool]) -> int:
    """Take name and address out of these messages, and what a server said of them, and say how many there were.

    What was sent, when, and about what stays. Their links open nothing any more.
    """
    forgotten = await session.scalars(
        update(Message)
        .where(which)
        .values(
            recipient_name="",
            recipient_email="",
            smtp_reply="",
            idempotency_key=func.concat("removed:", cast(Message.id, Text)),
        )
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return len(forgotten.all())


def next_attempt(attempts: int, now: datetime) -> datetime:
    """When to try again: twice as long after each attempt, give or take a quarter so that a wave spreads out."""
    wait = min(FIRST_WAIT * (1 << min(attempts - 1, 16)), LONGEST_WAIT)
    return now + wait * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, guards nothing


def given_up(message: Message, now: datetime) -> bool:
    """Whether a message that was put off once more has been tried for long enough."""
    return message.attempts >= FEWEST_ATTEMPTS and now - message.created_at > GIVE_UP_AFTER
