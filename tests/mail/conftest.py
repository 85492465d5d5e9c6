"""A mailbox that takes real SMTP, and a database of the test's own to deliver from."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from campaigns.database import make_engine, make_sessions
from campaigns.settings import Settings
from tests.mail.mailbox import Mailbox, open_mailbox

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with open_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
async def own_engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(database_url, pool_size=20)
    yield engine
    await engine.dispose()


@pytest.fixture
def own_sessions(own_engine: AsyncEngine) -> Sessions:
    return make_sessions(own_engine)


@pytest.fixture
def with_mail(settings: Settings, mailbox: Mailbox) -> Settings:
    """The settings, with the mailbox as the mail server."""
    return msgspec.structs.replace(settings, smtp_url=mailbox.url, mail_from="letters@fair-futures.example")
