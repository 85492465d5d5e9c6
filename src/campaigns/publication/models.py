"""Editions: what was published, to the byte."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, HistoryRow, one_of
from campaigns.publication.lifecycle import EditionState


class Edition(CoalitionOwned, Base):
    """A numbered, dated, immutable list with its text. A trigger refuses any change but to `state` and the file columns.

    `content` is `campaigns.publication.content.EditionContent` as JSON, without its rows, which are `EditionEntry` and
    `EditionIndividual`.
    """

    __tablename__ = "edition"
    __table_args__ = (
        Index("uq_edition_number", "letter_id", "number", unique=True, postgresql_where=text("state <> 'discarded'")),
        Index("uq_edition_one_current", "letter_id", unique=True, postgresql_where=text("state = 'current'")),
        Index("uq_edition_one_candidate", "letter_id", unique=True, postgresql_where=text("state = 'candidate'")),
    )

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("version.id"))
    number: Mapped[int]
    state: Mapped[EditionState] = mapped_column(one_of(EditionState, "edition_state_known"))
    as_at: Mapped[datetime]
    organisation_count: Mapped[int]
    row_count: Mapped[int]
    #: Of the second list, and in neither of the two numbers above.
    individual_count: Mapped[int] = mapped_column(default=0, server_default="0")
    content: Mapped[dict[str, Any]]
    files_built_at: Mapped[datetime | None]
    #: What the secretariat should know about the files, such as names that no font could draw.
    file_warnings: Mapped[list[Any]] = mapped_column(default=list)
    released_at: Mapped[datetime | None]
    #: How often somebody began to make the files. Who stores them must be the one who began last.
    build_attempts: Mapped[int] = mapped_column(default=0)
    #: Nobody else begins before: the end of a lease while files are made, the next try after a failure.
    build_again_at: Mapped[datetime | None]
    build_failed_at: Mapped[datetime | None]
    #: What the typesetter said when it failed last.
    build_problem: Mapped[str] = mapped_column(default="")


class EditionEntry(CoalitionOwned, Base):
    """One row of an edition's list, in its computed place (from 1)."""

    __tablename__ = "edition_entry"
    __table_args__ = (UniqueConstraint("edition_id", "position"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    position: Mapped[int]
    #: Empty where the coalition itself speaks and the row is one of its members.
    signature_id: Mapped[UUID | None] = mapped_column(ForeignKey("signature.id"), index=True)
    display_name: Mapped[str]
    sort_name: Mapped[str]
    organisations: Mapped[list[Any]]
    #: Whether the organisation signed on behalf of its members, as a group.
    as_group: Mapped[bool] = mapped_column(default=False, server_default=false())
    person_name: Mapped[str] = mapped_column(default="")
    person_title: Mapped[str] = mapped_column(default="")
    signed_in_edition: Mapped[int]


class EditionIndividual(CoalitionOwned, Base):
    """One person of an edition's second list, in their computed place (from 1). No organisation's signature fits here."""

    __tablename__ = "edition_individual"
    __table_args__ = (UniqueConstraint("edition_id", "position"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    position: Mapped[int]
    individual_signature_id: Mapped[UUID] = mapped_column(ForeignKey("individual_signature.id"), index=True)
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    affiliation: Mapped[str] = mapped_column(default="")
    signed_in_edition: Mapped[int]


class EditionFile(CoalitionOwned, Base):
    """One file of an edition, served byte for byte."""

    __tablename__ = "edition_file"
    __table_args__ = (UniqueConstraint("edition_id", "file_name"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    file_name: Mapped[str]
    label: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    size: Mapped[int]
    sha256: Mapped[str]


class EditionEvent(CoalitionOwned, HistoryRow, Base):
    """One step of an edition."""

    __tablename__ = "edition_event"
    __table_args__ = (Index(None, "edition_id", "id"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
