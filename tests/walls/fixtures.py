"""The two coalitions behind the whole application, in this process, and visitors who walk it.

One world for all tests of a module, since each of them proves that it left every row as it was; undone at the end.
"""

from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from campaigns import clock as clock_module
from campaigns.coalitions.roles import Role
from campaigns.handlers import HANDLERS
from campaigns.jobs import NoBell
from campaigns.settings import Settings
from campaigns.tokens import Keys
from campaigns.web.wiring import Application, application
from tests.conftest import NINE_O_CLOCK, Servers
from tests.walls.requests import SITE, Bodies, Visitor
from tests.walls.world import Side, World, make_world

Visit = Callable[[Side | None, Role | None], Visitor]


@pytest.fixture(scope="module")
def site_settings(shared_database_url: str, servers: Servers) -> Settings:
    return Settings(
        database_url=shared_database_url,
        redis_url=servers.redis_url,
        smtp_url="smtp://127.0.0.1:1",
        public_url=SITE,
        secret="a secret for tests only, of more than 32 characters",
    )


@pytest.fixture(scope="module")
def _nine_o_clock() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock_module, "source", lambda: NINE_O_CLOCK)
        yield


@pytest.fixture(scope="module")
async def world(engine: AsyncEngine, site_settings: Settings, _nine_o_clock: None) -> AsyncIterator[World]:
    async with engine.connect() as connection:
        transaction = await connection.begin()
        yield await make_world(connection, Keys(site_settings.secret), NINE_O_CLOCK)
        await transaction.rollback()


@pytest.fixture(scope="module")
def app(site_settings: Settings, world: World) -> Application:
    return application(site_settings, world.sessions, NoBell(), HANDLERS)


@pytest.fixture(scope="module")
async def visit(app: Application, site_settings: Settings) -> AsyncIterator[Visit]:
    """Sits somebody of a coalition, in one role, before the application; without both it is a stranger."""
    bodies = Bodies(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:

        def sit_down(side: Side | None = None, role: Role | None = None) -> Visitor:
            session_id = side.session_ids[role] if side and role else None
            return Visitor(client, site_settings, bodies, session_id, role)

        yield sit_down
