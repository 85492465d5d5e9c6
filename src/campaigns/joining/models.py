"""Enquiries of organisations that would like to join, and every step of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, HistoryRow, any_of, one_of
from campaigns.joining.lifecycle import WAITING, EnquiryState
from campaigns.languages.locales import Locale, known


class Enquiry(CoalitionOwned, Base):
    """What somebody wrote on the form. It is seen by nobody until `confirmed_at`, when the address was proved to be theirs.

    `organisation_id` is the organisation that came of it, without a foreign key, so that it may be merged into another.
    What the person wrote of themselves is emptied some time after the enquiry was not accepted (`actions.forget_enquiries`).
    """

    __tablename__ = "membership_enquiry"
    __table_args__ = (
        Index("ix_membership_enquiry_email_key_asked_at", "email_key", "asked_at"),
        Index(
            "uq_membership_enquiry_one_waits",
            "coalition_id",
            "email_key",
            "name_key",
            unique=True,
            postgresql_where=text(f"confirmed_at IS NOT NULL AND {any_of('state', sorted(WAITING))}"),
        ),
        Index("ix_membership_enquiry_unconfirmed", "asked_at", postgresql_where=text("confirmed_at IS NULL")),
    )

    name: Mapped[str]
    name_key: Mapped[str]
    about: Mapped[str]
    website: Mapped[str]
    contact_name: Mapped[str]
    contact_role: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    why: Mapped[str]
    state: Mapped[EnquiryState] = mapped_column(one_of(EnquiryState, "enquiry_state_known"))
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    #: What the secretariat wrote to the enquirer with its decision.
    words: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[UUID | None]
    #: The language in which it was begun; none where nobody read a page for it, as with what the secretariat records.
    locale: Mapped[Locale | None] = mapped_column(one_of(Locale, "enquiry_locale_known"), default=known)
    row_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class EnquiryEvent(CoalitionOwned, HistoryRow, Base):
    """A step of an enquiry."""

    __tablename__ = "membership_enquiry_event"

    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey("membership_enquiry.id"), index=True)
