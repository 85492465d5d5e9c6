"""An organisation's logo, and its description of itself in the words that go out to the press.

Both name the organisation without a foreign key: those of one that was merged into another are found through the log of its
changes, and nothing has to be moved.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned


class OrganisationLogo(CoalitionOwned, Base):
    """A picture drawn anew from what was uploaded (`web.logos`), with what it shows and who said that it may be used."""

    __tablename__ = "organisation_logo"

    organisation_id: Mapped[UUID] = mapped_column(unique=True)
    png: Mapped[bytes] = mapped_column(deferred=True)
    sha256: Mapped[str]
    alt: Mapped[str]
    rights_by: Mapped[str]
    rights_at: Mapped[datetime]


class Boilerplate(CoalitionOwned, Base):
    """One version of an organisation's boilerplate (a trigger refuses any change); the newest counts, and may be empty."""

    __tablename__ = "organisation_boilerplate"
    __table_args__ = (Index(None, "organisation_id", "id"),)

    organisation_id: Mapped[UUID]
    text: Mapped[str]
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
