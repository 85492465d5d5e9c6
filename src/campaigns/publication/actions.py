"""Freeze, build, schedule, hold, publish: from a closed list to an edition that never changes."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, job
from campaigns.database import hold_to, unscoped
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.jobs import Job, after_commit
from campaigns.letters.lifecycles.facts import LetterFacts
from campaigns.letters.lifecycles.release import ReleaseState, ReleaseStep
from campaigns.letters.lifecycles.signing import SigningState, SigningStep
from campaigns.letters.lifecycles.text import TextState
from campaigns.letters.models import Attribution, Letter
from campaigns.letters.steps import facts_of, lock_letter, take
from campaigns.publication import steps
from campaigns.publication.building import build_candidate, whole_content
from campaigns.publication.content import EditionContent
from campaigns.publication.documents.files import BuiltFiles
from campaigns.publication.lifecycle import EditionState, EditionStep
from campaigns.publication.models import Edition, EditionFile
from campaigns.signatures.review_queue import count_waiting
from campaigns.signatures.reviewing import expire_unchecked
from campaigns.text.moments import in_words

#: Makes the files of an edition; slow, and the same bytes for the same content.
MakeFiles = Callable[[EditionContent], BuiltFiles]


async def freeze(
    session: AsyncSession, letter_id: UUID, row_version: int | None, public_url: str, by: Actor, now: datetime
) -> Edition:
    """Freeze a closed letter's list and build the edition from it. Raises `NotAllowedNow`, `Conflict`.

    What waits for a review must be decided first; what waits for its signer to confirm an address expires.
    """
    letter = await lock_letter(session, letter_id, row_version)
    to_review, _ = await count_waiting(session, letter.id)
    take(session, letter, SigningStep.FREEZE, replace(facts_of(letter, now), signatures_waiting=to_review), by)
    await expire_unchecked(session, letter, by, now)
    return await _new_candidate(session, letter, public_url, by, now)


async def unfreeze(session: AsyncSession, letter_id: UUID, row_version: int | None, by: Actor, now: datetime) -> None:
    """Go back to a closed list; the edition that was not published is discarded and its number is not used again."""
    letter = await lock_letter(session, letter_id, row_version)
    take(session, letter, SigningStep.UNFREEZE, facts_of(letter, now), by)
    await _discard_candidate(session, letter, by, now, "The list was opened again.")
    await session.flush()


async def propose_edition(
    session: AsyncSession, letter_id: UUID, row_version: int | None, public_url: str, by: Actor, now: datetime
) -> Edition:
    """Build an edition of what stands open or is published already, or that the coalition says in its own name.

    An earlier proposal is discarded. Raises `NotAllowedNow` where an edition can only come from a frozen list.
    """
    letter = await lock_letter(session, letter_id, row_version)
    if letter.text is not TextState.LOCKED:
        raise NotAllowedNow("Lock the text before you build an edition.")
    own_name = letter.attribution is Attribution.COALITION
    published = letter.release is ReleaseState.PUBLISHED
    rolling = letter.rolling and letter.signing is not SigningState.NOT_OPEN
    if not (own_name or published or rolling):
        raise NotAllowedNow("Close signing and freeze the list; the edition is built from the frozen list.")
    return await _new_candidate(session, letter, public_url, by, now)


async def schedule(
    session: AsyncSession, letter_id: UUID, publish_at: datetime, row_version: int | None, by: Actor, now: datetime
) -> Letter:
    """Have the waiting edition published at an instant, to the second; `publish_at == now` means at once.

    Raises `Invalid` for a time that has passed, `NotAllowedNow`, `Conflict`.
    """
    if publish_at < now:
        raise Invalid({"publish_date": "The time of publication has passed. Choose a later one, or publish now."})
    letter = await lock_letter(session, letter_id, row_version)
    letter.publish_at = publish_at
    facts = await _facts(session, letter, now)
    take(session, letter, ReleaseStep.SCHEDULE, facts, by, reason=f"For {in_words(publish_at, letter.zone)}")
    after_commit(session, Job.PUBLISH_DUE_LETTERS, at=publish_at if publish_at > now else None)
    await session.flush()
    return letter


async def publish_now(session: AsyncSession, letter_id: UUID, row_version: int | None, by: Actor, now: datetime) -> Letter:
    """Publish the waiting edition in this transaction where its files are made, else as soon as they are.

    Also releases the next edition of a letter that is published already. Raises `NotAllowedNow`, `Conflict`.
    """
    letter = await lock_letter(session, letter_id, row_version)
    if letter.release is ReleaseState.UNRELEASED:
        letter.publish_at = now
        take(session, letter, ReleaseStep.SCHEDULE, await _facts(session, letter, now), by, reason="At once")
    elif letter.release is ReleaseState.SCHEDULED:
        letter.publish_at = now
    candidate = await candidate_of(session, letter.id)
    if candidate is not None and candidate.files_built_at is None and letter.release is ReleaseState.SCHEDULED:
        after_commit(session, Job.BUILD_EDITIONS)
        await session.flush()
        return letter
    await _publish(session, letter, candidate, by, now)
    return letter


async def hold(session: AsyncSession, letter_id: UUID, row_version: int | None, by: Actor, now: datetime) -> Letter:
    """Stop a scheduled publication. Raises `NotAllowedNow` once it has happened."""
    letter = await lock_letter(session, letter_id, row_version)
    take(session, letter, ReleaseStep.HOLD, facts_of(letter, now), by)
    letter.publish_at = None
    await session.flush()
    return letter


async def publish_next_due(session: AsyncSession, now: datetime) -> UUID | None:
    """Publish one letter whose time has come and whose files are made, in any coalition; None when there is none.

    Safe to run twice and beside another worker.
    """
    letter = await session.scalar(
        select(Letter)
        .join(Edition, Edition.letter_id == Letter.id)
        .where(
            Letter.release == ReleaseState.SCHEDULED,
            Letter.publish_at <= now,
            Edition.state == EditionState.CANDIDATE,
            Edition.files_built_at.is_not(None),
        )
        .order_by(Letter.publish_at)
        .limit(1)
        .with_for_update(of=Letter, key_share=True, skip_locked=True)
        .execution_options(**unscoped("the clock publishes the letters of every coalition"))
    )
    if letter is None:
        return None
    hold_to(session, letter.coalition_id)
    await _publish(session, letter, await candidate_of(session, letter.id), job("the time of publication"), now)
    return letter.id


async def build_next_files(session: AsyncSession, make: MakeFiles, now: datetime) -> UUID | None:
    """Make the files of one edition that waits for them, in any coalition; None when none waits.

    The edition's row stays locked meanwhile, so that two workers never make the same files twice.
    """
    edition = await session.scalar(
        select(Edition)
        .where(Edition.state == EditionState.CANDIDATE, Edition.files_built_at.is_(None))
        .order_by(Edition.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(**unscoped("the files of every coalition's editions are made by the same job"))
    )
    if edition is None:
        return None
    hold_to(session, edition.coalition_id)
    # In a thread: typesetting takes seconds, and the other jobs of this process go on meanwhile.
    built = await asyncio.to_thread(make, await whole_content(session, edition))
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
    edition.files_built_at, edition.file_warnings = now, built.warnings
    after_commit(session, Job.PUBLISH_DUE_LETTERS)
    await session.flush()
    return edition.id


async def candidate_of(session: AsyncSession, letter_id: UUID) -> Edition | None:
    """The edition of a letter that waits to be published, if there is one."""
    return await session.scalar(
        select(Edition).where(Edition.letter_id == letter_id, Edition.state == EditionState.CANDIDATE)
    )


async def _facts(session: AsyncSession, letter: Letter, now: datetime) -> LetterFacts:
    return replace(facts_of(letter, now), edition_waiting=await candidate_of(session, letter.id) is not None)


async def _new_candidate(session: AsyncSession, letter: Letter, public_url: str, by: Actor, now: datetime) -> Edition:
    await _discard_candidate(session, letter, by, now, "A newer edition was built.")
    edition = await build_candidate(session, letter, public_url, now)
    # A row version of the letter moves with its editions, so that a page that shows the old list cannot publish the new one.
    letter.row_version = letter.row_version + 1
    await session.flush()
    after_commit(session, Job.BUILD_EDITIONS)
    return edition


async def _discard_candidate(session: AsyncSession, letter: Letter, by: Actor, now: datetime, reason: str) -> None:
    candidate = await candidate_of(session, letter.id)
    if candidate is not None:
        steps.take(session, candidate, EditionStep.DISCARD, by, now, reason)
        await session.flush()


async def _publish(session: AsyncSession, letter: Letter, candidate: Edition | None, by: Actor, now: datetime) -> None:
    facts = replace(facts_of(letter, now), edition_waiting=candidate is not None)
    take(session, letter, ReleaseStep.PUBLISH, facts, by, reason=f"Edition {candidate.number}" if candidate else "")
    if candidate is None:
        raise LookupError(letter.id)
    current = await session.scalar(
        select(Edition).where(Edition.letter_id == letter.id, Edition.state == EditionState.CURRENT)
    )
    if current is not None:
        steps.take(session, current, EditionStep.SUPERSEDE, by, now)
        await session.flush()
    steps.take(session, candidate, EditionStep.RELEASE, by, now)
    candidate.released_at = now
    letter.published_at = letter.published_at or now
    await session.flush()
