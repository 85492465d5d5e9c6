"""Answers that came after the deadline, and what became of each."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, HistoryRow, any_of, one_of
from campaigns.signatures.late.lifecycle import WAITING, LateState


class LateRequest(CoalitionOwned, Base):
    """A started signature whose last button was pressed after signing had closed. Its answers stay in the signature.

    When it was received, and what it was too late for, never changes (a trigger refuses), nor does a request that was
    decided. `words` are what the signer told the secretariat with the request.
    """

    __tablename__ = "late_request"
    __table_args__ = (
        Index(
            "uq_late_request_one_waits",
            "signature_id",
            unique=True,
            postgresql_where=text(any_of("state", sorted(WAITING))),
        ),
        Index(None, "letter_id", "state", "received_at", "id"),
        Index(None, "signature_id", "id"),
    )

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    signature_id: Mapped[UUID] = mapped_column(ForeignKey("signature.id"))
    state: Mapped[LateState] = mapped_column(one_of(LateState, "late_state_known"))
    #: When the server had the whole request.
    received_at: Mapped[datetime]
    #: When signing closed: the deadline, or the moment before it at which the secretariat closed it.
    closed_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(default="")
    row_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy reads it from the class

    @property
    def late_by(self) -> timedelta:
        """By how much it came too late."""
        return self.received_at - self.closed_at


class LateRequestEvent(CoalitionOwned, HistoryRow, Base):
    """One step of a late request."""

    __tablename__ = "late_request_event"
    __table_args__ = (Index(None, "late_request_id", "id"),)

    late_request_id: Mapped[UUID] = mapped_column(ForeignKey("late_request.id"))
