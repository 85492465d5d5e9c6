"""Signatures in a personal capacity and their history. No row here refers to an organisation's, nor the other way round."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.actors import REMOVED
from campaigns.database import Base, CoalitionOwned, HistoryRow, any_of, one_of
from campaigns.individuals.lifecycle import LIVE, IndividualState
from campaigns.languages.locales import Locale, known


class IndividualSignature(CoalitionOwned, Base):
    """A person's agreement to one version, for themselves. While `started`, the columns hold answers so far.

    `number` is the running number behind the reference, given when it is first submitted and apart from the organisations'.
    An affiliation is words beside a name and never an organisation's row.
    """

    __tablename__ = "individual_signature"
    __table_args__ = (
        UniqueConstraint("letter_id", "number"),
        Index(None, "letter_id", "state", "sort_key", "id"),
        Index(
            "uq_individual_signature_one_live",
            "letter_id",
            "email_key",
            unique=True,
            postgresql_where=text(any_of("state", sorted(LIVE))),
        ),
        CheckConstraint(
            "state IN ('started', 'expired') OR (number IS NOT NULL AND submitted_at IS NOT NULL AND name <> '' "
            f"AND (email <> '' OR name = '{REMOVED}') AND attested <> '' AND consent <> '' AND consented_at IS NOT NULL)",
            name="complete_when_submitted",
        ),
    )

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("version.id"))
    state: Mapped[IndividualState] = mapped_column(one_of(IndividualState, "individual_state_known"))
    number: Mapped[int | None]
    name: Mapped[str] = mapped_column(default="")
    #: The words of the name by which its person wants to be filed; empty for the last one (`campaigns.names.people`).
    sort_by: Mapped[str] = mapped_column(default="", server_default="")
    sort_key: Mapped[bytes] = mapped_column(default=b"")
    title: Mapped[str] = mapped_column(default="")
    affiliation: Mapped[str] = mapped_column(default="")
    #: Never published.
    email: Mapped[str] = mapped_column(default="")
    email_key: Mapped[str] = mapped_column(default="")
    #: When the person said yes to being published, and the exact sentence; no default stands for either.
    consented_at: Mapped[datetime | None]
    consent: Mapped[str] = mapped_column(default="")
    #: The exact sentence the person agreed to.
    attested: Mapped[str] = mapped_column(default="")
    #: Raised to end the links that were mailed for this signature before.
    rotation: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    #: Codes typed wrong at the address check; too many end the code, not the link.
    wrong_codes: Mapped[int] = mapped_column(default=0)
    #: How the secretariat knows who it is, or why it refused or removed the signature.
    review_note: Mapped[str] = mapped_column(default="")
    #: The language in which it was begun; none where nobody read a page for it, as with what the secretariat records.
    locale: Mapped[Locale | None] = mapped_column(one_of(Locale, "individual_locale_known"), default=known)
    row_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class IndividualSignatureEvent(CoalitionOwned, HistoryRow, Base):
    """One step of a signature in a personal capacity."""

    __tablename__ = "individual_signature_event"
    __table_args__ = (Index(None, "individual_signature_id", "id"), Index(None, "letter_id", "id"))

    individual_signature_id: Mapped[UUID] = mapped_column(ForeignKey("individual_signature.id"))
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
