"""Nia's desk: browsers before the real application, signed in, and what their pages say.

    from tests.letters.desk import app, company, desk, rivers

`desk("Nia")` is a browser in which Nia is signed in; everything it does commits to one database that is undone at the end.
"""

import re
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any, Protocol
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.database import hold_to
from campaigns.handlers import HANDLERS
from campaigns.letters.actions import begin_letter, lock
from campaigns.letters.fields import LetterFields
from campaigns.letters.models import Letter
from campaigns.people.sessions import start_session
from campaigns.settings import Settings
from campaigns.web.wiring import Application, application
from tests import cast
from tests.conftest import Clock, RecordingBell
from tests.letters.forms import forms_of

SITE = "http://letters.example"
Sessions = async_sessionmaker[AsyncSession]

_WITHIN_A_LINE = re.compile(r"</?(?:bdi|time|em|span|code|a)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")


@dataclass
class Desk:
    """A browser in which somebody is signed in, and the same person's bearer token."""

    client: httpx.AsyncClient
    token: str
    base: str

    async def get(self, path: str, status: int = 200) -> httpx.Response:
        """Open a page below the coalition's address."""
        answer = await self.client.get(self.base + path if not path.startswith("/secretariat") else path)
        assert answer.status_code == status, (answer.status_code, words(answer))
        return answer

    async def post(self, path: str, status: int = 303, page: str | None = None, **fields: Any) -> httpx.Response:
        """Open a page with forms and send the one that goes to `path` with what is typed into it; other fields stay."""
        shown = await self.get(page if page is not None else path)
        return await self.send(shown, path, status, **fields)

    async def send(self, shown: httpx.Response, path: str, status: int = 303, **fields: Any) -> httpx.Response:
        """Send a form of a page that is open already."""
        address = self.base + path
        forms = forms_of(shown.text, shown.url.path)
        assert address in forms, (address, list(forms))
        answer = await self.client.post(address, data={**forms[address].fields, **fields})
        assert answer.status_code == status, (answer.status_code, words(answer))
        return answer

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        """Where a form led to."""
        return await self.get(answer.headers["location"])

    async def api(self, method: str, path: str, status: int = 200, **body: Any) -> Any:
        """Ask the API as the same person."""
        answer = await self.client.request(
            method,
            self.base.replace("/secretariat/", "/api/v1/coalitions/") + path,
            json=body or None,
            headers={"Authorization": f"Bearer {self.token}"},
        )
        assert answer.status_code == status, (answer.status_code, answer.text)
        return answer.json() if "json" in answer.headers.get("content-type", "") else answer.content


class Open(Protocol):
    """Sits somebody down at a browser of their own; of Fair Futures Alliance unless another company is named."""

    def __call__(self, first_name: str, at: cast.Company = ...) -> Awaitable[Desk]: ...


def words(answer: httpx.Response) -> str:
    """The words of a page, without its tags, on single spaces."""
    main = answer.text.partition('id="main-content">')[2] or answer.text
    return " ".join(unescape(_TAG.sub(" ", _WITHIN_A_LINE.sub("", main))).split())


@pytest.fixture
async def company(sessions: Sessions, clock: Clock) -> cast.Company:
    async with sessions.begin() as session:
        return await cast.fair_futures(session, clock.now())


@pytest.fixture
async def rivers(sessions: Sessions, clock: Clock) -> cast.Company:
    async with sessions.begin() as session:
        return await cast.clean_rivers(session, clock.now())


@pytest.fixture
def app(settings: Settings, sessions: Sessions, bell: RecordingBell) -> Application:
    return application(settings, sessions, bell, HANDLERS)


@pytest.fixture
async def desk(app: Application, sessions: Sessions, clock: Clock, company: cast.Company) -> AsyncIterator[Open]:
    """Sits somebody of Fair Futures Alliance down at a browser of their own."""
    async with AsyncExitStack() as browsers:

        async def sit_down(first_name: str, at: cast.Company = company) -> Desk:
            async with sessions.begin() as session:
                token = await start_session(session, at.people[first_name], clock.now())
            client = await browsers.enter_async_context(
                httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE, cookies={"session": token})
            )
            return Desk(client, token, f"/secretariat/{at.coalition.slug}")

        yield sit_down


@dataclass
class Writing:
    """The coalition's letters, made without the pages."""

    sessions: Sessions
    company: cast.Company
    clock: Clock

    async def draft(self, fields: LetterFields | None = None) -> Letter:
        """A letter that Nia has begun."""
        async with self.held() as session:
            return await begin_letter(
                session, self.company.id, fields or cast.letter(), self.company.actor("Nia"), self.clock.now()
            )

    async def locked(self, fields: LetterFields | None = None) -> Letter:
        """A letter that Nia has begun and locked."""
        letter = await self.draft(fields)
        async with self.held() as session:
            await lock(session, letter.id, None, self.company.actor("Nia"), self.clock.now())
        return await self.of(letter.id)

    async def of(self, letter_id: UUID) -> Letter:
        """The letter as the database has it now."""
        async with self.held() as session:
            return await session.get_one(Letter, letter_id)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[AsyncSession]:
        """A transaction held to the coalition."""
        async with self.sessions.begin() as session:
            hold_to(session, self.company.id)
            yield session


@pytest.fixture
def writing(sessions: Sessions, company: cast.Company, clock: Clock) -> Writing:
    return Writing(sessions, company, clock)
