"""Sessions: a new id at every sign-in, at rest only as a hash, and an end that holds."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.people.actions import find_or_create
from campaigns.people.models import BrowserSession, Person
from campaigns.people.sessions import IDLE, SEEN_EVERY, end_session, person_of_session, start_session
from campaigns.web.sessions import LIFETIME, hash_of
from tests.people.conftest import NIA

SECOND = timedelta(seconds=1)


@pytest.fixture
async def somebody(session: AsyncSession, now: datetime) -> Person:
    return await find_or_create(session, NIA, "Nia Rees", now)


async def row(session: AsyncSession, session_id: str) -> BrowserSession:
    found = await session.scalars(
        select(BrowserSession).where(BrowserSession.id_hash == hash_of(session_id)).execution_options(populate_existing=True)
    )
    return found.one()


async def test_a_session_is_somebodys_and_only_its_hash_is_stored(
    session: AsyncSession, somebody: Person, now: datetime
) -> None:
    first, second = [await start_session(session, somebody, now) for _ in range(2)]
    assert first != second
    assert await person_of_session(session, hash_of(first), now) is somebody
    assert await person_of_session(session, first, now) is None
    stored = (await session.execute(select(BrowserSession.__table__))).all()
    assert len(stored) == 2
    assert first not in str(stored)


async def test_it_ends_after_twelve_hours_of_rest(session: AsyncSession, somebody: Person, now: datetime) -> None:
    session_id = await start_session(session, somebody, now)
    assert await person_of_session(session, hash_of(session_id), now + IDLE) is None
    assert await person_of_session(session, hash_of(session_id), now + IDLE - SECOND) is somebody
    assert await person_of_session(session, hash_of(session_id), now + IDLE + IDLE - 2 * SECOND) is somebody


async def test_it_ends_after_seven_days_of_work(session: AsyncSession, somebody: Person, now: datetime) -> None:
    session_id = await start_session(session, somebody, now)
    for hours in range(8, 7 * 24, 8):
        assert await person_of_session(session, hash_of(session_id), now + timedelta(hours=hours)) is somebody
    assert await person_of_session(session, hash_of(session_id), now + LIFETIME - SECOND) is somebody
    assert await person_of_session(session, hash_of(session_id), now + LIFETIME) is None


async def test_its_use_is_noted_every_five_minutes_at_most(session: AsyncSession, somebody: Person, now: datetime) -> None:
    session_id = await start_session(session, somebody, now)
    await person_of_session(session, hash_of(session_id), now + SEEN_EVERY - SECOND)
    assert (await row(session, session_id)).seen_at == now
    await person_of_session(session, hash_of(session_id), now + SEEN_EVERY)
    assert (await row(session, session_id)).seen_at == now + SEEN_EVERY


async def test_ending_it_ends_it_everywhere(session: AsyncSession, somebody: Person, now: datetime) -> None:
    session_id, other = [await start_session(session, somebody, now) for _ in range(2)]
    await end_session(session, hash_of(session_id), now + SECOND)
    await end_session(session, hash_of(session_id), now + 2 * SECOND)
    assert await person_of_session(session, hash_of(session_id), now + SECOND) is None
    assert (await row(session, session_id)).ended_at == now + SECOND
    assert await person_of_session(session, hash_of(other), now + SECOND) is somebody


async def test_signing_in_again_ends_the_session_before(session: AsyncSession, somebody: Person, now: datetime) -> None:
    before = await start_session(session, somebody, now)
    after = await start_session(session, somebody, now, in_place_of=before)
    assert await person_of_session(session, hash_of(before), now) is None
    assert await person_of_session(session, hash_of(after), now) is somebody
