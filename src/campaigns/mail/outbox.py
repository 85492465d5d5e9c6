"""Asking for mail: a row in the same transaction as what it is about. A worker writes it out and sends it later."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.jobs import Job, after_commit
from campaigns.mail.addresses import match_key
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream, SuppressionReason
from campaigns.mail.suppression import WORDS, suppressed


class Recipient(msgspec.Struct, frozen=True):
    """One person or mailbox. `email` is an address that `addresses.checked` gave; `name` may be empty."""

    name: str
    email: str


class Outgoing(msgspec.Struct, frozen=True):
    """One message to one recipient. Composers find what it says from `kind` and the row `subject_id`.

    The same kind, subject, `key` and address is one message, however often it is asked for; another `key` sends again.
    Where one address may stand for several subjects and shall be told once, `once_for` counts in the subject's place.
    `state` is `CANCELLED` for a message that leaves its row and is never sent. One to a suppressed address does so unasked.
    """

    kind: str
    subject_id: UUID
    to: Recipient
    stream: Stream
    key: str = ""
    state: MessageState = MessageState.QUEUED
    #: Not sent before this instant (UTC); None for at once. What it says is written when it is sent.
    not_before: datetime | None = None
    once_for: UUID | None = None


class Delivery(msgspec.Struct, frozen=True):
    """How far the newest message about a subject has come. "Sent" means that a mail server took it at `sent_at`.

    `smtp_reply` is the server's last word, or ours when there was no server to ask.
    """

    state: MessageState
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    smtp_reply: str


async def send(
    session: AsyncSession,
    kind: str,
    subject_id: UUID,
    *,
    to: Recipient,
    stream: Stream,
    now: datetime,
    coalition_id: UUID | None = None,
    key: str = "",
    state: MessageState = MessageState.QUEUED,
) -> None:
    """Queue one message with the present transaction. Asking for the same message again does nothing."""
    await send_many(session, [Outgoing(kind, subject_id, to, stream, key, state)], now=now, coalition_id=coalition_id)


async def send_many(
    session: AsyncSession, messages: Sequence[Outgoing], *, now: datetime, coalition_id: UUID | None = None
) -> int:
    """Queue any number of messages with the present transaction, and say how many of them may be sent.

    A message to an address that the coalition does not write to leaves a row that says so, and is not sent. Two statements,
    however many messages there are.
    """
    if not messages:
        return 0
    # Whoever's details were erased has no address any more.
    messages = [message for message in messages if message.to.email]
    if not messages:
        return 0
    keys = [match_key(message.to.email) for message in messages]
    stopped = await _stopped(session, coalition_id, messages, keys)
    rows = [
        _row(message, key, stopped.get((key, message.stream)), now, coalition_id)
        for message, key in zip(messages, keys, strict=True)
    ]
    statement = insert(Message).on_conflict_do_nothing(index_elements=[Message.idempotency_key])
    await session.execute(statement, rows)
    after_commit(session, Job.DELIVER_MAIL)
    return sum(row["state"] is not MessageState.SUPPRESSED for row in rows)


async def _stopped(
    session: AsyncSession, coalition_id: UUID | None, messages: Sequence[Outgoing], keys: Sequence[str]
) -> dict[tuple[str, Stream], SuppressionReason]:
    if coalition_id is None:
        return {}
    found = {}
    for stream in {message.stream for message in messages}:
        for key, reason in (await suppressed(session, coalition_id, keys, stream)).items():
            found[key, stream] = reason
    return found


def _row(
    message: Outgoing, email_key: str, stopped: SuppressionReason | None, now: datetime, coalition_id: UUID | None
) -> Mapping[str, Any]:
    key = f"{message.kind}:{message.once_for or message.subject_id}:{message.key}:{email_key}"
    return {
        "coalition_id": coalition_id,
        "kind": message.kind,
        "stream": message.stream,
        "subject_id": message.subject_id,
        "recipient_name": message.to.name,
        "recipient_email": message.to.email,
        "idempotency_key": key,
        "state": MessageState.SUPPRESSED if stopped else message.state,
        "smtp_reply": WORDS[stopped] if stopped else "",
        "created_at": now,
        "next_attempt_at": max(now, message.not_before or now),
    }


async def deliveries(session: AsyncSession, kind: str, subject_ids: Sequence[UUID]) -> dict[UUID, Delivery]:
    """The newest message of this kind about each subject; a subject nobody was written to about is left out."""
    newest = (
        select(Message.subject_id, Message.state, Message.attempts, Message.created_at, Message.sent_at, Message.smtp_reply)
        .where(Message.kind == kind, Message.subject_id.in_(subject_ids))
        .ext(distinct_on(Message.subject_id))
        .order_by(Message.subject_id, Message.created_at.desc(), Message.id.desc())
    )
    rows = (await session.execute(newest)).all()
    return {row.subject_id: Delivery(row.state, row.attempts, row.created_at, row.sent_at, row.smtp_reply) for row in rows}
