import pytest
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError

from campaigns.services.processes import answers
from campaigns.services.valkey import Valkey


@pytest.fixture
def valkey(tmp_path):
    valkey = Valkey(tmp_path / "with space" / "valkey.log", "password")
    valkey.start()
    yield valkey
    valkey.stop()


async def test_jobs_are_never_evicted(valkey):
    async with Redis.from_url(valkey.url) as client:
        assert await client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


async def test_nobody_enters_without_the_password(valkey):
    async with Redis.from_url(valkey.url.replace("password", "guess")) as client:
        with pytest.raises(AuthenticationError):
            await client.ping()


def test_nothing_is_left_of_a_server_that_was_stopped(valkey):
    assert answers(valkey.port)
    valkey.stop()
    assert not answers(valkey.port)
