"""The worker: which jobs there are, how often each is done unasked, and how their bells are heard."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC
from functools import partial
from typing import Any

from arq.worker import Function, Worker, func
from redis.exceptions import RedisError

from campaigns import doctor
from campaigns.database import make_engine, make_sessions
from campaigns.jobs import Job
from campaigns.queue import HEARTBEAT_KEY, QUEUE, ArqBell, connect, read, write
from campaigns.settings import Settings
from campaigns.tokens import Keys
from workers.letters import close_due_letters
from workers.mail import deliver_mail
from workers.organisations import read_imports
from workers.publication import build_editions, publish_due_letters
from workers.rounds import Round, run_until
from workers.signatures import expire_unfinished

log = logging.getLogger(__name__)

Work = Callable[[dict[str, Any]], Awaitable[None]]

#: What is done for each job, and after how many seconds at most it is done again though no bell was heard.
TIMETABLE: Mapping[Job, tuple[Work, float]] = {
    Job.DELIVER_MAIL: (deliver_mail, 5),
    Job.CLOSE_DUE_LETTERS: (close_due_letters, 10),
    Job.PUBLISH_DUE_LETTERS: (publish_due_letters, 10),
    Job.BUILD_EDITIONS: (build_editions, 10),
    Job.READ_IMPORTS: (read_imports, 10),
    Job.EXPIRE_UNFINISHED: (expire_unfinished, 60),
}
#: How long a run may go on after we were asked to stop, in seconds.
PATIENCE = 15
_HEARTBEAT = 10


async def run(settings: Settings) -> None:
    """Work until SIGINT or SIGTERM. Raises `doctor.Trouble` if something we cannot do without is missing at the start.

    Afterwards PostgreSQL or Valkey may come and go: without Valkey the rounds go on by the timetable.
    """
    await doctor.require(settings, doctor.FOR_A_WORKER)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    engine = make_engine(settings.database_url, pool_size=4)
    redis = connect(settings.redis_url)
    context = {
        "settings": settings,
        "keys": Keys(settings.secret),
        "sessions": make_sessions(engine),
        "bell": ArqBell(redis),
    }
    rounds = {job: Round(job, partial(work, context), every) for job, (work, every) in TIMETABLE.items()}
    listening = asyncio.create_task(listen(settings.redis_url, rounds))
    log.info("Working on %s.", ", ".join(rounds))
    try:
        await run_until(stop, rounds.values(), PATIENCE)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await redis.aclose()
        await engine.dispose()


async def listen(redis_url: str, rounds: Mapping[Job, Round]) -> None:
    """Wake the round of each bell that is heard, for ever; while Valkey is away, try again every second."""
    while True:
        worker = make_listener(redis_url, rounds)
        try:
            await worker.async_run()
        except (RedisError, OSError) as problem:
            log.warning("The bells cannot be heard, so the timetable alone holds: %s", problem)
        finally:
            for task in worker.tasks.values():
                task.cancel()
            await asyncio.gather(*worker.tasks.values(), return_exceptions=True)
            await worker.pool.aclose()
        await asyncio.sleep(1)


def make_listener(redis_url: str, rounds: Mapping[Job, Round]) -> Worker:
    """The arq worker. Its jobs only wake a round, so that none runs long, is repeated or is lost with Valkey."""

    async def wake(ctx: dict[Any, Any]) -> None:
        # After the job's keys are gone from Valkey: a bell rung from now on counts anew, and none before is too late.
        if job := ctx.get("heard"):
            rounds[job].wake()

    return Worker(
        [_ear(job) for job in rounds],
        queue_name=QUEUE,
        redis_pool=connect(redis_url),
        handle_signals=False,
        after_job_end=wake,
        job_serializer=write,
        job_deserializer=read,
        job_timeout=5,
        keep_result=0,
        max_jobs=20,
        max_tries=1,
        poll_delay=0.1,
        health_check_interval=_HEARTBEAT,
        health_check_key=HEARTBEAT_KEY,
        timezone=UTC,
        log_results=False,
    )


def _ear(job: Job) -> Function:
    async def hear(ctx: dict[Any, Any], *_: Any, **__: Any) -> None:
        ctx["heard"] = job

    return func(hear, name=job.value)
