"""How a worker hears bells: by arq, from Valkey."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from arq.worker import Function, Worker, func
from redis.exceptions import RedisError

from campaigns.jobs import Job
from campaigns.queue import HEARTBEAT_KEY, QUEUE, connect, read, write
from workers.rounds import Round

log = logging.getLogger(__name__)

_HEARTBEAT = 10


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
