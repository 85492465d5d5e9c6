"""The worker as the process that it is in production."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from campaigns import clock
from campaigns.database import make_engine, make_sessions
from campaigns.jobs import NoBell, transaction
from campaigns.people.actions import find_or_create, request_sign_in
from campaigns.queue import ArqBell, connect
from campaigns.services.mailbox.run import receive
from campaigns.services.mailbox.store import Store
from campaigns.services.processes import set_privileges
from campaigns.services.valkey import Valkey
from campaigns.settings import PREFIX
from tests.mail.mailbox import receiving

NIA = "nia@harbour.example"


@pytest.fixture
def valkey(tmp_path):
    valkey = Valkey(tmp_path / "valkey.log", "password")
    valkey.start()
    yield valkey
    valkey.stop()


@pytest.fixture
async def mailbox(tmp_path):
    """Where mail arrives, with the port to send it to."""
    store, loop = Store(tmp_path / "mail"), asyncio.get_running_loop()
    async with receiving(lambda: receive(store, loop)) as store.port:
        yield store


@pytest.fixture
def worker(settings, database_url, valkey, mailbox, tmp_path):
    ours = {
        "database_url": database_url,
        "redis_url": valkey.url,
        "smtp_url": f"smtp://127.0.0.1:{mailbox.port}",
        "public_url": settings.public_url,
        "secret": settings.secret,
    }
    environment = os.environ | {PREFIX + name.upper(): value for name, value in ours.items()}
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [*set_privileges("--pdeathsig", "SIGTERM"), sys.executable, "-P", "-m", "campaigns", "worker"],
            env=environment,
            stderr=log,
        )
    yield process
    process.kill()
    process.wait()


@pytest.fixture
async def sessions(database_url):
    """Sessions that really commit."""
    engine = make_engine(database_url)
    yield make_sessions(engine)
    await engine.dispose()


async def arrived(mailbox, count):
    async with asyncio.timeout(60):
        while len(mailbox.newest(to=NIA)) < count:
            await asyncio.sleep(0.02)


async def test_nia_gets_her_links_with_and_without_a_bell_and_the_worker_stops_when_asked(
    worker, sessions, keys, valkey, mailbox
):
    redis = connect(valkey.url)
    async with transaction(sessions, ArqBell(redis)) as session:
        await find_or_create(session, NIA, "Nia Rees", clock.now())
        await request_sign_in(session, keys, NIA, "192.0.2.1", clock.now())
    await arrived(mailbox, 1)
    await redis.aclose()

    valkey.stop()
    async with transaction(sessions, NoBell()) as session:
        await request_sign_in(session, keys, NIA, "192.0.2.1", clock.now())
    await arrived(mailbox, 2)

    worker.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.wait, 30) == 0
    assert len(mailbox.newest()) == 2
