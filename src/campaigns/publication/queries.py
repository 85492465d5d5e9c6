"""Published editions as the public sees them. What is not released cannot be told from what does not exist.

Each address is looked up by one statement that finds a row or none, so a letter under embargo and one that nobody ever
wrote cost the same and are answered in the same way.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, defer

from campaigns.coalitions.models import Coalition
from campaigns.coalitions.queries import CoalitionLook, look_of
from campaigns.database import hold_to, unscoped
from campaigns.errors import NotFound
from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.models import IndividualSignatureEvent
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Attribution, Letter
from campaigns.publication.content import EditionContent
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition, EditionFile
from campaigns.signatures.models import SignatureChange

RELEASED = (EditionState.CURRENT, EditionState.SUPERSEDED)
BY_ADDRESS = unscoped("the address decides which coalition the session is held to")


class FileLine(msgspec.Struct, frozen=True, kw_only=True):
    """One download. `size` is in bytes, `sha256` in hexadecimal."""

    file_name: str
    label: str
    media_type: str
    size: int
    sha256: str


class PublishedEdition(msgspec.Struct, frozen=True, kw_only=True):
    """A released edition without its list. `content` is as it was built, less the list and the logo's bytes.

    `open` says whether organisations can still sign the letter, `individuals_may_sign` whether individuals can as long as
    they can. `current_number` is the newest released edition's.
    """

    coalition: CoalitionLook
    letter_id: UUID
    slug: str
    open: bool
    individuals_may_sign: bool
    deadline_at: datetime | None
    published_at: datetime
    edition_id: UUID
    number: int
    current_number: int
    released_at: datetime
    organisation_count: int
    row_count: int
    individual_count: int
    #: Another one each time that somebody is shown no more, so that no reader is told that nothing has changed.
    newest_change: UUID | None
    #: In the same way, each time that an individual leaves.
    newest_departure: UUID | None
    content: EditionContent
    files: list[FileLine]

    @property
    def is_current(self) -> bool:
        return self.number == self.current_number

    @property
    def of_members(self) -> bool:
        """Whether the coalition speaks itself, so that the list is of its members and nobody has signed."""
        return self.content.attribution == Attribution.COALITION

    @property
    def letter_path(self) -> str:
        return f"/letters/{self.coalition.slug}/{self.slug}"

    @property
    def path(self) -> str:
        """The address that shows this edition for ever."""
        return f"{self.letter_path}/editions/{self.number}"


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a released edition, to the byte."""

    file_name: str
    media_type: str
    content: bytes
    sha256: str


async def published_edition(
    session: AsyncSession, coalition: str, slug: str, now: datetime, number: int | None = None
) -> PublishedEdition:
    """The edition of an address, the current one unless a number is given; the session is then held to its coalition.

    Raises `NotFound` for whatever is not released.
    """
    newest = aliased(Edition)
    current_number = (
        select(newest.number).where(newest.letter_id == Letter.id, newest.state == EditionState.CURRENT).scalar_subquery()
    )
    newest_change = (
        select(SignatureChange.id)
        .where(SignatureChange.letter_id == Letter.id)
        .order_by(SignatureChange.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    newest_departure = (
        select(IndividualSignatureEvent.id)
        .where(
            IndividualSignatureEvent.letter_id == Letter.id,
            IndividualSignatureEvent.to_state.in_([IndividualState.WITHDRAWN, IndividualState.REMOVED]),
        )
        .order_by(IndividualSignatureEvent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    files = select(_FILES).where(EditionFile.edition_id == Edition.id, HAS_BYTES).scalar_subquery()
    which = Edition.state == EditionState.CURRENT if number is None else Edition.number == number
    found = await session.execute(
        _released(
            coalition,
            slug,
            Coalition,
            Letter,
            Edition,
            without_logo(),
            files,
            current_number,
            newest_change,
            newest_departure,
        )
        .where(which)
        .options(defer(Edition.content))
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    owner, letter, edition, content, file_rows, newest_number, change_id, departure_id = row
    hold_to(session, owner.id)
    return PublishedEdition(
        coalition=look_of(owner),
        letter_id=letter.id,
        slug=letter.slug,
        open=is_open(letter, now),
        individuals_may_sign=letter.individuals_may_sign,
        deadline_at=public_deadline(letter),
        published_at=letter.published_at,
        edition_id=edition.id,
        number=edition.number,
        current_number=newest_number,
        released_at=edition.released_at,
        organisation_count=edition.organisation_count,
        row_count=edition.row_count,
        individual_count=edition.individual_count,
        newest_change=change_id,
        newest_departure=departure_id,
        content=msgspec.convert(content, EditionContent),
        files=msgspec.convert(file_rows or [], list[FileLine]),
    )


async def edition_file(session: AsyncSession, coalition: str, slug: str, number: int, file_name: str) -> StoredFile:
    """The bytes of one file. Raises `NotFound` for whatever is not released."""
    found = await session.execute(
        _released(coalition, slug, EditionFile.file_name, EditionFile.media_type, EditionFile.content, EditionFile.sha256)
        .join(EditionFile, EditionFile.edition_id == Edition.id)
        .where(Edition.number == number, EditionFile.file_name == file_name, HAS_BYTES)
    )
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFound
    return StoredFile(**row)


async def edition_logo(session: AsyncSession, coalition: str, slug: str, number: int) -> str:
    """The logo of an edition's letterhead, as PNG in base64. Raises `NotFound` where there is none."""
    logo = Edition.content["publisher"]["logo"].as_string()
    found: str | None = await session.scalar(_released(coalition, slug, logo).where(Edition.number == number))
    if not found:
        raise NotFound
    return found


def without_logo() -> ColumnElement[Any]:
    """An edition's content without the bytes of its logo, which no page needs."""
    without: ColumnElement[Any] = Edition.content.delete_path(["publisher", "logo"])
    return without


def is_open(letter: Letter, now: datetime) -> bool:
    """Whether an organisation can sign at this moment; the clock job may be late."""
    return letter.signing is SigningState.OPEN and (letter.deadline_at is None or letter.deadline_at > now)


def public_deadline(letter: Letter) -> datetime | None:
    """The deadline that everybody invited was told, in UTC; none before signing opens, when it is part of a draft."""
    return None if letter.signing is SigningState.NOT_OPEN else letter.deadline_at


def _released(coalition: str, slug: str, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Coalition)
        .join(Letter, Letter.coalition_id == Coalition.id)
        .join(Edition, Edition.letter_id == Letter.id)
        .where(
            Coalition.slug == coalition,
            Letter.slug == slug,
            Letter.release == ReleaseState.PUBLISHED,
            Edition.state.in_(RELEASED),
        )
        .execution_options(**BY_ADDRESS)
    )


#: A file that named somebody whose details were erased is empty since: it is served and listed no more.
HAS_BYTES = func.length(EditionFile.content) > 0
_FILE = (part for name in FileLine.__struct_fields__ for part in (name, getattr(EditionFile, name)))
_FILES = func.jsonb_agg(func.jsonb_build_object(*_FILE)).aggregate_order_by(EditionFile.id)
