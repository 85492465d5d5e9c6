"""Two organisations that may be one, and what a person said of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, one_of


class Likeness(StrEnum):
    """Why two organisations may be one. The order is the one in which a reason is preferred where there are several."""

    BY_HAND = "by_hand"
    NUMBER = "number"
    MAIL_DOMAIN = "mail_domain"
    ACRONYM = "acronym"
    NAME = "name"


class Decision(StrEnum):
    """What a person said of a pair."""

    SAME = "same"
    BRANCH = "branch"
    DIFFERENT = "different"


class Pair(CoalitionOwned, Base):
    """A pair, each once, with the smaller id first. Without a decision it waits for one.

    The organisations are named without foreign keys: that two were one is remembered though only one of them is left.
    """

    __tablename__ = "organisation_pair"
    __table_args__ = (
        UniqueConstraint("coalition_id", "one_id", "other_id"),
        Index("ix_organisation_pair_open", "coalition_id", "id", postgresql_where=text("decision IS NULL")),
        Index(None, "other_id"),
        CheckConstraint("one_id < other_id", name="smaller_first"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_at_a_time"),
    )

    one_id: Mapped[UUID]
    other_id: Mapped[UUID]
    likeness: Mapped[Likeness] = mapped_column(one_of(Likeness, "likeness_known"))
    found_at: Mapped[datetime]
    decision: Mapped[Decision | None] = mapped_column(one_of(Decision, "decision_known"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="", server_default="")
