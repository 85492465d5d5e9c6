"""One transaction for each request, which commits before the answer leaves and never stays open."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect, Response
from sqlalchemy import Integer, cast, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from campaigns import jobs
from campaigns.database import make_engine, make_sessions
from campaigns.errors import Conflict, SignInNeeded
from campaigns.jobs import Job
from campaigns.people.models import Person
from campaigns.settings import Settings
from campaigns.web.csrf import WITHOUT_TOKEN
from campaigns.web.dependencies import Keys, Now, RequestId, Session
from campaigns.web.dependencies import Settings as OurSettings
from campaigns.web.wiring import Application, application
from tests.conftest import Clock, RecordingBell

FREE = {WITHOUT_TOKEN: "a test of transactions"}


def _amina(now: Now) -> Person:
    return Person(name="Amina Cole", email="amina@wensum.example", email_key="amina@wensum.example", created_at=now)


@post("/kept", opt=FREE)
async def kept(session: Session, now: Now) -> Redirect:
    session.add(_amina(now))
    jobs.after_commit(session, Job.DELIVER_MAIL)
    return Redirect("/", status_code=303)


@post("/shown-again", opt=FREE)
async def shown_again(session: Session, now: Now) -> Response[str]:
    session.add(_amina(now))
    await session.flush()
    jobs.abandon(session)
    return Response("again", status_code=422)


@post("/refused", opt=FREE)
async def refused(session: Session, now: Now) -> None:
    session.add(_amina(now))
    await session.flush()
    raise Conflict("Tom Okello was first.")


@post("/twice", opt=FREE)
async def twice(session: Session, now: Now) -> Redirect:
    """Fails when the transaction commits, after the handler has ended well."""
    session.add_all([_amina(now), _amina(now)])
    return Redirect("/", status_code=303)


async def nobody(session: NamedDependency[AsyncSession]) -> Person:
    await session.execute(text("SELECT 1"))
    raise SignInNeeded


@get("/closed", dependencies={"person": Provide(nobody)})
async def closed(person: NamedDependency[Person]) -> str:
    return person.name


@get("/letters/{number:int}")
async def numbered(number: FromPath[int], session: Session) -> str:
    return str(await session.scalar(select(cast(number, Integer))))


@get("/named/{name:str}")
async def named(name: FromPath[str], session: Session) -> str:
    return str(await session.scalar(select(func.count()).select_from(Person).where(Person.name == name)))


@get("/everything")
async def everything(session: Session, settings: OurSettings, keys: Keys, now: Now, request_id: RequestId) -> dict[str, str]:
    return {"public_url": settings.public_url, "hash": keys.hashed("a", "b"), "now": now.isoformat(), "id": request_id}


HANDLERS = [kept, shown_again, refused, twice, closed, numbered, named, everything]


@pytest.fixture
async def own_engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(database_url, pool_size=2)
    yield engine
    await engine.dispose()


@pytest.fixture
def own_sessions(own_engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return make_sessions(own_engine)


@pytest.fixture
def app(
    web_settings: Settings, own_sessions: async_sessionmaker[AsyncSession], bell: RecordingBell, clock: Clock
) -> Application:
    return application(web_settings, own_sessions, bell, HANDLERS)


async def people(sessions: async_sessionmaker[AsyncSession]) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(Person)) or 0


async def test_what_was_done_is_kept_and_the_bell_rings(
    client: httpx.AsyncClient, own_sessions: async_sessionmaker[AsyncSession], bell: RecordingBell
) -> None:
    assert (await client.post("/kept")).status_code == 303
    assert await people(own_sessions) == 1
    assert bell.jobs == [Job.DELIVER_MAIL]


@pytest.mark.parametrize(("path", "status"), [("/shown-again", 422), ("/refused", 409), ("/twice", 409)])
async def test_nothing_is_kept_of_what_did_not_succeed(
    client: httpx.AsyncClient,
    own_sessions: async_sessionmaker[AsyncSession],
    bell: RecordingBell,
    path: str,
    status: int,
) -> None:
    assert (await client.post(path)).status_code == status
    assert await people(own_sessions) == 0
    assert bell.jobs == []


async def test_no_connection_stays_open_whatever_was_raised(client: httpx.AsyncClient, own_engine: AsyncEngine) -> None:
    for _ in range(5):
        assert (await client.get("/closed")).status_code == 303
        assert (await client.post("/refused")).status_code == 409
        assert (await client.post("/twice")).status_code == 409
        pool: Any = own_engine.pool
        assert pool.checkedout() == 0


@pytest.mark.parametrize("path", [f"/letters/{2**31}", f"/letters/{10**30}", f"/letters/{-(2**40)}", "/named/%00"])
async def test_values_that_no_column_can_hold_name_nothing(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_a_handler_gets_what_it_asks_for(client: httpx.AsyncClient, web_settings: Settings, clock: Clock) -> None:
    answer = await client.get("/everything")
    assert answer.json()["public_url"] == web_settings.public_url
    assert answer.json()["now"] == clock.now().isoformat()
    assert answer.json()["id"] == answer.headers["x-request-id"]


async def test_a_database_that_is_down_is_told_as_such(web_settings: Settings, bell: RecordingBell) -> None:
    engine = make_engine("postgresql://nobody@127.0.0.1:1/none")
    app = application(web_settings, make_sessions(engine), bell, HANDLERS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://letters.example") as client:
        answer = await client.get("/letters/1")
    assert answer.status_code == 503
    assert "cannot answer at the moment" in answer.text
    await engine.dispose()
