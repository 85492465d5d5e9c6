"""The application over HTTP on this test's transaction, and a count of the statements it runs."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from campaigns.settings import Settings
from campaigns.tokens import Keys
from tests import cast
from tests.conftest import Clock, RecordingBell
from tests.publication.stage import SITE, Stage, whole_application


@pytest.fixture
async def client(
    settings: Settings, sessions: async_sessionmaker[AsyncSession], bell: RecordingBell, clock: Clock
) -> AsyncIterator[httpx.AsyncClient]:
    app = whole_application(settings)
    app.state.update({"sessions": sessions, "bell": bell})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        yield client


@pytest.fixture
async def stage(session: AsyncSession, keys: Keys, now: datetime) -> Stage:
    """Fair Futures Alliance with its three members."""
    return Stage(session, await cast.fair_futures(session, now), keys, now)


Statements = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def statements(engine: AsyncEngine) -> Statements:
    """`with statements() as run:` lists the statements that were run meanwhile, savepoints left out."""

    @contextmanager
    def listen() -> Iterator[list[str]]:
        run: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "SAVEPOINT" not in statement:
                run.append(statement)

        event.listen(engine.sync_engine, "before_cursor_execute", note)
        try:
            yield run
        finally:
            event.remove(engine.sync_engine, "before_cursor_execute", note)

    return listen
