"""Nia and Tom run Fair Futures Alliance from their browsers; Sam runs Clean Rivers Network from his."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import httpx
import pytest
from lxml import html  # type: ignore[import-untyped]
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.people.sessions import start_session
from campaigns.settings import Settings
from campaigns.web.wiring import Application
from tests import cast
from tests.conftest import Clock, RecordingBell
from tests.publication.stage import SITE, whole_application


def words(answer: httpx.Response) -> str:
    return " ".join(html.fromstring(answer.text).text_content().split())


def problems(answer: httpx.Response) -> dict[str, str]:
    """Each problem of the summary by the field it leads to."""
    links = html.fromstring(answer.text).xpath("//ul[contains(@class, 'govuk-error-summary__list')]//a")
    return {link.get("href").lstrip("#"): link.text for link in links}


class Desk:
    """A browser in which somebody is signed in; it fills in forms as they stand on the page."""

    def __init__(self, app: Application, session_id: str) -> None:
        transport = httpx.ASGITransport(app)
        self.client = httpx.AsyncClient(transport=transport, base_url=SITE, cookies={"session": session_id})
        self.program = httpx.AsyncClient(
            transport=transport, base_url=SITE, headers={"Authorization": f"Bearer {session_id}"}
        )

    async def get(self, address: str) -> httpx.Response:
        return await self.client.get(address)

    async def send(
        self, address: str, fields: dict[str, Any], *, to: str = "", files: dict[str, Any] | None = None
    ) -> httpx.Response:
        """Load the page, change these fields of its form (none of the head) and send it, to its own address or another."""
        form = next(
            form
            for form in html.fromstring((await self.get(address)).text).forms
            if form.action not in ("/sign-out", "/person/language") and (not to or form.action == to)
        )
        typed = {name: value for name, value in form.fields.items() if value is not None and name not in (files or {})}
        return await self.client.post(to or form.action or address, data={**typed, **fields}, files=files)


@pytest.fixture
def app(settings: Settings, sessions: async_sessionmaker[AsyncSession], bell: RecordingBell, clock: Clock) -> Application:
    app = whole_application(settings)
    app.state.update({"sessions": sessions, "bell": bell})
    return app


@pytest.fixture
async def fair_futures(session: AsyncSession, now: datetime) -> cast.Company:
    company = await cast.fair_futures(session, now)
    await session.commit()
    return company


@pytest.fixture
async def clean_rivers(session: AsyncSession, now: datetime) -> cast.Company:
    company = await cast.clean_rivers(session, now)
    await session.commit()
    return company


SignIn = Callable[[cast.Company, str], Any]


@pytest.fixture
async def sign_in(app: Application, session: AsyncSession, now: datetime) -> AsyncIterator[SignIn]:
    desks: list[Desk] = []

    async def as_person(company: cast.Company, first_name: str) -> Desk:
        session_id = await start_session(session, company.people[first_name], now)
        await session.commit()
        desks.append(Desk(app, session_id))
        return desks[-1]

    yield as_person
    for desk in desks:
        await desk.client.aclose()
        await desk.program.aclose()


@pytest.fixture
async def nia(sign_in: SignIn, fair_futures: cast.Company) -> Desk:
    desk: Desk = await sign_in(fair_futures, "Nia")
    return desk


@pytest.fixture
async def tom(sign_in: SignIn, fair_futures: cast.Company) -> Desk:
    desk: Desk = await sign_in(fair_futures, "Tom")
    return desk
