"""A link or page that was used from more places than one organisation has, and a page that takes no signatures for now."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, one_of


class Used(StrEnum):
    """What was used: a contact's own link, a cascade link, or one of the two pages that everybody can open."""

    INVITATION = "invitation"
    CASCADE = "cascade"
    PUBLIC = "public"
    INDIVIDUALS = "individuals"


class Outcome(StrEnum):
    """What was done about it."""

    REPLACED = "replaced"
    PAUSED = "paused"
    LEFT = "left"


class PublicPage(StrEnum):
    """A page of a published letter by which anybody signs."""

    PUBLIC = "public"
    INDIVIDUALS = "individuals"


class UseAlert(CoalitionOwned, Base):
    """A link or page that was used from unusually many places in a day; it waits until somebody says what is done.

    `used_id` is the link's id, or the letter's for a page of it, without a foreign key, because organisations with their
    links are merged. `clients` is how many places there were when it was noticed; who they were is not kept.
    """

    __tablename__ = "use_alert"
    __table_args__ = (
        Index(
            "uq_use_alert_one_open",
            "letter_id",
            "used",
            "used_id",
            unique=True,
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    used: Mapped[Used] = mapped_column(one_of(Used, "used_known"))
    used_id: Mapped[UUID]
    clients: Mapped[int]
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="", server_default="")
    outcome: Mapped[Outcome | None] = mapped_column(one_of(Outcome, "outcome_known"))


class PagePause(CoalitionOwned, Base):
    """The time in which a page takes no signatures. `waiting` is how many waited when it paused by itself, else 0."""

    __tablename__ = "page_pause"
    __table_args__ = (
        Index("uq_page_pause_one_open", "letter_id", "page", unique=True, postgresql_where=text("resumed_at IS NULL")),
    )

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    page: Mapped[PublicPage] = mapped_column(one_of(PublicPage, "page_known"))
    waiting: Mapped[int] = mapped_column(default=0, server_default="0")
    paused_at: Mapped[datetime]
    paused_by: Mapped[str] = mapped_column(default="", server_default="")
    resumed_at: Mapped[datetime | None]
    resumed_by: Mapped[str] = mapped_column(default="", server_default="")
