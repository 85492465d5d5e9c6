"""Published letters in lists: newest first, of one coalition or of all. Nothing else about letters is public."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.database import unscoped
from campaigns.errors import NotFound
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.models import Letter
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition
from campaigns.publication.queries import is_open, public_deadline
from campaigns.text.placeholder import fill_count

PAGE = 20
_ALL = unscoped("what is published may be read across coalitions")


class LetterCard(msgspec.Struct, frozen=True, kw_only=True):
    """A published letter in a list, with what its current edition says. Instants are in UTC; `zone` is to show them in."""

    coalition_slug: str
    coalition_name: str
    slug: str
    reference: str
    title: str
    kind: str
    attribution: str
    language: str
    addressee_name: str
    addressee_office: str
    open: bool
    deadline_at: datetime | None
    published_at: datetime
    zone: str
    edition: int
    released_at: datetime
    organisation_count: int

    @property
    def path(self) -> str:
        return f"/letters/{self.coalition_slug}/{self.slug}"


class LetterCards(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list. `after` is where the next one begins; None on the last."""

    letters: list[LetterCard]
    after: str | None


class CoalitionCard(msgspec.Struct, frozen=True, kw_only=True):
    """A coalition that has published something."""

    slug: str
    name: str
    host_name: str


async def newest_letters(
    session: AsyncSession, now: datetime, *, coalition_id: UUID | None = None, after: str | None = None, limit: int = PAGE
) -> LetterCards:
    """Letters by the time they were first published, newest first. Raises `NotFound` for an `after` that is none of ours."""
    query = published(Coalition.slug, Coalition.name, Letter, Edition.number, Edition.released_at, *_WORDS)
    if coalition_id is not None:
        query = query.where(Letter.coalition_id == coalition_id)
    if after is not None:
        query = query.where(tuple_(Letter.published_at, Letter.id) < tuple_(*_place(after)))
    found = await session.execute(query.order_by(Letter.published_at.desc(), Letter.id.desc()).limit(limit + 1))
    rows = found.all()
    last: Letter | None = rows[limit - 1][2] if len(rows) > limit else None
    return LetterCards(letters=[_card(row, now) for row in rows[:limit]], after=_cursor(last) if last else None)


async def publishing_coalitions(session: AsyncSession, limit: int = 200) -> list[CoalitionCard]:
    """The coalitions that have published a letter, by name."""
    query = published(Coalition.slug, Coalition.name, Coalition.host_name).distinct().order_by(Coalition.name)
    return [CoalitionCard(**row) for row in (await session.execute(query.limit(limit))).mappings()]


def published(*columns: Any) -> Select[Any]:
    """A query of these columns over coalitions, their published letters, and the current edition of each."""
    return (
        select(*columns)
        .select_from(Coalition)
        .join(Letter, Letter.coalition_id == Coalition.id)
        .join(Edition, Edition.letter_id == Letter.id)
        .where(Letter.release == ReleaseState.PUBLISHED, Edition.state == EditionState.CURRENT)
        .execution_options(**_ALL)
    )


def _card(row: Any, now: datetime) -> LetterCard:
    (
        coalition_slug,
        coalition_name,
        letter,
        edition,
        released_at,
        title,
        kind,
        attribution,
        zone,
        language,
        name,
        office,
        count,
    ) = row
    return LetterCard(
        coalition_slug=coalition_slug,
        coalition_name=coalition_name,
        slug=letter.slug,
        reference=letter.reference,
        title=fill_count(title, count),
        kind=kind,
        attribution=attribution,
        language=language,
        addressee_name=name,
        addressee_office=office,
        open=is_open(letter, now),
        deadline_at=public_deadline(letter),
        published_at=letter.published_at,
        zone=zone,
        edition=edition,
        released_at=released_at,
        organisation_count=count,
    )


def _cursor(letter: Letter) -> str:
    return urlsafe_b64encode(msgspec.json.encode((letter.published_at, letter.id))).decode().rstrip("=")


def _place(cursor: str) -> tuple[datetime, UUID]:
    try:
        return msgspec.json.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=tuple[datetime, UUID])
    except ValueError:  # also what base64 and msgspec raise
        raise NotFound from None


_WORDS = (
    # Not from the letter's row, where the next version may be in the making.
    *(
        Edition.content[name].as_string()
        for name in ("title", "kind", "attribution", "zone", "language", "addressee_name", "addressee_office")
    ),
    Edition.organisation_count,
)
