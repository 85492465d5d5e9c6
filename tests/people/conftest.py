"""Nia Rees of the secretariat, and a browser before the real pages, database and mail server."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape

import httpx
import pytest

from campaigns.mail.delivery import deliver_due
from campaigns.people.actions import find_or_create
from campaigns.people.handlers import HANDLERS
from campaigns.people.mails import COMPOSERS
from campaigns.people.models import Person
from campaigns.settings import Settings
from campaigns.tokens import Keys
from campaigns.web.wiring import Application, application
from tests.conftest import Clock, RecordingBell
from tests.mail.conftest import Sessions, mailbox, own_engine, own_sessions, with_mail
from tests.mail.mailbox import Mailbox
from tests.mail.reading import links, text_of

__all__ = ["Sessions", "mailbox", "own_engine", "own_sessions", "with_mail"]

NIA = "nia@harbour.example"
STRANGER = "stranger@rivers.example"


@pytest.fixture
async def nia(own_sessions: Sessions, now: datetime) -> Person:
    async with own_sessions.begin() as session:
        return await find_or_create(session, NIA, "Nia Rees", now)


@pytest.fixture
def app(with_mail: Settings, own_sessions: Sessions, bell: RecordingBell) -> Application:
    return application(with_mail, own_sessions, bell, HANDLERS)


@pytest.fixture
async def client(app: Application, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://letters.example") as client:
        yield client


@dataclass
class Post:
    """What comes to the mailbox, read the way a person does."""

    sessions: Sessions
    settings: Settings
    keys: Keys
    clock: Clock
    mailbox: Mailbox

    async def newest(self) -> tuple[str, str]:
        """The path of the link and the code in the newest mail, after everything that waits has been delivered."""
        await deliver_due(self.sessions, self.settings, self.keys, COMPOSERS, self.clock.now)
        text = text_of(self.mailbox.mails[-1])
        [link] = links(text)
        code = re.search(r"^ +(\d{6})$", text, re.MULTILINE)
        assert code is not None
        return link.removeprefix(self.settings.public_url), code[1]


@pytest.fixture
def post(own_sessions: Sessions, with_mail: Settings, keys: Keys, clock: Clock, mailbox: Mailbox) -> Post:
    return Post(own_sessions, with_mail, keys, clock, mailbox)


async def press(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Open the page at `path` and send its form with what is typed into it."""
    return await send(client, await client.get(path), **fields)


async def send(client: httpx.AsyncClient, shown: httpx.Response, **fields: str) -> httpx.Response:
    """Send the form of a page that is open, with what is typed into it."""
    form = re.search(r'<form method="post"(?: action="([^"]+)")?.*?</form>', shown.text, re.DOTALL)
    assert form is not None, shown.text
    hidden = {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0])}
    assert "csrf_token" in hidden
    return await client.post(form[1] or shown.url.path, data={**hidden, **fields})
