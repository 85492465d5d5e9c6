"""What is forgotten, when, and that nothing else is."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.database import make_engine, make_sessions
from campaigns.jobs import transaction
from campaigns.mail.compose import Composing
from campaigns.mail.models import Message
from campaigns.people.actions import find_or_create, redeem_link, request_sign_in
from campaigns.people.mails import sign_in
from campaigns.people.models import BrowserSession, Person, SignInRequest
from campaigns.people.retention import forget_old_sessions
from campaigns.people.sessions import end_session, start_session
from campaigns.tokens import Purpose
from campaigns.web.models import RateLimit
from campaigns.web.sessions import hash_of
from workers.retention import forget

NIA = "nia@harbour.example"
SECOND = timedelta(seconds=1)


@pytest.fixture
async def context(database_url, bell, clock):
    engine = make_engine(database_url)
    yield {"sessions": make_sessions(engine), "bell": bell}
    await engine.dispose()


async def all_of(context, *columns):
    async with context["sessions"]() as session:
        return sorted(tuple(row) for row in await session.execute(select(*columns)))


async def test_a_request_to_sign_in_is_forgotten_after_a_day_and_so_is_its_mail(context, bell, clock, now, keys, settings):
    async with transaction(context["sessions"], bell) as session:
        await find_or_create(session, NIA, "Nia Rees", now)
        old = await request_sign_in(session, keys, NIA, "192.0.2.1", now)
        new = await request_sign_in(session, keys, NIA, "192.0.2.1", now + timedelta(hours=2))
    clock.advance(days=1)
    await forget(context)
    assert await all_of(context, SignInRequest.id) == sorted([(old,), (new,)])
    clock.advance(seconds=1)
    for _ in range(2):
        await forget(context)
    assert await all_of(context, SignInRequest.id) == [(new,)]
    assert await all_of(context, Person.email) == [(NIA,)]
    async with context["sessions"]() as session:
        [waiting] = await session.scalars(select(Message).where(Message.subject_id == old))
        assert await sign_in(session, waiting, Composing(settings, keys, clock.now())) is None


async def test_a_request_that_was_used_is_kept_thirty_days_and_mail_to_nobody_one(context, bell, clock, now, keys):
    async with transaction(context["sessions"], bell) as session:
        await find_or_create(session, NIA, "Nia Rees", now)
        used = await request_sign_in(session, keys, NIA, "192.0.2.1", now)
        await request_sign_in(session, keys, "stranger@harbour.example", "192.0.2.1", now)
        await redeem_link(session, keys, keys.token(Purpose.SIGN_IN, used), now)
    clock.advance(days=30)
    await forget(context)
    assert await all_of(context, SignInRequest.id) == [(used,)]
    assert await all_of(context, Message.recipient_email) == [(NIA,)]
    clock.advance(seconds=1)
    await forget(context)
    assert await all_of(context, SignInRequest.id) == []


async def test_a_session_is_forgotten_thirty_days_after_its_end(context, bell, clock, now):
    async with transaction(context["sessions"], bell) as session:
        nia = await find_or_create(session, NIA, "Nia Rees", now)
        ended, left, later = [hash_of(await start_session(session, nia, now + SECOND * number)) for number in range(3)]
        await end_session(session, ended, now)
    for moment, kept in (
        (now + timedelta(days=30), {ended, left, later}),
        (now + timedelta(days=30, seconds=1), {left, later}),
        (now + timedelta(days=37, seconds=1), {left, later}),
        (now + timedelta(days=37, seconds=2), {later}),
    ):
        clock.set(moment)
        await forget(context)
        assert {id_hash for (id_hash,) in await all_of(context, BrowserSession.id_hash)} == kept


async def test_counts_of_old_windows_are_forgotten(context, bell, clock, now):
    async with transaction(context["sessions"], bell) as session:
        session.add_all(RateLimit(key=f"{days}", window_start=now - timedelta(days=days), count=1) for days in (0, 1, 2, 3))
    await forget(context)
    assert await all_of(context, RateLimit.key) == [("0",), ("1",), ("2",)]


async def test_two_workers_at_once_forget_thousands_a_thousand_at_a_time(context, bell, now):
    async with transaction(context["sessions"], bell) as session:
        session.add_all(RateLimit(key=f"{number}", window_start=now - timedelta(days=3), count=1) for number in range(2500))
    await asyncio.gather(forget(context), forget(context))
    assert await all_of(context, RateLimit.key) == []


async def test_no_more_go_at_once_than_are_asked_for_and_what_another_holds_is_left(context, bell, now):
    async with transaction(context["sessions"], bell) as session:
        nia = await find_or_create(session, NIA, "Nia Rees", now)
        held = hash_of(await start_session(session, nia, now))
        for _ in range(4):
            await start_session(session, nia, now)
    late = now + timedelta(days=60)
    async with context["sessions"]() as other:
        await other.execute(select(BrowserSession).where(BrowserSession.id_hash == held).with_for_update())
        forgotten = []
        for _ in range(3):
            async with transaction(context["sessions"], bell) as session:
                forgotten.append(await forget_old_sessions(session, late, most=3))
    assert forgotten == [3, 1, 0]
    assert await all_of(context, BrowserSession.id_hash) == [(held,)]
