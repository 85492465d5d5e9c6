"""What a register says of whom it lists. The same for every coalition."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, one_of
from campaigns.organisations.identifiers import Scheme


class RegisterEntry(Base):
    """One entry of an extract. `number` is as we keep numbers, `name` as the register writes it, often in capitals."""

    __tablename__ = "register_entry"
    __table_args__ = (
        UniqueConstraint("scheme", "number"),
        Index(
            "ix_register_entry_name_key_trigrams",
            "name_key",
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
        ),
    )

    scheme: Mapped[Scheme] = mapped_column(one_of(Scheme, "register_scheme_known"))
    number: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    #: Whether it is registered now; an entry that was removed is shown as that.
    is_registered: Mapped[bool]
    website: Mapped[str]
    company_number: Mapped[str]


class RegisterLoad(Base):
    """The extract that is loaded of a register. `extracted_on` is the day that it says it was taken, if it does."""

    __tablename__ = "register_load"

    scheme: Mapped[Scheme] = mapped_column(one_of(Scheme, "load_scheme_known"), unique=True)
    extracted_on: Mapped[date | None]
    loaded_at: Mapped[datetime]
    entries: Mapped[int]
