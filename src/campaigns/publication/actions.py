"""Freeze, build, schedule, hold, publish: from a closed list to an edition that never changes."""

import asyncio
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, job
from campaigns.database import hold_to, unscoped
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.jobs import Job, after_commit
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.locales import Locale, reading
from campaigns.letters.actions import newest_version
from campaigns.letters.lifecycles.facts import LetterFacts
from campaigns.letters.lifecycles.release import ReleaseState, ReleaseStep
from campaigns.letters.lifecycles.signing import SigningState, SigningStep, uses_are_told
from campaigns.letters.lifecycles.text import TextState
from campaigns.letters.models import Attribution, Letter, Version
from campaigns.letters.reasons import AT_ONCE, published_as, set_for
from campaigns.letters.steps import facts_of, lock_letter, take
from campaigns.publication import steps
from campaigns.publication.building import build_candidate
from campaigns.publication.leaving import has_lost_rows, without_rows_that_left
from campaigns.publication.lifecycle import EditionState, EditionStep
from campaigns.publication.making import MakeFiles, claim_next, claimed_content, store
from campaigns.publication.models import Edition
from campaigns.review.queries import count_waiting
from campaigns.signatures.expiring import expire_waiting
from campaigns.standing_authority.telling import not_told_in_time


async def freeze(
    session: AsyncSession, letter_id: UUID, row_version: int | None, public_url: str, by: Actor, now: datetime
) -> Edition:
    """Freeze a closed letter's list and build the edition from it. Raises `NotAllowedNow`, `Conflict`.

    What waits for a review must be decided first, and whoever was signed for by standing authority must have been told an
    hour ago; what waits for its signer to confirm an address, or for
    somebody to authorise it, expires.
    """
    letter = await lock_letter(session, letter_id, row_version)
    waiting = await count_waiting(session, letter.id)
    untold = await not_told_in_time(session, letter.id, now)
    facts = replace(facts_of(letter, now), signatures_waiting=waiting.review, uses_untold=untold)
    take(session, letter, SigningStep.FREEZE, facts, by)
    await expire_waiting(session, letter, by, now)
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
    """Build an edition of a frozen list, of what stands open or is published, or that the coalition says in its own name.

    An earlier proposal is discarded. Raises `NotAllowedNow` where an edition can only come from a list not frozen yet.
    """
    letter = await lock_letter(session, letter_id, row_version)
    if letter.text is not TextState.LOCKED:
        raise NotAllowedNow(gettext("Lock the text before you build an edition."))
    own_name = letter.attribution is Attribution.COALITION
    published = letter.release is ReleaseState.PUBLISHED
    rolling = letter.rolling and letter.signing is not SigningState.NOT_OPEN
    frozen = letter.signing is SigningState.FROZEN
    if not (own_name or published or rolling or frozen):
        raise NotAllowedNow(gettext("Close signing and freeze the list; the edition is built from the frozen list."))
    # A list that stays open is frozen by its edition alone.
    untold = () if frozen else await not_told_in_time(session, letter.id, now)
    if reason := uses_are_told(replace(facts_of(letter, now), uses_untold=untold)):
        raise NotAllowedNow(reason)
    return await _new_candidate(session, letter, public_url, by, now)


async def schedule(
    session: AsyncSession, letter_id: UUID, publish_at: datetime, row_version: int | None, by: Actor, now: datetime
) -> Letter:
    """Have the waiting edition published at an instant, to the second; `publish_at == now` means at once.

    Raises `Invalid` for a time that has passed, `NotAllowedNow`, `Conflict`.
    """
    if publish_at < now:
        raise Invalid({"publish_date": gettext("The time of publication has passed. Choose a later one, or publish now.")})
    letter = await lock_letter(session, letter_id, row_version)
    letter.publish_at = publish_at
    facts = await _facts(session, letter, now)
    with reading(Locale.ENGLISH):
        reason = set_for(publish_at, letter.zone)
    details = {"at": publish_at.isoformat(), "zone": letter.zone}
    take(session, letter, ReleaseStep.SCHEDULE, facts, by, reason=reason, details=details)
    after_commit(session, Job.PUBLISH_DUE_LETTERS, at=publish_at if publish_at > now else None)
    await session.flush()
    return letter


async def publish_now(session: AsyncSession, letter_id: UUID, row_version: int | None, by: Actor, now: datetime) -> Letter:
    """Publish the waiting edition in this transaction where its files are made, else as soon as they are.

    Also releases the next edition of a letter that is published already. Who has left since the edition was built is not
    published with it: it is built again without them first. Raises `NotAllowedNow`, `Conflict`.
    """
    letter = await lock_letter(session, letter_id, row_version)
    if letter.release is ReleaseState.UNRELEASED:
        letter.publish_at = now
        take(session, letter, ReleaseStep.SCHEDULE, await _facts(session, letter, now), by, reason=AT_ONCE)
    elif letter.release is ReleaseState.SCHEDULED:
        letter.publish_at = now
    candidate = await candidate_of(session, letter.id)
    if candidate is not None and await has_lost_rows(session, candidate):
        if letter.release is ReleaseState.PUBLISHED:
            raise NotAllowedNow(
                gettext(
                    "Somebody has left the list since this edition was built, or is to be shown no more."
                    " Build it again before you publish."
                )
            )
        candidate = await _without_rows_that_left(session, letter, candidate, by, now)
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

    Where somebody has left the list since the edition was built, that is built again without them instead, and published
    when its files are made. Safe to run twice and beside another worker.
    """
    letter = await session.scalar(
        select(Letter)
        .join(Edition, Edition.letter_id == Letter.id)
        .join(Version, (Version.id == Edition.version_id) & (Version.number == Letter.version_number))
        .where(
            Letter.text == TextState.LOCKED,
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
    candidate, by = await candidate_of(session, letter.id), job(gettext_noop("the time of publication"))
    # Asked under the letter's lock: whoever withdraws takes that first, so this is before or after and never between.
    if candidate is not None and await has_lost_rows(session, candidate):
        await _without_rows_that_left(session, letter, candidate, by, now)
    else:
        await _publish(session, letter, candidate, by, now)
    return letter.id


async def build_next_files(session: AsyncSession, make: MakeFiles, now: datetime) -> UUID | None:
    """Make the files of one edition that waits for them, all in this transaction; None when none waits.

    For whoever works alone, such as the demonstration. The worker's way, `making.make_next_files`, keeps no connection.
    """
    claim = await claim_next(session, now)
    if claim is None:
        return None
    content = await claimed_content(session, claim)
    await store(session, claim, await asyncio.to_thread(make, content), now)
    return claim.edition_id


async def candidate_of(session: AsyncSession, letter_id: UUID) -> Edition | None:
    """The edition of a letter that waits to be published, if there is one."""
    return await session.scalar(
        select(Edition).where(Edition.letter_id == letter_id, Edition.state == EditionState.CANDIDATE)
    )


async def _facts(session: AsyncSession, letter: Letter, now: datetime) -> LetterFacts:
    return await _facts_with(session, letter, await candidate_of(session, letter.id), now)


async def _facts_with(session: AsyncSession, letter: Letter, candidate: Edition | None, now: datetime) -> LetterFacts:
    version = await newest_version(session, letter)
    return replace(
        facts_of(letter, now),
        edition_waiting=candidate is not None,
        edition_says_the_text=candidate is None or candidate.version_id == version.id,
    )


async def _new_candidate(session: AsyncSession, letter: Letter, public_url: str, by: Actor, now: datetime) -> Edition:
    await _discard_candidate(session, letter, by, now, "A newer edition was built.")
    return await _waits_for_files(session, letter, await build_candidate(session, letter, public_url, now))


async def _without_rows_that_left(
    session: AsyncSession, letter: Letter, candidate: Edition, by: Actor, now: datetime
) -> Edition:
    await _discard_candidate(session, letter, by, now, "Somebody on the list has left it, or is to be shown no more.")
    return await _waits_for_files(session, letter, await without_rows_that_left(session, letter, candidate, now))


async def _waits_for_files(session: AsyncSession, letter: Letter, edition: Edition) -> Edition:
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
    facts = await _facts_with(session, letter, candidate, now)
    number = str(candidate.number) if candidate else ""
    with reading(Locale.ENGLISH):
        reason = published_as(number) if number else ""
    take(session, letter, ReleaseStep.PUBLISH, facts, by, reason=reason, details={"edition": number} if number else None)
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
