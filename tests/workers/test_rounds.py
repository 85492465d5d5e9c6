import asyncio
import logging

from campaigns.jobs import Job
from workers.rounds import Round, run_until


class Chore:
    """Work that can be counted, held up and made to fail."""

    def __init__(self, fails=0):
        self.begun = 0
        self.done = asyncio.Queue()
        self.may_end = asyncio.Event()
        self.may_end.set()
        self._fails = fails

    async def __call__(self):
        self.begun += 1
        await self.may_end.wait()
        if self.begun <= self._fails:
            raise ConnectionError("the database is away")
        await self.done.put(self.begun)


async def working(chore, every, test):
    stop = asyncio.Event()
    round_ = Round(Job.DELIVER_MAIL, chore, every)
    running = asyncio.create_task(run_until(stop, [round_], patience=5))
    try:
        async with asyncio.timeout(10):
            await test(round_, stop)
    finally:
        stop.set()
        chore.may_end.set()
        await running


async def test_what_was_missed_while_nobody_worked_is_done_at_the_start():
    chore = Chore()

    async def test(_round, _stop):
        assert await chore.done.get() == 1

    await working(chore, 3600, test)


async def test_a_bell_is_answered_at_once_and_many_bells_during_a_run_are_one_run_more():
    chore = Chore()

    async def test(round_, _stop):
        await chore.done.get()
        chore.may_end.clear()
        round_.wake()
        while chore.begun < 2:
            await asyncio.sleep(0)
        for _ in range(20):
            round_.wake()
        chore.may_end.set()
        assert [await chore.done.get(), await chore.done.get()] == [2, 3]

    await working(chore, 3600, test)
    assert chore.begun == 3


async def test_work_is_done_by_the_timetable_when_no_bell_is_heard():
    chore = Chore()

    async def test(_round, _stop):
        assert [await chore.done.get() for _ in range(3)] == [1, 2, 3]

    await working(chore, 0.01, test)


async def test_a_run_that_fails_is_told_and_tried_again(caplog):
    chore = Chore(fails=2)

    async def test(_round, _stop):
        assert await chore.done.get() == 3

    with caplog.at_level(logging.ERROR):
        await working(chore, 0.01, test)
    assert [record.getMessage() for record in caplog.records] == ["deliver_mail failed; it will be tried again."] * 2


async def test_being_stopped_lets_the_present_run_end():
    chore = Chore()
    chore.may_end.clear()
    stop = asyncio.Event()
    running = asyncio.create_task(run_until(stop, [Round(Job.DELIVER_MAIL, chore, 3600)], patience=5))
    while not chore.begun:
        await asyncio.sleep(0)
    stop.set()
    chore.may_end.set()
    await asyncio.wait_for(running, 5)
    assert chore.done.qsize() == 1


async def test_a_run_that_never_ends_is_cut_off_when_patience_does():
    chore = Chore()
    chore.may_end.clear()
    stop = asyncio.Event()
    stop.set()
    await asyncio.wait_for(run_until(stop, [Round(Job.DELIVER_MAIL, chore, 3600)], patience=0.05), 5)
    assert chore.done.empty()
