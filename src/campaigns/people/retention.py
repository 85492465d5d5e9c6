"""What is forgotten about people who signed in, or tried to."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.database import delete_some
from campaigns.mail.models import Message
from campaigns.people.actions import BY_STRANGERS, KNOWN_FOR, LIMITS, NOBODY
from campaigns.people.models import BrowserSession, SignInRequest

#: Until then a request counts against what one client, and one address, may ask for.
REQUESTS_KEPT = max(window for _, window in (*LIMITS, BY_STRANGERS))
#: How long one can still find out when a session that was misused began and ended.
SESSIONS_KEPT = timedelta(days=30)


async def forget_old_requests(session: AsyncSession, now: datetime, most: int = 1000) -> int:
    """Delete requests to sign in that are older than a day, or than thirty where somebody signed in with them.

    At most so many; says how many. Mail to nobody goes with its request. Safe to run twice.
    """
    used = SignInRequest.used_at.is_not(None)
    over = SignInRequest.created_at < now - REQUESTS_KEPT
    old = over & (~used | (SignInRequest.created_at < now - KNOWN_FOR))
    to_nobody = select(SignInRequest.id).where(over, SignInRequest.person_id.is_(None)).limit(most)
    await session.execute(
        delete(Message)
        .where(Message.subject_id.in_(to_nobody), Message.recipient_email == NOBODY.email)
        .execution_options(synchronize_session=False)
    )
    return await delete_some(session, SignInRequest, old, most)


async def forget_old_sessions(session: AsyncSession, now: datetime, most: int = 1000) -> int:
    """Delete sessions that ended over 30 days ago, at most so many, and say how many; safe to run twice."""
    before = now - SESSIONS_KEPT
    over = (BrowserSession.ended_at < before) | (BrowserSession.expires_at < before)
    return await delete_some(session, BrowserSession, over, most)
