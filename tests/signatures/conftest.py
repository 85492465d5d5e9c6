"""Members before the real pages, on this test's transaction or on a database of its own."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import msgspec
import pytest
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.handlers import HANDLERS
from campaigns.services.processes import LOOPBACK, answers, free_port
from campaigns.settings import Settings
from campaigns.tokens import Keys
from campaigns.web.wiring import Application, application
from tests.conftest import Clock, RecordingBell
from tests.mail.conftest import own_engine, own_sessions
from tests.publication.stage import whole_application
from tests.signatures.story import SITE, Story, begin_story

__all__ = ["own_engine", "own_sessions"]

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
def app(settings: Settings, sessions: Sessions, bell: RecordingBell) -> Application:
    return _with(whole_application(settings), sessions, bell)


@pytest.fixture
async def client(app: Application, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        yield client


@pytest.fixture
async def story(sessions: Sessions, keys: Keys, now: datetime) -> Story:
    """An open letter to which the three members of Fair Futures are invited, and another coalition beside it."""
    return await begin_story(sessions, keys, now)


@pytest.fixture
async def own_story(own_sessions: Sessions, keys: Keys, now: datetime) -> Story:
    """The same in a database of this test's own, where what happens at once really does."""
    return await begin_story(own_sessions, keys, now)


@pytest.fixture
def own_app(settings: Settings, own_sessions: Sessions, bell: RecordingBell) -> Application:
    return _with(whole_application(settings), own_sessions, bell)


@pytest.fixture
async def own_client(own_app: Application, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(own_app), base_url=SITE) as client:
        yield client


@pytest.fixture
async def site(settings: Settings, own_sessions: Sessions, bell: RecordingBell, clock: Clock) -> AsyncIterator[str]:
    """Where a browser finds the application with `own_story` in it, served as in production but in this process."""
    port = free_port()
    served = msgspec.structs.replace(settings, public_url=f"http://{LOOPBACK}:{port}")
    app = application(served, own_sessions, bell, HANDLERS)
    server = Server(app, address=LOOPBACK, port=port, interface=Interfaces.ASGI, http=HTTPModes.http1, websockets=False)
    serving = asyncio.create_task(server.serve())
    while not await asyncio.to_thread(answers, port):
        await asyncio.sleep(0.02)
    yield served.public_url
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait({serving})


def _with(app: Application, sessions: Sessions, bell: RecordingBell) -> Application:
    """The whole application, which is dear to make, on this test's sessions and bell."""
    app.state.update({"sessions": sessions, "bell": bell})
    return app
