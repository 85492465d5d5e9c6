"""The log of erasures. It says that something was erased and how much, and nothing of whom."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, one_of
from campaigns.languages.catalogues import gettext_noop

#: The mail that tells the person; it is the last, and its recipient is forgotten with it (`mail.claims`).
DETAILS_REMOVED = "details_removed"


class Ground(StrEnum):
    """Why somebody's details are erased."""

    ASKED = "asked"
    ASKED_FOR_THEM = "asked_for_them"
    NOT_NEEDED = "not_needed"


GROUND_WORDS: dict[Ground, str] = {
    Ground.ASKED: gettext_noop("The person asked for it"),
    Ground.ASKED_FOR_THEM: gettext_noop("Somebody asked for it on their behalf"),
    Ground.NOT_NEEDED: gettext_noop("The details are not needed any more"),
}


class Erasure(CoalitionOwned, Base):
    """One erasure, never changed (a trigger refuses). Within its transaction, history may lose what it says of a person.

    `address_hash` is `Keys.hashed` of the coalition and the address's match key, empty where no address was known: whoever
    has an address can ask whether it was erased, and nobody can read one from it. `counts` is by what was erased.
    """

    __tablename__ = "erasure"

    at: Mapped[datetime]
    actor_id: Mapped[UUID]
    actor_name: Mapped[str]
    ground: Mapped[Ground] = mapped_column(one_of(Ground, "erasure_ground_known"))
    #: When the request came, and the day by which it had to be answered.
    received_on: Mapped[date]
    answer_by: Mapped[date]
    address_hash: Mapped[str] = mapped_column(default="")
    counts: Mapped[dict[str, Any]]
    #: The language that the person read, for the one mail that follows.
    locale: Mapped[str] = mapped_column(default="")
    #: The database's number of the transaction. The triggers ask for it, and nothing else does.
    transaction_id: Mapped[int] = mapped_column(
        BigInteger, index=True, server_default=text("pg_current_xact_id()::text::bigint")
    )
