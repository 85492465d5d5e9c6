"""What is done with a letter: draft, write, lock, revise, set the deadline, open and close signing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind, job
from campaigns.coalitions.models import Coalition
from campaigns.database import unscoped
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.jobs import Job, after_commit
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.letters.fields import LetterFields, checked, slug_of
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState, SigningStep
from campaigns.letters.lifecycles.text import TextState, TextStep
from campaigns.letters.models import Attribution, Letter, Version
from campaigns.letters.reasons import BEGUN, DEADLINE_CAME
from campaigns.letters.steps import facts_of, lock_letter, take
from campaigns.letters.texts import text_of
from campaigns.text.canonical import fingerprint
from campaigns.text.checks import problems


async def begin_letter(session: AsyncSession, coalition_id: UUID, fields: LetterFields, by: Actor, now: datetime) -> Letter:
    """Begin a draft with a reference and an address of its own. Raises `Invalid`."""
    checked(fields)
    # The coalition's row lock makes references run on without a gap or a double.
    coalition = await session.scalar(select(Coalition).where(Coalition.id == coalition_id).with_for_update(key_share=True))
    if coalition is None:
        raise LookupError(coalition_id)
    letter = Letter(
        coalition_id=coalition_id,
        reference=await _next_reference(session, coalition.reference_prefix, now.year),
        slug=await _free_slug(session, fields.title, None),
        text=TextState.DRAFTING,
        signing=SigningState.NOT_OPEN,
        release=ReleaseState.UNRELEASED,
        created_at=now,
        created_by=by.id if by.kind is ActorKind.PERSON else None,
        **_letter_columns(fields),
    )
    session.add(letter)
    await session.flush()
    session.add(Version(coalition_id=coalition_id, letter_id=letter.id, number=1, written_at=now, **_words(fields)))
    take(session, letter, TextStep.WRITE, facts_of(letter, now), by, reason=BEGUN)
    await session.flush()
    return letter


async def write(
    session: AsyncSession, letter_id: UUID, fields: LetterFields, row_version: int, by: Actor, now: datetime
) -> Letter:
    """Save the draft. Raises `Invalid`, `Conflict`, or `NotAllowedNow` once the text is locked.

    The address stays once an edition bears it; kind and attribution stay once one is published.
    """
    checked(fields)
    letter = await lock_letter(session, letter_id, row_version)
    take(session, letter, TextStep.WRITE, facts_of(letter, now), by)
    if letter.published_at is not None:
        _speaks_as_published(letter, fields)
    for column, value in _letter_columns(fields).items():
        setattr(letter, column, value)
    if letter.address_fixed_at is None:
        # The address in an edition is never given up, whatever the next version is called.
        letter.slug = await _free_slug(session, fields.title, letter)
    version = await newest_version(session, letter)
    for column, value in _words(fields).items():
        setattr(version, column, value)
    version.written_at = now
    # Every save counts as a change of the letter, even where only the words of its version differ.
    letter.row_version = letter.row_version + 1
    await session.flush()
    return letter


async def lock(session: AsyncSession, letter_id: UUID, row_version: int | None, by: Actor, now: datetime) -> Version:
    """Make the newest version final. Raises `NotAllowedNow` with every reason why it cannot be locked yet."""
    letter = await lock_letter(session, letter_id, row_version)
    version = await newest_version(session, letter)
    text = text_of(version)
    found = problems(text, letter.kind, attribution=letter.attribution)
    version_hash = fingerprint(text)
    facts = replace(facts_of(letter, now), text_problems=tuple(found))
    take(session, letter, TextStep.LOCK, facts, by, version_hash=version_hash)
    version.content_hash, version.locked_at = version_hash, now
    version.locked_by = by.id if by.kind is ActorKind.PERSON else None
    await session.flush()
    return version


async def revise(
    session: AsyncSession, letter_id: UUID, row_version: int | None, by: Actor, now: datetime, reason: str
) -> Version:
    """Begin the next version from a locked one; allowed until signing opens. Raises `Invalid`, `NotAllowedNow`."""
    if not reason.strip():
        raise Invalid({"reason": gettext("Say why the text is being revised.")})
    letter = await lock_letter(session, letter_id, row_version)
    old = await newest_version(session, letter)
    take(session, letter, TextStep.REVISE, facts_of(letter, now), by, reason=reason.strip())
    letter.version_number += 1
    new = Version(
        coalition_id=letter.coalition_id,
        letter_id=letter.id,
        number=letter.version_number,
        written_at=now,
        **{name: getattr(old, name) for name in _WORDS},
    )
    session.add(new)
    await session.flush()
    return new


async def set_deadline(
    session: AsyncSession, letter_id: UUID, deadline_at: datetime | None, zone: str, row_version: int, now: datetime
) -> Letter:
    """Set the deadline, an instant in UTC, before signing opens. Raises `NotAllowedNow`, `Conflict`, `Invalid`."""
    letter = await lock_letter(session, letter_id, row_version)
    if letter.signing is not SigningState.NOT_OPEN:
        raise NotAllowedNow(gettext("Signing has opened, and everybody invited was told this deadline."))
    if letter.rolling:
        raise NotAllowedNow(gettext("A statement that stays open has no deadline. Give it one where the draft is written."))
    if deadline_at is None:
        raise Invalid({"deadline_date": gettext("Enter the date of the deadline.")})
    if deadline_at <= now:
        raise Invalid({"deadline_date": gettext("The deadline must be in the future.")})
    letter.deadline_at, letter.zone = deadline_at, zone
    await session.flush()
    return letter


async def open_signing(session: AsyncSession, letter: Letter, by: Actor, now: datetime) -> None:
    """Open a letter, whose row is locked, for signature, and have it closed at its deadline to the second."""
    if letter.attribution is Attribution.COALITION:
        raise NotAllowedNow(
            gettext("A statement in the coalition's name has no signatures. Publish it from the letter's page.")
        )
    version = await newest_version(session, letter)
    take(session, letter, SigningStep.OPEN, facts_of(letter, now), by, version_hash=version.content_hash or "")
    if letter.deadline_at is not None:
        after_commit(session, Job.CLOSE_DUE_LETTERS, at=letter.deadline_at)
    await session.flush()


async def close_signing(
    session: AsyncSession, letter_id: UUID, row_version: int | None, by: Actor, now: datetime, reason: str = ""
) -> Letter:
    """Close signing before the deadline, or end a rolling statement's sign-up. Raises `NotAllowedNow`, `Conflict`."""
    letter = await lock_letter(session, letter_id, row_version)
    take(session, letter, SigningStep.CLOSE, facts_of(letter, now), by, reason=reason.strip())
    await session.flush()
    return letter


async def close_due(session: AsyncSession, now: datetime, limit: int = 20) -> Sequence[UUID]:
    """Close the letters whose deadline has come, in every coalition; safe to run twice and beside another worker."""
    due = await session.scalars(
        select(Letter)
        .where(Letter.signing == SigningState.OPEN, Letter.deadline_at <= now)
        .order_by(Letter.deadline_at)
        .limit(limit)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(**unscoped("the clock closes the letters of every coalition"))
    )
    closed = []
    for letter in due:
        take(
            session,
            letter,
            SigningStep.CLOSE,
            facts_of(letter, now),
            job(gettext_noop("the deadline")),
            reason=DEADLINE_CAME,
        )
        closed.append(letter.id)
    await session.flush()
    return closed


async def newest_version(session: AsyncSession, letter: Letter) -> Version:
    """The version a letter is at, locked or not."""
    version = await session.scalar(
        select(Version).where(Version.letter_id == letter.id, Version.number == letter.version_number)
    )
    if version is None:
        raise LookupError(letter.id)
    return version


_WORDS = (
    "language",
    "title",
    "addressee_name",
    "addressee_office",
    "body",
    "attestation",
    "notes_to_editors",
)


def _words(fields: LetterFields) -> dict[str, str]:
    text = fields.text()
    return {name: getattr(text, name) for name in _WORDS}


def _letter_columns(fields: LetterFields) -> dict[str, object]:
    return {
        "kind": fields.kind,
        "attribution": fields.attribution,
        "working_title": fields.working_title.strip(),
        "rolling": fields.rolling,
        "deadline_at": fields.checked_deadline(),
        "zone": fields.zone,
    }


def _speaks_as_published(letter: Letter, fields: LetterFields) -> None:
    """A new version may say other things, but it is the same thing said by the same people."""
    fixed = {
        "kind": gettext("The letter is published, so its kind stays."),
        "attribution": gettext("The letter is published, so who speaks stays."),
    }
    if changed := {name: why for name, why in fixed.items() if getattr(letter, name) != getattr(fields, name)}:
        raise Invalid(changed)


async def _next_reference(session: AsyncSession, prefix: str, year: int) -> str:
    beginning = f"{prefix}-{year}-"
    # Letters are never deleted, so their number is the last reference.
    so_far = await session.scalar(
        select(func.count()).select_from(Letter).where(Letter.reference.startswith(beginning, autoescape=True))
    )
    return f"{beginning}{(so_far or 0) + 1:02}"


async def _free_slug(session: AsyncSession, title: str, letter: Letter | None) -> str:
    wanted = slug_of(title)
    taken = set(
        await session.scalars(
            select(Letter.slug).where(
                Letter.slug.startswith(wanted, autoescape=True), Letter.id != letter.id if letter else Letter.id.is_not(None)
            )
        )
    )
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug
