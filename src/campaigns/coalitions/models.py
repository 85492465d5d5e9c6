"""A coalition and the roles people hold in it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.coalitions.roles import Role
from campaigns.database import Base, CoalitionOwned, one_of


class Coalition(Base):
    """Organisations that speak together, and the host organisation that employs the secretariat.

    `accent_colour` is `#rrggbb` and has a contrast of at least 4.5:1 with white (WCAG 2.2, 1.4.3). `logo` is a PNG made
    by us from what was uploaded; `logo_alt` says what it shows. `reference_prefix` begins every letter's reference.
    """

    __tablename__ = "coalition"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    host_name: Mapped[str]
    reference_prefix: Mapped[str]
    accent_colour: Mapped[str]
    logo: Mapped[bytes | None] = mapped_column(deferred=True)
    logo_hash: Mapped[str | None]
    logo_alt: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str]
    contact_phone: Mapped[str] = mapped_column(default="")
    postal_address: Mapped[str] = mapped_column(default="")
    zone: Mapped[str] = mapped_column(default="Europe/London")
    #: Whether strangers may ask to join, by a form that the public page leads to.
    takes_enquiries: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Who may join and what it means, at the head of that form.
    joining_words: Mapped[str] = mapped_column(default="", server_default="")
    #: Whether organisations may be asked for standing authority, and it may be used (`campaigns.standing_authority`).
    standing_authority: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]


class CoalitionRole(CoalitionOwned, Base):
    """One person's role in one coalition; a person may hold several."""

    __tablename__ = "coalition_role"
    __table_args__ = (UniqueConstraint("coalition_id", "person_id", "role"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role, "role_known"))
    #: What this coalition calls the person; what others call them is not its business. Empty for the person's own name.
    name: Mapped[str] = mapped_column(default="", server_default="")
