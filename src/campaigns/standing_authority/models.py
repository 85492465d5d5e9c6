"""Standing authorities, their history, and every signature that was made by one."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, HistoryRow, any_of, one_of
from campaigns.signatures.models import Authority
from campaigns.standing_authority.lifecycle import OPEN, AuthorityState


class StandingAuthority(CoalitionOwned, Base):
    """What an organisation lets the secretariat sign for it: asked for, then granted or refused by one person there.

    The scope and whom it was asked of never change (a trigger refuses). `kinds` are values of `LetterKind`; `topics` and
    `addressees` are words that people judge each use by. `until` is its last day in the coalition's zone, and `expires_at`
    the end of that day in UTC.
    """

    __tablename__ = "standing_authority"
    __table_args__ = (
        Index(
            "uq_standing_authority_one_open",
            "organisation_id",
            "state",
            unique=True,
            postgresql_where=text(any_of("state", sorted(OPEN))),
        ),
        Index("ix_standing_authority_to_expire", "expires_at", postgresql_where=text(any_of("state", sorted(OPEN)))),
        CheckConstraint("jsonb_array_length(kinds) > 0", name="covers_something"),
        CheckConstraint("state <> 'in_force' OR (basis IS NOT NULL AND granted_words <> '')", name="granted_by_somebody"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[AuthorityState] = mapped_column(one_of(AuthorityState, "authority_state_known"))
    kinds: Mapped[list[Any]]
    topics: Mapped[str]
    addressees: Mapped[str]
    until: Mapped[date]
    expires_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    #: As the secretariat knows the person, and from the answer on as they call themselves.
    person_name: Mapped[str]
    person_title: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    answered_at: Mapped[datetime | None]
    basis: Mapped[Authority | None] = mapped_column(one_of(Authority, "basis_known"))
    basis_note: Mapped[str] = mapped_column(default="")
    #: The exact sentence that the person agreed to.
    granted_words: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    #: The number of the newest use.
    last_use: Mapped[int] = mapped_column(default=0)


class StandingAuthorityEvent(CoalitionOwned, HistoryRow, Base):
    """One step of a standing authority."""

    __tablename__ = "standing_authority_event"
    __table_args__ = (Index(None, "authority_id", "id"),)

    authority_id: Mapped[UUID] = mapped_column(ForeignKey("standing_authority.id"))


class StandingAuthorityUse(CoalitionOwned, Base):
    """One signature made by a standing authority, and why its letter lies within the scope; never changed, by a trigger.

    `number` counts the uses of one authority, and stands in the addresses of its pages.
    """

    __tablename__ = "standing_authority_use"
    __table_args__ = (UniqueConstraint("authority_id", "number"),)

    authority_id: Mapped[UUID] = mapped_column(ForeignKey("standing_authority.id"))
    number: Mapped[int]
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"), index=True)
    signature_id: Mapped[UUID] = mapped_column(ForeignKey("signature.id"), unique=True)
    why: Mapped[str]
    used_at: Mapped[datetime]
    used_by: Mapped[str]
