"""Mails about standing authority as they arrive."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from sqlalchemy import select

from campaigns.database import hold_to
from campaigns.mail.compose import Composing
from campaigns.mail.models import Message
from campaigns.mail.render import written
from campaigns.mailings import COMPOSERS
from campaigns.settings import Settings
from tests.conftest import Clock
from tests.signatures.story import Story


async def mails(story: Story, settings: Settings, clock: Clock, kind: str) -> dict[str, EmailMessage]:
    """Each mail of a kind as its recipient gets it; those no longer wanted are left out."""
    composing = Composing(settings, story.keys, clock.now())
    found = {}
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        for message in await session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id)):
            mail = await COMPOSERS[kind](session, message, composing)
            if mail is not None:
                raw = written(message, mail, "letters@harbour.example", clock.now())
                found[message.recipient_email] = message_from_bytes(raw, policy=policy.default)
    return found
