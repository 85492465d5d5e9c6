"""From a ring in one process to a woken round in another, through a real Valkey."""

import asyncio
import os
import signal
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from redis.exceptions import RedisError

from campaigns import clock, queue
from campaigns.jobs import Job
from campaigns.queue import ArqBell, connect, worker_lives
from campaigns.services.valkey import Valkey
from workers.bells import listen
from workers.rounds import Round


class Woken:
    """Stands where the rounds stand, and tells which were woken and when."""

    def __init__(self):
        self.jobs = asyncio.Queue()
        self.rounds = {job: self._round(job) for job in Job}

    def _round(self, job):
        woken = self

        class Listening(Round):
            def wake(self):
                woken.jobs.put_nowait((self.job, clock.now()))

        async def nothing():
            return None

        return Listening(job, nothing, 3600)

    async def next(self):
        return await asyncio.wait_for(self.jobs.get(), 15)


@pytest.fixture
def valkey(tmp_path):
    valkey = Valkey(tmp_path / "valkey.log", "password")
    valkey.process = valkey.start()
    yield valkey
    valkey.stop()


@pytest.fixture
async def heard_by(valkey):
    """A worker that listens, as a context; inside it, what it woke."""

    @asynccontextmanager
    async def listening():
        woken = Woken()
        task = asyncio.create_task(listen(valkey.url, woken.rounds))
        try:
            yield woken
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    return listening


@pytest.fixture
async def ringer(valkey):
    bell = ArqBell(connect(valkey.url))
    yield bell
    await bell.close()


async def test_a_ring_wakes_the_round_of_its_job(heard_by, ringer):
    async with heard_by() as woken:
        await ringer.ring(Job.READ_IMPORTS)
        job, _ = await woken.next()
        assert job == Job.READ_IMPORTS


async def test_a_thousand_rings_before_anybody_listens_are_one(heard_by, ringer, valkey, clock):
    for _ in range(1000):
        await ringer.ring(Job.DELIVER_MAIL)
    await ringer.ring(Job.READ_IMPORTS)
    redis = connect(valkey.url)
    assert await redis.zcard(queue.QUEUE) == 2
    await redis.aclose()
    async with heard_by() as woken:
        assert {(await woken.next())[0], (await woken.next())[0]} == {Job.DELIVER_MAIL, Job.READ_IMPORTS}
        assert woken.jobs.empty()


async def test_a_ring_after_one_was_heard_within_the_same_second_is_heard_too(heard_by, ringer, clock):
    async with heard_by() as woken:
        await ringer.ring(Job.DELIVER_MAIL)
        await woken.next()
        await ringer.ring(Job.DELIVER_MAIL)
        await woken.next()


async def test_a_letter_that_closes_at_an_instant_is_rung_for_then_and_never_before(heard_by, ringer):
    instant = clock.now() + timedelta(seconds=1.2345678)
    await ringer.ring(Job.CLOSE_DUE_LETTERS, instant)
    async with heard_by() as woken:
        job, heard = await woken.next()
    assert job == Job.CLOSE_DUE_LETTERS
    assert instant <= heard < instant + timedelta(seconds=1)


async def test_bells_are_heard_again_after_valkey_was_away(heard_by, ringer, valkey, caplog):
    async with heard_by() as woken:
        await ringer.ring(Job.DELIVER_MAIL)
        await woken.next()
        port = valkey.port
        valkey.stop()
        with pytest.raises((RedisError, OSError)):
            await ringer.ring(Job.DELIVER_MAIL)
        valkey.start(port)
        assert valkey.port == port
        while True:
            with suppress(RedisError, OSError):
                await ringer.ring(Job.READ_IMPORTS)
                break
        assert (await woken.next())[0] == Job.READ_IMPORTS


async def test_a_silent_valkey_holds_a_request_up_for_a_second_at_most(ringer, valkey, monkeypatch):
    monkeypatch.setattr(queue, "_PATIENCE", 0.2)
    os.kill(valkey.process.pid, signal.SIGSTOP)
    try:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(ringer.ring(Job.DELIVER_MAIL), 5)
    finally:
        os.kill(valkey.process.pid, signal.SIGCONT)


async def test_a_worker_shows_that_it_lives(heard_by, valkey):
    assert not await worker_lives(valkey.url)
    async with heard_by(), asyncio.timeout(10):
        while not await worker_lives(valkey.url):
            await asyncio.sleep(0.01)


async def test_what_others_write_into_the_queue_runs_nothing(heard_by, ringer, valkey):
    redis = connect(valkey.url)
    await redis.enqueue_job("os.system", "true", _job_id="planted")
    await redis.psetex("arq:job:pickled", 60_000, b"cos\nsystem\n(S'true'\ntR.")
    await redis.zadd(queue.QUEUE, {"pickled": 1})
    await redis.aclose()
    async with heard_by() as woken:
        await ringer.ring(Job.DELIVER_MAIL)
        assert (await woken.next())[0] == Job.DELIVER_MAIL
        assert woken.jobs.empty()
