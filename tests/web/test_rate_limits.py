"""Limits hold across sessions, and a refused request counts too."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from campaigns.database import make_engine, make_sessions
from campaigns.errors import TooMany
from campaigns.tokens import Keys
from campaigns.web.models import RateLimit
from campaigns.web.rate_limits import RateLimits, forget_old_windows

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)


@pytest.fixture
async def limits(database_url: str, keys: Keys) -> AsyncIterator[RateLimits]:
    engine = make_engine(database_url, pool_size=10)
    yield RateLimits(make_sessions(engine), keys)
    await engine.dispose()


async def test_one_more_than_the_limit_is_refused_until_the_next_window(limits: RateLimits) -> None:
    for time in range(1, 4):
        assert await limits.count("sign-in mail", "nia@harbour.example", 3, 600, NOON) == time
    with pytest.raises(TooMany, match=r"Try again in 9 minutes\.") as refused:
        await limits.count("sign-in mail", "nia@harbour.example", 3, 600, NOON + timedelta(seconds=100))
    assert refused.value.retry_after == 500
    assert await limits.count("sign-in mail", "nia@harbour.example", 3, 600, NOON + timedelta(seconds=600)) == 1


async def test_each_asker_and_each_thing_asked_has_its_own_count(limits: RateLimits) -> None:
    await limits.count("sign-in mail", "nia@harbour.example", 1, 600, NOON)
    assert await limits.count("sign-in mail", "tom@harbour.example", 1, 600, NOON) == 1
    assert await limits.count("address check", "nia@harbour.example", 1, 600, NOON) == 1


async def test_twenty_at_once_are_counted_exactly(limits: RateLimits) -> None:
    results = await asyncio.gather(
        *(limits.count("address check", "x", 5, 600, NOON) for _ in range(20)), return_exceptions=True
    )
    assert sorted(result for result in results if isinstance(result, int)) == [1, 2, 3, 4, 5]
    assert sum(isinstance(result, TooMany) for result in results) == 15


async def test_the_table_names_nobody_and_forgets(limits: RateLimits, now: datetime) -> None:
    await limits.count("sign-in mail", "nia@harbour.example", 1, 600, NOON)
    async with limits._sessions() as session:
        rows = list(await session.scalars(select(RateLimit)))
        assert len(rows) == 1
        assert "nia" not in rows[0].key
        await forget_old_windows(session, NOON + timedelta(days=1))
        assert len(list(await session.scalars(select(RateLimit)))) == 1
        await forget_old_windows(session, NOON + timedelta(days=3))
        assert list(await session.scalars(select(RateLimit))) == []
