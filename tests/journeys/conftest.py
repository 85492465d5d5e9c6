"""The service as it runs: a web server, a worker and a mailbox, each a process of its own, on a database of its own."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from campaigns import clock
from campaigns.database import make_engine, make_sessions
from campaigns.jobs import NoBell, transaction
from campaigns.services.processes import LOOPBACK, Child, answers, free_port, start
from campaigns.settings import PREFIX, Settings
from tests import cast
from tests.conftest import Servers, _clone
from tests.journeys.mailbox import Mailbox


@dataclass(frozen=True)
class Stack:
    """Where the running service answers."""

    settings: Settings
    mailbox: Mailbox

    @property
    def site(self) -> str:
        return self.settings.public_url


@pytest.fixture(scope="module")
async def stack(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """The service with the cast of Fair Futures and Clean Rivers in it, and no letter yet."""
    async for url in _clone(servers):
        directory = tmp_path_factory.mktemp("stack")
        smtp_port, mail_port, port = free_port(), free_port(), free_port()
        settings = Settings(
            database_url=url,
            redis_url=servers.redis_url,
            smtp_url=f"smtp://{LOOPBACK}:{smtp_port}",
            public_url=f"http://{LOOPBACK}:{port}",
            mailbox_url=f"http://{LOOPBACK}:{mail_port}",
            secret=secrets.token_hex(32),
            mail_from="letters@fair-futures.example",
            port=port,
        )
        await _people(settings)
        children: list[Child] = []
        try:
            place = ["--data", str(directory / "mail"), "--smtp-port", str(smtp_port), "--port", str(mail_port)]
            children.append(_spawn(directory, settings, "mailbox", *place))
            children.append(_spawn(directory, settings, "serve"))
            children.append(_spawn(directory, settings, "worker"))
            for child, listening in zip(children, (mail_port, port), strict=False):
                await asyncio.to_thread(child.wait_until, lambda listening=listening: answers(listening), 60)
            async with httpx.AsyncClient(base_url=settings.mailbox_url) as client:
                yield Stack(settings, Mailbox(client))
        finally:
            for child in reversed(children):
                await asyncio.to_thread(child.stop)


async def _people(settings: Settings) -> None:
    engine = make_engine(settings.database_url, 2)
    sessions = make_sessions(engine)
    now = clock.now()
    for found in (cast.fair_futures, cast.clean_rivers):
        async with transaction(sessions, NoBell()) as session:
            await found(session, now)
    await engine.dispose()


def _spawn(directory: Path, settings: Settings, word: str, *arguments: str) -> Child:
    ours = {PREFIX + name.upper(): str(getattr(settings, name)) for name in settings.__struct_fields__}
    environment = {**os.environ, **ours}
    command = [sys.executable, "-P", "-m", "campaigns", word, *arguments]
    return start(word, command, directory / f"{word}.log", environment=environment)
