"""What every other test stands on: the database of the fixtures is the migrated one, and no test sees another's rows."""

import pytest
from sqlalchemy import text

from campaigns import clock as clock_module
from campaigns.database import make_engine
from campaigns.jobs import Job, after_commit, transaction

COUNT = text("SELECT count(*) FROM person")
ADD = text("INSERT INTO person (name, email, email_key, created_at) VALUES ('Nia Rees', 'nia@harbour.example', :key, now())")


@pytest.mark.parametrize("time", [1, 2])
async def test_what_a_test_commits_is_undone_after_it(sessions, bell, time):
    async with transaction(sessions, bell) as session:
        await session.execute(ADD, {"key": "nia@harbour.example"})
        after_commit(session, Job.DELIVER_MAIL)
    async with transaction(sessions, bell) as session:
        assert await session.scalar(COUNT) == 1
    assert bell.jobs == [Job.DELIVER_MAIL]


async def test_a_database_of_its_own_starts_empty_and_migrated(database_url, session):
    await session.execute(ADD, {"key": "nia@harbour.example"})
    engine = make_engine(database_url)
    async with engine.connect() as connection:
        assert await connection.scalar(COUNT) == 0
    await engine.dispose()


def test_time_stands_still_until_it_is_moved(clock, now):
    assert clock_module.now() == now
    clock.advance(hours=3)
    assert (clock_module.now() - now).total_seconds() == 3 * 3600
