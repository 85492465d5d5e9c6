"""The outbox: one row for each message to each recipient."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, one_of
from campaigns.mail.lifecycle import MessageState


class Stream(StrEnum):
    """A notice is needed to run a signature; an invitation may be refused for the future."""

    NOTICE = "notice"
    INVITATION = "invitation"


class Message(Base):
    """A message that must be sent. It is written out only when it is sent, from `kind` and the row `subject_id`.

    `idempotency_key` is unique: asking twice for the same message sends it once. `lease_until` is how long the worker that
    claimed it has; afterwards another may take it. `smtp_reply` is the server's last word. Its Message-ID is made from `id`.

    `delayed_at` is when a server further on last said that it still tries. `followed_up_at` is when whoever else is to be
    written to was, after this message came back for good.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_due", "next_attempt_at", postgresql_where=text("state IN ('queued', 'sending')")),
        Index(None, "subject_id"),
        Index("ix_message_to_follow_up", "id", postgresql_where=text("state = 'bounced' AND followed_up_at IS NULL")),
    )

    coalition_id: Mapped[UUID | None] = mapped_column(ForeignKey("coalition.id"), index=True)
    kind: Mapped[str]
    stream: Mapped[Stream] = mapped_column(one_of(Stream, "stream_known"))
    subject_id: Mapped[UUID]
    recipient_name: Mapped[str] = mapped_column(default="")
    recipient_email: Mapped[str]
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[MessageState] = mapped_column(one_of(MessageState, "message_state_known"))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    smtp_reply: Mapped[str] = mapped_column(default="")
    delayed_at: Mapped[datetime | None]
    followed_up_at: Mapped[datetime | None]


class SuppressionReason(StrEnum):
    """Why an address is not written to."""

    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Suppression(CoalitionOwned, Base):
    """An address that a coalition does not write to until `lifted_at`.

    `stream` is the stream that stops, None for every stream. `detail` is the mail server's words, or empty. `message_id` is
    the mail that was answered so. `lifted_by` and `lift_reason` say who lifted it and why; a lifted row stays.
    """

    __tablename__ = "suppression"
    __table_args__ = (
        Index(
            "uq_suppression_standing",
            "coalition_id",
            "email_key",
            "reason",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    email: Mapped[str]
    email_key: Mapped[str]
    stream: Mapped[Stream | None] = mapped_column(one_of(Stream, "suppressed_stream_known"))
    reason: Mapped[SuppressionReason] = mapped_column(one_of(SuppressionReason, "suppression_reason_known"))
    detail: Mapped[str] = mapped_column(default="")
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id"))
    created_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str] = mapped_column(default="")
    lift_reason: Mapped[str] = mapped_column(default="")
