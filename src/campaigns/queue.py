"""The bell as an arq job in Valkey: heard by whichever worker is first, and carrying nothing but the job's name."""

import asyncio
import math
import socket
from datetime import datetime
from typing import Any

import msgspec
from arq.connections import ArqRedis
from redis.asyncio.connection import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as LostConnection
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as TooSlow

from campaigns import clock
from campaigns.jobs import Job

QUEUE = "campaigns:bells"
#: Exists in Valkey while a worker on this machine lives, and up to eleven seconds longer.
HEARTBEAT_KEY = f"campaigns:worker:{socket.gethostname()}"
#: How long a request may wait for Valkey after its transaction has committed, in seconds.
_PATIENCE = 1.0
_SOCKET_TIMEOUT = 2.0

# What is in Valkey is data: arq's own choice, pickle, would let whoever can write there run code here. A result that is
# no plain value, such as an exception, is written as text.
_encoder = msgspec.msgpack.Encoder(enc_hook=repr)


def read(message: bytes) -> dict[str, Any]:
    """A job as arq wrote it."""
    return msgspec.msgpack.decode(message, type=dict[str, Any])


def write(message: dict[str, Any]) -> bytes:
    """A job as arq reads it."""
    return _encoder.encode(message)


def connect(redis_url: str) -> ArqRedis:
    """A pool of connections to Valkey on which no wait is endless; nothing is connected yet."""
    pool = ConnectionPool.from_url(
        redis_url,
        socket_timeout=_SOCKET_TIMEOUT,
        socket_connect_timeout=_SOCKET_TIMEOUT,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), 3),
        retry_on_error=[LostConnection, TooSlow, OSError],
    )
    redis = ArqRedis(pool, job_serializer=write, job_deserializer=read, default_queue_name=QUEUE)
    redis.auto_close_connection_pool = True
    return redis


class ArqBell:
    """Fulfils `jobs.Bell`. Many rings for one job within a second are one."""

    def __init__(self, redis: ArqRedis) -> None:
        self._redis = redis

    async def ring(self, job: Job, at: datetime | None = None) -> None:
        """Ask for `job` now, or not before `at` to the millisecond. Raises if Valkey does not answer within a second."""
        # Rounded up: a worker that woke a fraction of a millisecond early would find nothing due.
        moment = math.ceil((at or clock.now()).timestamp() * 1000)
        name = f"{job}:{moment if at else moment // 1000}"
        async with asyncio.timeout(_PATIENCE):
            await self._redis.enqueue_job(
                job, _job_id=name, _defer_until=at and datetime.fromtimestamp(moment / 1000, at.tzinfo)
            )

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()


async def worker_lives(redis_url: str) -> bool:
    """Whether a worker on this machine has shown a sign of life of late; also false if Valkey does not answer."""
    redis = connect(redis_url)
    try:
        return bool(await redis.exists(HEARTBEAT_KEY))
    except (RedisError, OSError):
        return False
    finally:
        await redis.aclose()
