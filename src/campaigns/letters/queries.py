"""Letters as pages and answers show them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import ActorKind
from campaigns.errors import NotFound
from campaigns.languages.catalogues import gettext
from campaigns.letters.headline import Headline, headline
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.lifecycles.text import TextState
from campaigns.letters.models import Attribution, Letter, LetterEvent, LetterKind, Version
from campaigns.letters.reasons import reason_in_words
from campaigns.letters.texts import text_of
from campaigns.text.letter_text import LetterText

PAGE = 50


class LetterRow(msgspec.Struct, frozen=True, kw_only=True):
    """A letter in the secretariat's list. Every instant is in UTC; `zone` is the one to show it in."""

    id: UUID
    reference: str
    title: str
    working_title: str
    kind: LetterKind
    attribution: Attribution
    headline: Headline
    rolling: bool
    deadline_at: datetime | None
    publish_at: datetime | None
    zone: str
    created_at: datetime


class LetterDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One letter with its newest version. `content_hash` is the fingerprint once that version is locked."""

    id: UUID
    coalition_id: UUID
    reference: str
    slug: str
    kind: LetterKind
    attribution: Attribution
    working_title: str
    text: TextState
    signing: SigningState
    release: ReleaseState
    headline: Headline
    rolling: bool
    individuals_may_sign: bool
    deadline_at: datetime | None
    publish_at: datetime | None
    published_at: datetime | None
    zone: str
    row_version: int
    version_id: UUID
    version: int
    words: LetterText
    content_hash: str | None
    written_at: datetime
    locked_at: datetime | None


class VersionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a letter among the others; locked where it has a fingerprint."""

    number: int
    content_hash: str | None
    written_at: datetime
    locked_at: datetime | None


class LetterStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a letter's history."""

    at: datetime
    machine: str
    step: str
    from_state: str
    to_state: str
    by: str
    reason: str
    version_hash: str


async def letters_of(session: AsyncSession, after: str | None = None, limit: int = PAGE) -> list[LetterRow]:
    """The coalition's letters, newest reference first; `after` is the reference that ended the page before."""
    query = (
        select(Letter, Version.title)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .order_by(Letter.created_at.desc(), Letter.reference.desc())
        .limit(limit)
    )
    if after is not None:
        beginning = select(Letter.created_at).where(Letter.reference == after).scalar_subquery()
        query = query.where(
            (Letter.created_at < beginning) | ((Letter.created_at == beginning) & (Letter.reference < after))
        )
    return [
        LetterRow(
            id=letter.id,
            reference=letter.reference,
            title=title,
            working_title=letter.working_title,
            kind=letter.kind,
            attribution=letter.attribution,
            headline=headline(letter.text, letter.signing, letter.release),
            rolling=letter.rolling,
            deadline_at=letter.deadline_at,
            publish_at=letter.publish_at,
            zone=letter.zone,
            created_at=letter.created_at,
        )
        for letter, title in await session.execute(query)
    ]


async def letter_of_reference(session: AsyncSession, reference: str) -> LetterDetail:
    """One letter of the coalition. Raises `NotFound`."""
    return await _detail(session, Letter.reference == reference)


async def letter_of_id(session: AsyncSession, letter_id: UUID) -> LetterDetail:
    """One letter of the coalition. Raises `NotFound`."""
    return await _detail(session, Letter.id == letter_id)


async def _detail(session: AsyncSession, which: ColumnElement[bool]) -> LetterDetail:
    found = await session.execute(
        select(Letter, Version)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .where(which)
    )
    row = found.first()
    if row is None:
        raise NotFound
    return detail_of(*row)


def detail_of(letter: Letter, version: Version) -> LetterDetail:
    """A letter and one of its versions as a struct."""
    return LetterDetail(
        id=letter.id,
        coalition_id=letter.coalition_id,
        reference=letter.reference,
        slug=letter.slug,
        kind=letter.kind,
        attribution=letter.attribution,
        working_title=letter.working_title,
        text=letter.text,
        signing=letter.signing,
        release=letter.release,
        headline=headline(letter.text, letter.signing, letter.release),
        rolling=letter.rolling,
        individuals_may_sign=letter.individuals_may_sign,
        deadline_at=letter.deadline_at,
        publish_at=letter.publish_at,
        published_at=letter.published_at,
        zone=letter.zone,
        row_version=letter.row_version,
        version_id=version.id,
        version=version.number,
        words=text_of(version),
        content_hash=version.content_hash,
        written_at=version.written_at,
        locked_at=version.locked_at,
    )


async def version_of(session: AsyncSession, reference: str, number: int) -> LetterDetail:
    """A letter as it was in one of its versions, which stay readable for ever. Raises `NotFound`."""
    found = await session.execute(
        select(Letter, Version)
        .join(Version, Version.letter_id == Letter.id)
        .where(Letter.reference == reference, Version.number == number)
    )
    row = found.first()
    if row is None:
        raise NotFound
    return detail_of(*row)


async def versions_of(session: AsyncSession, letter_id: UUID, limit: int = PAGE) -> list[VersionRow]:
    """The newest versions of a letter, newest first."""
    found = await session.execute(
        select(Version.number, Version.content_hash, Version.written_at, Version.locked_at)
        .where(Version.letter_id == letter_id)
        .order_by(Version.number.desc())
        .limit(limit)
    )
    return [
        VersionRow(number=row.number, content_hash=row.content_hash, written_at=row.written_at, locked_at=row.locked_at)
        for row in found
    ]


async def history_of(session: AsyncSession, letter_id: UUID, limit: int = 200) -> Sequence[LetterStep]:
    """The newest steps of a letter, newest first; what the program itself worded is in the language that is being read."""
    events = await session.scalars(
        select(LetterEvent).where(LetterEvent.letter_id == letter_id).order_by(LetterEvent.id.desc()).limit(limit)
    )
    return [
        LetterStep(
            at=event.at,
            machine=event.machine,
            step=event.step,
            from_state=event.from_state,
            to_state=event.to_state,
            by=gettext(event.actor_name) if event.actor_kind is ActorKind.JOB else event.actor_name,
            reason=reason_in_words(event),
            version_hash=event.version_hash,
        )
        for event in events
    ]
