"""How often one asker may ask, counted in PostgreSQL: by every process alike, and whether or not Valkey is there.

A handler asks for `limits: Limits` and calls `await limits.count("sign-in mail", address, 5, 3600, now)` before it asks the
database for anything else, because the count is kept in a transaction of its own: a request that is refused counts too.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.database import delete_some
from campaigns.errors import TooMany
from campaigns.languages.catalogues import gettext, ngettext
from campaigns.tokens import Keys
from campaigns.web.models import RateLimit

#: Windows are kept no longer than this; none of ours is longer.
KEPT = timedelta(days=2)


class RateLimits:
    """Counts against fixed windows, the first of which began at the Unix epoch."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], keys: Keys) -> None:
        self._sessions, self._keys = sessions, keys

    async def count(self, what: str, who: str, limit: int, per_seconds: int, now: datetime) -> int:
        """Count one more `what` by `who` and return how many that makes in this window of `per_seconds`.

        Raises `TooMany`, with the seconds until the next window, once that is more than `limit`.
        """
        window = int(now.timestamp()) // per_seconds * per_seconds
        counted = await self._one_more(self._keys.hashed(f"rate limit: {what}", who), datetime.fromtimestamp(window, UTC))
        if counted > limit:
            wait = max(1, window + per_seconds - int(now.timestamp()))
            raise TooMany(_too_often(wait), wait)
        return counted

    async def _one_more(self, key: str, window_start: datetime) -> int:
        async with self._sessions() as session:
            counted = await _one_more(session, key, window_start)
            await session.commit()
        return counted


async def count_here(session: AsyncSession, keys: Keys, what: str, who: str, per_seconds: int, now: datetime) -> int:
    """Count one more `what` by `who` with the present transaction, and return how many that makes in this window.

    Nothing is refused, and what is undone is not counted.
    """
    window = int(now.timestamp()) // per_seconds * per_seconds
    return await _one_more(session, keys.hashed(f"count: {what}", who), datetime.fromtimestamp(window, UTC))


async def _one_more(session: AsyncSession, key: str, window_start: datetime) -> int:
    first = insert(RateLimit).values(key=key, window_start=window_start, count=1)
    statement = first.on_conflict_do_update(
        index_elements=[RateLimit.key, RateLimit.window_start], set_={RateLimit.count: RateLimit.count + 1}
    ).returning(RateLimit.count)
    return await session.scalar(statement) or 1


async def forget_old_windows(session: AsyncSession, now: datetime, most: int = 1000) -> int:
    """Delete counts of windows that began two days ago and say how many; safe to run twice."""
    return await delete_some(session, RateLimit, RateLimit.window_start < now - KEPT, most)


def _too_often(seconds: int) -> str:
    minutes = -(-seconds // 60)
    if minutes <= 1:
        return gettext("That was asked for too often. Try again in a minute.")
    if minutes <= 90:  # noqa: PLR2004
        return ngettext(
            "That was asked for too often. Try again in {number} minute.",
            "That was asked for too often. Try again in {number} minutes.",
            minutes,
        )
    return ngettext(
        "That was asked for too often. Try again in {number} hour.",
        "That was asked for too often. Try again in {number} hours.",
        -(-minutes // 60),
    )
