"""Asking for mail: once for each message, with the transaction or not at all."""

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.database import hold_to, make_engine, make_sessions
from campaigns.jobs import Job, transaction
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream
from campaigns.mail.outbox import Outgoing, Recipient, deliveries, send, send_many
from tests.conftest import RecordingBell

AMINA = Recipient("Amina Cole", "amina@wensum.example")
JO = Recipient("Jo Pratt", "Jo@Wensum.example")


async def waiting(session: AsyncSession) -> list[Message]:
    return list(await session.scalars(select(Message).order_by(Message.id)))


async def test_a_message_waits_in_the_transaction_that_asked_for_it(session: AsyncSession, now: datetime) -> None:
    invitation = uuid4()
    await send(session, "invitation", invitation, to=AMINA, stream=Stream.INVITATION, now=now)
    [message] = await waiting(session)
    assert (message.kind, message.subject_id, message.stream) == ("invitation", invitation, Stream.INVITATION)
    assert (message.recipient_name, message.recipient_email) == ("Amina Cole", "amina@wensum.example")
    assert (message.state, message.attempts, message.next_attempt_at) == (MessageState.QUEUED, 0, now)
    assert Job.DELIVER_MAIL in {job for job, _ in session.info["bells"]}


async def test_the_same_message_is_asked_for_twice_and_waits_once(session: AsyncSession, now: datetime) -> None:
    invitation = uuid4()
    hold_to(session, uuid4())
    for address in ("jo@wensum.example", "JO@wensum.example"):
        to = Recipient("Jo Pratt", address)
        await send(session, "invitation", invitation, to=to, stream=Stream.INVITATION, now=now)
    assert len(await waiting(session)) == 1


async def test_another_kind_subject_recipient_or_key_is_another_message(session: AsyncSession, now: datetime) -> None:
    invitation = uuid4()
    await send(session, "invitation", invitation, to=AMINA, stream=Stream.INVITATION, now=now)
    await send(session, "reminder", invitation, to=AMINA, stream=Stream.INVITATION, now=now)
    await send(session, "invitation", uuid4(), to=AMINA, stream=Stream.INVITATION, now=now)
    await send(session, "invitation", invitation, to=JO, stream=Stream.INVITATION, now=now)
    await send(session, "invitation", invitation, to=AMINA, stream=Stream.INVITATION, now=now, key="again 2 June")
    assert len(await waiting(session)) == 5


async def test_a_wave_of_six_thousand_is_one_round_trip(session: AsyncSession, now: datetime) -> None:
    wave = [
        Outgoing("invitation", uuid4(), Recipient(f"Contact {n}", f"contact{n}@member.example"), Stream.INVITATION)
        for n in range(6000)
    ]
    statements: list[str] = []
    connection = (await session.connection()).sync_connection
    event.listen(connection, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    await send_many(session, wave, now=now)
    assert len(statements) == 1
    await send_many(session, wave, now=now)
    assert await session.scalar(select(func.count()).select_from(Message)) == 6000


async def test_nobody_to_write_to_rings_for_nobody(session: AsyncSession, now: datetime) -> None:
    await send_many(session, [], now=now)
    assert "bells" not in session.info


async def test_twenty_requests_at_once_ask_for_one_message(database_url: str, bell: RecordingBell, now: datetime) -> None:
    engine = make_engine(database_url, pool_size=20)
    sessions, signature = make_sessions(engine), uuid4()

    async def sign() -> None:
        async with transaction(sessions, bell) as session:
            await send(session, "signed", signature, to=AMINA, stream=Stream.NOTICE, now=now)

    await asyncio.gather(*(sign() for _ in range(20)))
    async with sessions() as session:
        assert len(await waiting(session)) == 1
    await engine.dispose()
    assert bell.jobs == [Job.DELIVER_MAIL] * 20


async def test_a_request_that_fails_asks_for_nothing(database_url: str, bell: RecordingBell, now: datetime) -> None:
    engine = make_engine(database_url)
    sessions = make_sessions(engine)

    async def sign_and_fail() -> None:
        async with transaction(sessions, bell) as session:
            await send(session, "signed", uuid4(), to=AMINA, stream=Stream.NOTICE, now=now)
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await sign_and_fail()
    async with sessions() as session:
        assert await waiting(session) == []
    await engine.dispose()
    assert bell.rung == []


async def test_the_board_sees_the_newest_message_of_each_subject(session: AsyncSession, now: datetime) -> None:
    wensum, mill_road, nobody = uuid4(), uuid4(), uuid4()
    await send(session, "invitation", wensum, to=AMINA, stream=Stream.INVITATION, now=now)
    await send(session, "invitation", mill_road, to=JO, stream=Stream.INVITATION, now=now)
    await send(session, "reminder", wensum, to=AMINA, stream=Stream.INVITATION, now=now + timedelta(days=2))
    first = (await waiting(session))[0]
    first.state, first.smtp_reply, first.attempts = MessageState.BOUNCED, "550 no such mailbox", 1
    await session.flush()
    later = now + timedelta(days=1)
    await send(session, "invitation", mill_road, to=JO, stream=Stream.INVITATION, now=later, key="again")

    board = await deliveries(session, "invitation", [wensum, mill_road, nobody])
    assert set(board) == {wensum, mill_road}
    assert (board[wensum].state, board[wensum].smtp_reply) == (MessageState.BOUNCED, "550 no such mailbox")
    assert (board[mill_road].state, board[mill_road].created_at) == (MessageState.QUEUED, later)
    assert await deliveries(session, "invitation", []) == {}
