"""The history of a cascade link. The link itself is a row of signing's, which asks at every signature whether it is open."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.cascades.lifecycle import LinkState
from campaigns.database import Base, CoalitionOwned, HistoryRow
from campaigns.signatures.models import CascadeLink

#: The two mails to a body's contacts: what it may send on, and the private link to its own page. They are two, so that
#: whoever forwards the first as a whole gives nothing away. The subject of both is the cascade link.
CASCADE_PACK = "cascade_pack"
CASCADE_PAGE = "cascade_page"


class CascadeEvent(CoalitionOwned, HistoryRow, Base):
    """One step of a cascade link; never changed (a trigger refuses)."""

    __tablename__ = "cascade_event"
    __table_args__ = (Index(None, "link_id", "id"),)

    link_id: Mapped[UUID] = mapped_column(ForeignKey("cascade_link.id"))


def state_of(link: CascadeLink) -> LinkState:
    """What the columns of a link say."""
    if link.ended_at is not None:
        return LinkState.ENDED
    return LinkState.PAUSED if link.paused_at is not None else LinkState.OPEN
