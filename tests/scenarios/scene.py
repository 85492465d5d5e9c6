"""One letter, the people who answer it, and the secretariat: each at their own browser, with the mail they really got."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from email.message import EmailMessage

import httpx

from campaigns.database import hold_to
from campaigns.jobs import transaction
from campaigns.letters.actions import close_signing
from campaigns.mail.delivery import deliver_due
from campaigns.mailings import COMPOSERS
from campaigns.people.sessions import start_session
from campaigns.publication import actions as publication
from campaigns.publication.documents.files import files
from campaigns.reminders.actions import send_next_due
from campaigns.settings import Settings
from campaigns.tokens import Keys
from campaigns.web.wiring import Application
from tests.conftest import Clock, RecordingBell
from tests.mail.mailbox import Mailbox
from tests.mail.reading import links, text_of
from tests.signatures.story import SITE, Story, Window


@dataclass
class Scene:
    """What a scenario sees. Nothing here looks behind the pages but `story`."""

    story: Story
    app: Application
    settings: Settings
    keys: Keys
    clock: Clock
    mailbox: Mailbox
    bell: RecordingBell
    _browsers: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def browser(self, **cookies: str) -> Window:
        """Somebody's browser, without JavaScript."""
        client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=SITE, cookies=cookies)
        return Window(await self._browsers.enter_async_context(client))

    async def secretariat(self, first_name: str = "Nia") -> Window:
        """A browser in which somebody with a role in the coalition is signed in."""
        async with self.story.sessions.begin() as session:
            token = await start_session(session, self.story.company.people[first_name], self.clock.now())
        return await self.browser(session=token)

    @property
    def letter(self) -> str:
        """Where the secretariat finds the letter."""
        return f"/secretariat/fair-futures/letters/{self.story.reference}"

    async def deliver(self) -> list[EmailMessage]:
        """Have the worker send what waits, and say what has arrived."""
        before = len(self.mailbox.mails)
        await deliver_due(self.story.sessions, self.settings, self.keys, COMPOSERS, self.clock.now)
        return self.mailbox.mails[before:]

    async def remind(self) -> None:
        """Have the worker look whether a reminder is due."""
        more = True
        while more:
            async with transaction(self.story.sessions, self.bell) as session:
                more = await send_next_due(session, self.clock.now())

    def path_in(self, mail: EmailMessage, beginning: str) -> str:
        """The one link of a mail that begins so, as a path."""
        [path] = {
            link.removeprefix(self.settings.public_url)
            for link in links(text_of(mail))
            if link.removeprefix(self.settings.public_url).startswith(beginning)
        }
        return path

    async def publish(self) -> None:
        """Close, freeze, make the files and publish, as Nia would."""
        nia, now = self.story.company.actor("Nia"), self.clock.now()
        async with self.story.sessions.begin() as session:
            hold_to(session, self.story.company.id)
            await close_signing(session, self.story.letter_id, None, nia, now)
            await publication.freeze(session, self.story.letter_id, None, SITE, nia, now)
        async with self.story.sessions.begin() as session:
            hold_to(session, self.story.company.id)
            await publication.build_next_files(session, files, now)
            await publication.publish_now(session, self.story.letter_id, None, nia, now)

    async def close(self) -> None:
        await self._browsers.aclose()


def addressed(mails: list[EmailMessage]) -> dict[str, EmailMessage]:
    """Mails by whom they are to; one each."""
    found = {str(mail["To"]): mail for mail in mails}
    assert len(found) == len(mails)
    return found
