"""Making an edition's files: claimed in one transaction, made on no connection at all, stored in a third.

A claim is a lease on the edition's row. A worker that dies with it is taken over when the lease ends; one that only comes
late finds that it no longer holds the claim, and stores nothing. A failure is written down and puts off that edition alone.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.database import hold_to, unscoped
from campaigns.jobs import Bell, Job, after_commit, transaction
from campaigns.publication.building import whole_content
from campaigns.publication.content import EditionContent
from campaigns.publication.documents.files import BuiltFiles
from campaigns.publication.documents.pdf import TypesettingError
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition, EditionFile

log = logging.getLogger(__name__)

#: Makes the files of an edition; slow, and the same bytes for the same content.
MakeFiles = Callable[[EditionContent], BuiltFiles]

#: Longer than the typesetter is ever let run.
LEASE = timedelta(minutes=3)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
_LONGEST_PROBLEM = 300


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """The right to make the files of one edition; `attempt` counts from 1, and the highest one holds."""

    edition_id: UUID
    coalition_id: UUID
    attempt: int


async def make_next_files(
    sessions: async_sessionmaker[AsyncSession], bell: Bell, make: MakeFiles, now: Callable[[], datetime]
) -> Claim | None:
    """Make the files of one edition that waits for them, in any coalition; None when none waits.

    Whatever is wrong with this one is logged and kept with it, so that the next one has its turn.
    """
    async with transaction(sessions, bell) as session:
        claim = await claim_next(session, now())
    if claim is None:
        return None
    try:
        async with transaction(sessions, bell) as session:
            content = await claimed_content(session, claim)
        # In a thread: typesetting takes seconds, and the other jobs of this process go on meanwhile.
        built = await asyncio.to_thread(make, content)
        async with transaction(sessions, bell) as session:
            await store(session, claim, built, now())
    except Exception as problem:
        log.exception("The files of edition %s could not be made at attempt %d.", claim.edition_id, claim.attempt)
        async with transaction(sessions, bell) as session:
            await put_off(session, claim, problem, now())
    return claim


async def claim_next(session: AsyncSession, now: datetime) -> Claim | None:
    """Claim the edition that has waited longest, in any coalition, and nobody is making. Those that failed wait longer."""
    edition = await session.scalar(
        select(Edition)
        .where(
            Edition.state == EditionState.CANDIDATE,
            Edition.files_built_at.is_(None),
            or_(Edition.build_again_at.is_(None), Edition.build_again_at <= now),
        )
        .order_by(Edition.build_again_at.nulls_first(), Edition.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(
            populate_existing=True, **unscoped("the files of every coalition's editions are made by the same job")
        )
    )
    if edition is None:
        return None
    edition.build_attempts += 1
    edition.build_again_at = now + LEASE
    await session.flush()
    return Claim(edition_id=edition.id, coalition_id=edition.coalition_id, attempt=edition.build_attempts)


async def claimed_content(session: AsyncSession, claim: Claim) -> EditionContent:
    """What the files are made from. Holds the session to the edition's coalition."""
    hold_to(session, claim.coalition_id)
    edition = (await session.scalars(select(Edition).where(Edition.id == claim.edition_id))).one()
    return await whole_content(session, edition)


async def store(session: AsyncSession, claim: Claim, built: BuiltFiles, now: datetime) -> None:
    """Attach the files, unless the edition was discarded or somebody else has taken over meanwhile."""
    edition = await _still_claimed(session, claim)
    if edition is None:
        return
    for file in built.files:
        session.add(
            EditionFile(
                coalition_id=edition.coalition_id,
                edition_id=edition.id,
                file_name=file.file_name,
                label=file.label,
                media_type=file.media_type,
                content=file.content,
                size=len(file.content),
                sha256=file.sha256,
            )
        )
    # Before the edition has its files, since nothing is added to one that has.
    await session.flush()
    edition.files_built_at, edition.file_warnings = now, built.warnings
    edition.build_failed_at, edition.build_problem = None, ""
    after_commit(session, Job.PUBLISH_DUE_LETTERS)
    await session.flush()


async def put_off(session: AsyncSession, claim: Claim, problem: Exception, now: datetime) -> None:
    """Write down a failure, and when the next try is: after a minute first, then twice as long each time, to an hour."""
    edition = await _still_claimed(session, claim)
    if edition is None:
        return
    pause = min(_FIRST_PAUSE * 2 ** min(claim.attempt - 1, 10), _LONGEST_PAUSE)
    edition.build_failed_at, edition.build_again_at = now, now + pause
    edition.build_problem = _last_words(problem)
    await session.flush()


async def _still_claimed(session: AsyncSession, claim: Claim) -> Edition | None:
    hold_to(session, claim.coalition_id)
    return await session.scalar(
        select(Edition)
        .where(
            Edition.id == claim.edition_id,
            Edition.state == EditionState.CANDIDATE,
            Edition.files_built_at.is_(None),
            Edition.build_attempts == claim.attempt,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _last_words(problem: Exception) -> str:
    """What the typesetter said; other faults are ours, and their words are for the log."""
    lines = str(problem).strip().splitlines() if isinstance(problem, TypesettingError) else []
    return lines[-1].removeprefix("typst.TypstError: ")[-_LONGEST_PROBLEM:] if lines else ""
