"""The two coalitions behind the whole application, in this process, and visitors who walk it."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.coalitions.roles import Role
from campaigns.handlers import HANDLERS
from campaigns.settings import Settings
from campaigns.tokens import Keys
from campaigns.web.wiring import Application, application
from tests.conftest import Clock, RecordingBell
from tests.walls.requests import SITE, Bodies, Visitor
from tests.walls.world import Side, World, make_world

Visit = Callable[[Side | None, Role | None], Visitor]


@pytest.fixture
def app(settings: Settings, sessions: async_sessionmaker[AsyncSession], bell: RecordingBell, clock: Clock) -> Application:
    return application(settings, sessions, bell, HANDLERS)


@pytest.fixture
async def world(sessions: async_sessionmaker[AsyncSession], keys: Keys, now: datetime) -> World:
    return await make_world(sessions, keys, now)


@pytest.fixture
async def visit(app: Application, settings: Settings) -> AsyncIterator[Visit]:
    """Sits somebody of a coalition, in one role, before the application; without both it is a stranger."""
    bodies = Bodies(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:

        def sit_down(side: Side | None = None, role: Role | None = None) -> Visitor:
            session_id = side.session_ids[role] if side and role else None
            return Visitor(client, settings, bodies, session_id, role)

        yield sit_down
