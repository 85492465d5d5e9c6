"""A letter's reminders, planned and sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, one_of
from campaigns.reminders.times import Lead

#: Whoever does not answer two reminders does not answer a third.
MOST = 2


class Reminder(CoalitionOwned, Base):
    """One of the two reminders of a letter, planned until `sent_at`.

    Its time is never stored: it is worked out from the letter's deadline, so that it moves with it. `lead` is None for one
    that was sent by hand without having been planned. `organisations` and `mails` count those it was queued for.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("letter_id", "number"),
        CheckConstraint("number BETWEEN 1 AND 2", name="two_at_most"),
        CheckConstraint("lead IS NOT NULL OR sent_at IS NOT NULL", name="planned_or_sent"),
    )

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    number: Mapped[int]
    lead: Mapped[Lead | None] = mapped_column(one_of(Lead, "lead_known"))
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str] = mapped_column(default="")
    organisations: Mapped[int] = mapped_column(default=0)
    mails: Mapped[int] = mapped_column(default=0)
