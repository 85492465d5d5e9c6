"""How a job comes to run: when its bell is heard, and anyway after a while, so that a lost bell only costs time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from campaigns.jobs import Job

log = logging.getLogger(__name__)

#: No run may take longer, in seconds; more than the ten minutes that RFC 5321, 4.5.3.2.6 gives a mail server to answer.
LONGEST_RUN = 900


class Round:
    """One job in this process: run at the start, when woken, and `every` so many seconds; never twice at once.

    Being woken during a run means one more run after it, since what woke us may have come too late for this one.
    """

    def __init__(self, job: Job, work: Callable[[], Awaitable[None]], every: float) -> None:
        self.job = job
        self._work = work
        self._every = every
        self._woken = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        """End after the present run."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Go round until stopped. A run that fails is logged and tried again at the next turn."""
        while not self._stopping:
            self._woken.clear()
            try:
                async with asyncio.timeout(LONGEST_RUN):
                    await self._work()
            except Exception:
                log.exception("%s failed; it will be tried again.", self.job)
            if not self._stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), self._every)


async def run_until(stop: asyncio.Event, rounds: Iterable[Round], patience: float) -> None:
    """Go all the rounds until `stop` is set, then let each finish what it is at, for `patience` seconds at most."""
    rounds = list(rounds)
    tasks = [asyncio.create_task(each.run(), name=each.job) for each in rounds]
    try:
        await stop.wait()
        for each in rounds:
            each.stop()
        await asyncio.wait(tasks, timeout=patience)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
