"""The history of a cascade link. The link itself is `campaigns.signatures.models.CascadeLink`: signing asks whether it is open."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, HistoryRow


class CascadeEvent(CoalitionOwned, HistoryRow, Base):
    """One step of a cascade link; never changed (a trigger refuses)."""

    __tablename__ = "cascade_event"
    __table_args__ = (Index(None, "link_id", "id"),)

    link_id: Mapped[UUID] = mapped_column(ForeignKey("cascade_link.id"))
