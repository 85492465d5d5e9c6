"""Fair Futures Alliance takes enquiries; visitors, its secretariat and its mail are real."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.coalitions.models import Coalition
from campaigns.database import hold_to
from campaigns.joining.models import Enquiry
from campaigns.joining.queries import EnquiryDetail, enquiry_detail
from campaigns.mail.compose import Composing
from campaigns.mail.models import Message
from campaigns.mail.render import written
from campaigns.mailings import COMPOSERS
from campaigns.settings import Settings
from campaigns.tokens import Keys, Purpose
from campaigns.web.wiring import Application
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import SITE, app, company, desk, rivers
from tests.signatures.story import Window

__all__ = ["app", "company", "desk", "rivers"]

Sessions = async_sessionmaker[AsyncSession]
FORM = {
    "name": "Tern Island Trust (TIT)",
    "about": "Advice for islanders.",
    "website": "www.tern.example",
    "contact_name": "Ivy Lane",
    "contact_role": "Director",
    "email": "ivy@tern.example",
    "why": "We want to sign together with you.",
}


@dataclass
class Joining:
    """What tests know of enquiries; every look is a transaction of its own."""

    sessions: Sessions
    keys: Keys
    settings: Settings
    company: cast.Company
    clock: Clock
    client: httpx.AsyncClient

    async def enquiries(self) -> list[Enquiry]:
        async with self.sessions() as session:
            hold_to(session, self.company.id)
            return list(await session.scalars(select(Enquiry).order_by(Enquiry.id)))

    async def ask(self, **changes: str) -> Window:
        """Fill the form in and send it."""
        window = await Window(self.client).open("/join/fair-futures")
        return await window.press("Continue", **{**FORM, **changes})

    async def asked(self, **changes: str) -> Enquiry:
        """The same, and the button in the mail's page pressed."""
        await self.ask(**changes)
        await (await Window(self.client).open(await self.path())).press("Send the enquiry")
        return await self.newest()

    async def newest(self) -> Enquiry:
        return (await self.enquiries())[-1]

    async def path(self) -> str:
        return f"/j/{self.keys.token(Purpose.JOINING, (await self.newest()).id)}"

    async def detail(self) -> EnquiryDetail:
        enquiry = await self.newest()
        async with self.sessions() as session:
            hold_to(session, self.company.id)
            return await enquiry_detail(session, enquiry.id)

    async def mailed(self, kind: str) -> list[str]:
        """To whom mails of a kind were asked for, oldest first."""
        async with self.sessions() as session:
            found = await session.scalars(
                select(Message.recipient_email).where(Message.kind == kind).order_by(Message.created_at, Message.id)
            )
            return list(found)

    async def mail(self, kind: str) -> EmailMessage | None:
        """The newest mail of a kind as it would go out now; None where it would not."""
        async with self.sessions() as session:
            message = (
                await session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id.desc()).limit(1))
            ).one()
            hold_to(session, self.company.id)
            mail = await COMPOSERS[kind](session, message, Composing(self.settings, self.keys, self.clock.now()))
            if mail is None:
                return None
            content = written(message, mail, "letters@post.example", self.clock.now())
            return message_from_bytes(content, policy=policy.default)


@pytest.fixture
async def joining(
    app: Application, sessions: Sessions, keys: Keys, settings: Settings, company: cast.Company, clock: Clock
) -> AsyncIterator[Joining]:
    async with sessions.begin() as session:
        await session.execute(
            update(Coalition)
            .where(Coalition.id == company.id)
            .values(takes_enquiries=True, joining_words="Charities of the county.\n\nAn answer takes four weeks.")
        )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        yield Joining(sessions, keys, settings, company, clock, client)
