"""Mail to everybody of the secretariat; the rest of a coalition is not written to about its links."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.queries import holders
from campaigns.coalitions.roles import Role
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many

#: The kinds of mail; the subjects are a `UseAlert` and a `PagePause`.
UNUSUAL_USE, PAGE_PAUSED = "unusual_use", "page_paused"


async def tell_secretariat(session: AsyncSession, kind: str, subject_id: UUID, coalition_id: UUID, now: datetime) -> None:
    """One mail to each, about one subject once."""
    people = sorted({one.email: one.name for one in await holders(session) if one.role is Role.SECRETARIAT}.items())
    outgoing = [Outgoing(kind, subject_id, Recipient(name, email), Stream.NOTICE) for email, name in people]
    await send_many(session, outgoing, now=now, coalition_id=coalition_id)
