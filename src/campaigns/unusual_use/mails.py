"""What the secretariat is told when a link is used unusually often, or a page paused by itself; written as each is sent."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.letters.mails import letter_mail
from campaigns.letters.models import Letter, Version
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.unusual_use.alerts import open_alerts
from campaigns.unusual_use.models import PagePause, UseAlert
from campaigns.unusual_use.telling import PAGE_PAUSED, UNUSUAL_USE


async def unusual_use(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Say what was used from how many places, and where to decide. Not sent once somebody has decided."""
    letter_id = await session.scalar(
        select(UseAlert.letter_id).where(UseAlert.id == message.subject_id, UseAlert.settled_at.is_(None))
    )
    if letter_id is None:
        return None
    alerts = await open_alerts(session, letter_id, alert_id=message.subject_id)
    return await _mail(session, message, letter_id, composing, "responses", alert=alerts[0]) if alerts else None


async def page_paused(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Say which page paused by itself and where to resume it. Not sent once it is resumed."""
    paused = await session.scalar(
        select(PagePause).where(PagePause.id == message.subject_id, PagePause.resumed_at.is_(None))
    )
    return await _mail(session, message, paused.letter_id, composing, "review", paused=paused) if paused else None


async def _mail(
    session: AsyncSession, message: Message, letter_id: UUID, composing: Composing, tab: str, **context: object
) -> Mail:
    found = await session.execute(
        select(Letter, Version, Coalition)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .join(Coalition, Coalition.id == Letter.coalition_id)
        .where(Letter.id == letter_id)
    )
    letter, version, coalition = found.one()
    link = composing.address(f"/secretariat/{coalition.slug}/letters/{letter.reference}/{tab}")
    return letter_mail(coalition, letter, version, recipient=message.recipient_name, link=link, **context)


COMPOSERS: dict[str, Composer] = {UNUSUAL_USE: unusual_use, PAGE_PAUSED: page_paused}
