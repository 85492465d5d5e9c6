"""What the secretariat writes down about an organisation's response, and how far a moved deadline has been told."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, one_of


class NoteKind(StrEnum):
    NOTE = "note"
    CALL = "call"


class ResponseNote(CoalitionOwned, Base):
    """A note about an organisation's response to a letter, or a telephone call; never changed (a trigger refuses).

    `written_by_name` is the person's name at the time. A call says who was spoken to and on which number.
    """

    __tablename__ = "response_note"
    __table_args__ = (
        Index(None, "letter_id", "organisation_id", "id"),
        CheckConstraint("words <> ''", name="says_something"),
        CheckConstraint("kind <> 'call' OR (spoke_with <> '' AND number <> '')", name="call_is_complete"),
    )

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    at: Mapped[datetime]
    written_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    written_by_name: Mapped[str]
    kind: Mapped[NoteKind] = mapped_column(one_of(NoteKind, "note_kind_known"))
    spoke_with: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    words: Mapped[str]


class DeadlineTelling(CoalitionOwned, Base):
    """How far the people who signed in a personal capacity have been told that a deadline moved, at `moved_at`.

    There may be a million of them, so a worker queues their mail a batch at a time, in the order of their signatures'
    numbers; `after_number` is the last one that was come to.
    """

    __tablename__ = "deadline_telling"
    __table_args__ = (
        UniqueConstraint("letter_id", "moved_at"),
        Index("ix_deadline_telling_unfinished", "id", postgresql_where=text("finished_at IS NULL")),
    )

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    moved_at: Mapped[datetime]
    after_number: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
