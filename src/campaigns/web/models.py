"""What has to be counted across every process, and to outlive each of them."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base


class RateLimit(Base):
    """How often something was asked for in one window of time.

    `key` is a keyed hash of what was asked and by whom (`Keys.hashed`), so that the table names nobody.
    """

    __tablename__ = "rate_limit"
    __table_args__ = (UniqueConstraint("key", "window_start"),)

    key: Mapped[str]
    window_start: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int]
