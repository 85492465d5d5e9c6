"""Links to an organisation's own page, asked for by address."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base


class PageLink(Base):
    """A link that was asked for: to one contact's view of one organisation, or to nothing for an address nobody has.

    `contact_id` is empty then, so that both cases cost the same and look the same. The address itself is not kept.
    """

    __tablename__ = "page_link"
    __table_args__ = (Index(None, "email_hash", "created_at"),)

    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    email_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    #: When the button behind the link was pressed; the page shows nothing before.
    opened_at: Mapped[datetime | None]
