"""What is forgotten about people who signed in, or tried to."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.database import delete_some
from campaigns.people.actions import LIMITS
from campaigns.people.models import BrowserSession, SignInRequest

#: Until then a request counts against what one address may ask for.
REQUESTS_KEPT = max(window for _, window in LIMITS)
#: How long one can still find out when a session that was misused began and ended.
SESSIONS_KEPT = timedelta(days=30)


async def forget_old_requests(session: AsyncSession, now: datetime, most: int = 1000) -> int:
    """Delete requests to sign in that are older than a day, at most so many, and say how many; safe to run twice."""
    return await delete_some(session, SignInRequest, SignInRequest.created_at < now - REQUESTS_KEPT, most)


async def forget_old_sessions(session: AsyncSession, now: datetime, most: int = 1000) -> int:
    """Delete sessions that ended over 30 days ago, at most so many, and say how many; safe to run twice."""
    before = now - SESSIONS_KEPT
    over = (BrowserSession.ended_at < before) | (BrowserSession.expires_at < before)
    return await delete_some(session, BrowserSession, over, most)
