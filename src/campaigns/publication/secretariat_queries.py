"""Editions before and after they are public, as the secretariat sees them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotFound
from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.models import IndividualSignature
from campaigns.languages.catalogues import gettext
from campaigns.letters.queries import LetterDetail
from campaigns.publication.content import EditionContent
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition, EditionFile
from campaigns.publication.queries import HAS_BYTES, FileLine, StoredFile, without_logo
from campaigns.signatures.answers import ON_BEHALF
from campaigns.signatures.lifecycle import PENDING, SignatureState
from campaigns.signatures.models import Signatory, Signature

#: How many rows a page shows before it only counts them.
SHOWN = 50


class EditionDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One edition with its files, without its list. Instants are in UTC; `files_built_at` is null while they are made.

    Where making them failed last, `build_failed_at` says when, `build_problem` what the typesetter said, if anything, and
    `build_again_at` when the next try is.
    """

    id: UUID
    number: int
    state: EditionState
    as_at: datetime
    released_at: datetime | None
    organisation_count: int
    row_count: int
    individual_count: int
    content: EditionContent
    files_built_at: datetime | None
    build_failed_at: datetime | None
    build_again_at: datetime | None
    build_problem: str
    file_warnings: list[str]
    files: list[FileLine]


class ListRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as the list would have it; the person only where the organisation wants them shown."""

    display_name: str
    group: bool
    person_name: str
    person_title: str

    @property
    def on_behalf(self) -> str:
        return gettext(ON_BEHALF) if self.group else ""


class ListedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """An individual as the second list would have them."""

    name: str
    title: str
    affiliation: str


class ListPreview(msgspec.Struct, frozen=True, kw_only=True):
    """The lists that freezing would make: the first fifty rows of each in order, and their counts."""

    rows: list[ListRow]
    row_count: int
    organisation_count: int
    individuals: list[ListedPerson]
    individual_count: int


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A signature that was sent and would not be listed, with why, in the words the signer or the reviewer gave."""

    id: UUID
    display_name: str
    state: SignatureState
    why: str


async def edition_in_state(session: AsyncSession, letter_id: UUID, state: EditionState) -> EditionDetail | None:
    """The one edition of a letter that waits (candidate) or is public (current), if there is one."""
    files = (
        select(
            func.jsonb_agg(
                func.jsonb_build_object(
                    *(part for name in FileLine.__struct_fields__ for part in (name, getattr(EditionFile, name)))
                )
            ).aggregate_order_by(EditionFile.id)
        )
        .where(EditionFile.edition_id == Edition.id, HAS_BYTES)
        .scalar_subquery()
    )
    found = await session.execute(
        select(
            Edition.id,
            Edition.number,
            Edition.state,
            Edition.as_at,
            Edition.released_at,
            Edition.organisation_count,
            Edition.row_count,
            Edition.individual_count,
            without_logo().label("content"),
            Edition.files_built_at,
            Edition.build_failed_at,
            Edition.build_again_at,
            Edition.build_problem,
            Edition.file_warnings,
            files.label("files"),
        ).where(Edition.letter_id == letter_id, Edition.state == state)
    )
    row = found.one_or_none()
    if row is None:
        return None
    return msgspec.convert({**row._mapping, "files": row.files or []}, EditionDetail)  # noqa: SLF001 - public in SQLAlchemy


async def file_of(session: AsyncSession, letter_id: UUID, number: int, file_name: str) -> StoredFile:
    """A file of an edition that is not discarded, to the byte, whether it is public or not. Raises `NotFound`."""
    found = await session.execute(
        select(EditionFile.file_name, EditionFile.media_type, EditionFile.content, EditionFile.sha256)
        .join(Edition, Edition.id == EditionFile.edition_id)
        .where(
            Edition.letter_id == letter_id,
            Edition.number == number,
            Edition.state != EditionState.DISCARDED,
            EditionFile.file_name == file_name,
            HAS_BYTES,
        )
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    return StoredFile(file_name=row.file_name, media_type=row.media_type, content=row.content, sha256=row.sha256)


async def list_preview(session: AsyncSession, letter: LetterDetail) -> ListPreview:
    """The list as freezing it at this moment would make it."""
    accepted = (
        Signature.letter_id == letter.id,
        Signature.state == SignatureState.ACCEPTED,
        Signature.version_id == letter.version_id,
    )
    found = await session.execute(
        select(
            Signature.display_name,
            Signature.as_group,
            Signature.signer_name,
            Signature.signer_title,
            Signature.show_person,
        )
        .where(*accepted)
        .order_by(Signature.sort_key, Signature.id)
        .limit(SHOWN)
    )
    counted = await session.execute(
        select(func.count(Signature.id.distinct()), func.count())
        .select_from(Signature)
        .join(Signatory, Signatory.signature_id == Signature.id)
        .where(*accepted)
    )
    rows, organisations = counted.one()
    people = (
        await session.execute(
            select(
                IndividualSignature.name,
                IndividualSignature.title,
                IndividualSignature.affiliation,
                func.count().over(),
            )
            .where(
                IndividualSignature.letter_id == letter.id,
                IndividualSignature.state == IndividualState.ACCEPTED,
                IndividualSignature.version_id == letter.version_id,
            )
            .order_by(IndividualSignature.sort_key, IndividualSignature.id)
            .limit(SHOWN)
        )
    ).all()
    return ListPreview(
        rows=[
            ListRow(
                display_name=name,
                group=group,
                person_name=person if shown else "",
                person_title=title if shown else "",
            )
            for name, group, person, title, shown in found
        ],
        row_count=rows,
        organisation_count=organisations,
        individuals=[ListedPerson(name=name, title=title, affiliation=where) for name, title, where, _ in people],
        individual_count=people[0][3] if people else 0,
    )


async def left_out(session: AsyncSession, letter: LetterDetail) -> tuple[Sequence[LeftOut], int]:
    """The first fifty signatures that would not be listed, those that still wait first, and how many there are."""
    waits = Signature.state.in_(PENDING)
    found = await session.execute(
        select(Signature.id, Signature.display_name, Signature.state, Signature.review_note, func.count().over())
        .where(
            Signature.letter_id == letter.id,
            Signature.number.is_not(None),
            Signature.state != SignatureState.ACCEPTED,
        )
        .order_by(waits.desc(), Signature.sort_key, Signature.id)
        .limit(SHOWN)
    )
    rows = found.all()
    out = [LeftOut(id=id_, display_name=name, state=state, why=note) for id_, name, state, note, _ in rows]
    return out, rows[0][4] if rows else 0
