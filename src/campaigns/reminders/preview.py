"""A reminder as one named recipient will read it, written by the same code that sends it."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.invitations.actions import REMINDER
from campaigns.invitations.preview import NO_LINK, MailPreview, as_it_arrives
from campaigns.languages.locales import Locale, reading
from campaigns.letters.models import Letter, Version
from campaigns.mail.addresses import match_key
from campaigns.mail.models import Message, Stream
from campaigns.organisations.locales import locale_at
from campaigns.reminders.mails import reminder_mail
from campaigns.reminders.queries import Recipient
from campaigns.settings import Settings


async def preview_reminder(
    session: AsyncSession, settings: Settings, letter_id: UUID, to: Recipient, now: datetime
) -> MailPreview:
    """The mail to this recipient, without a link that works."""
    found = await session.execute(
        select(Letter, Version, Coalition)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .join(Coalition, Coalition.id == Letter.coalition_id)
        .where(Letter.id == letter_id)
    )
    letter, version, coalition = found.one()
    with reading(await locale_at(session, match_key(to.email)) or Locale.ENGLISH):
        mail = reminder_mail(coalition, letter, version, to.name, to.organisation, f"{settings.public_url}/r/{NO_LINK}")
    mail = msgspec.structs.replace(mail, list_unsubscribe=f"{settings.public_url}/u/{NO_LINK}")
    message = Message(
        id=uuid4(),
        kind=REMINDER,
        stream=Stream.INVITATION,
        recipient_name=to.name,
        recipient_email=to.email,
        coalition_id=coalition.id,
    )
    return as_it_arrives(message, mail, to.organisation, settings, now)
