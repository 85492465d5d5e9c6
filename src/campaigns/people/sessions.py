"""Sessions of signed-in browsers and API clients: begun with a new id at every sign-in, ended by hand, by rest or by age."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.people.models import BrowserSession, Person
from campaigns.web.sessions import LIFETIME, hash_of, new_session_id

#: A session that nobody has used for this long has ended (OWASP ASVS 5.0, 7.3.1), and any after `LIFETIME` (7.3.2).
IDLE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)


async def start_session(session: AsyncSession, person: Person, now: datetime, in_place_of: str | None = None) -> str:
    """Begin a session and return its id, for the cookie or the bearer token; only its hash is kept.

    The id is always new. The session `in_place_of`, if the browser came with one, ends.
    """
    if in_place_of is not None:
        await end_session(session, hash_of(in_place_of), now)
    session_id = new_session_id()
    session.add(
        BrowserSession(
            id_hash=hash_of(session_id),
            person_id=person.id,
            created_at=now,
            seen_at=now,
            expires_at=now + LIFETIME,
            ended_at=None,
        )
    )
    await session.flush()
    return session_id


async def person_of_session(session: AsyncSession, id_hash: str, now: datetime) -> Person | None:
    """Whose session this is; None where there is none, or it has ended.

    Notes at most every five minutes that the session is in use, on a GET too: that keeps a reader signed in and changes
    nothing that a page shows. It waits for nobody: another request of the same browser may just be noting the same.
    """
    alive = (BrowserSession.ended_at.is_(None), BrowserSession.expires_at > now, BrowserSession.seen_at > now - IDLE)
    found = await session.execute(
        select(Person, BrowserSession.seen_at)
        .join(BrowserSession, BrowserSession.person_id == Person.id)
        .where(BrowserSession.id_hash == id_hash, *alive)
    )
    row = found.first()
    if row is None:
        return None
    person, seen_at = row
    if seen_at <= now - SEEN_EVERY:
        unseen = (
            select(BrowserSession.id)
            .where(BrowserSession.id_hash == id_hash, BrowserSession.seen_at <= now - SEEN_EVERY)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        await session.execute(
            update(BrowserSession)
            .where(BrowserSession.id == unseen)
            .values(seen_at=now)
            .execution_options(synchronize_session=False)
        )
    return person


async def end_session(session: AsyncSession, id_hash: str, now: datetime) -> None:
    """End a session at once, wherever its id has been copied to."""
    await session.execute(
        update(BrowserSession)
        .where(BrowserSession.id_hash == id_hash, BrowserSession.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
