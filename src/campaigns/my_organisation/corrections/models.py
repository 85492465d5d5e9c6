"""What an organisation's people propose to correct in its record."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, one_of
from campaigns.languages.catalogues import gettext_noop
from campaigns.my_organisation.corrections.lifecycle import CorrectionState


class What(StrEnum):
    """What is to be corrected. The first six are single values of the record, of which the newest proposal counts."""

    NAME = "name"
    ACRONYM = "acronym"
    WEBSITE = "website"
    MAIL_DOMAINS = "mail_domains"
    LANGUAGE = "language"
    BOILERPLATE = "boilerplate"
    ADD_CONTACT = "add_contact"
    END_CONTACT = "end_contact"
    ADD_SIGNER = "add_signer"
    END_SIGNER = "end_signer"


#: How each is called for people, to be given to `gettext`.
WORDS: dict[What, str] = {
    What.NAME: gettext_noop("Name in lists"),
    What.ACRONYM: gettext_noop("Acronym"),
    What.WEBSITE: gettext_noop("Website"),
    What.MAIL_DOMAINS: gettext_noop("Own mail domains"),
    What.LANGUAGE: gettext_noop("Language"),
    What.BOILERPLATE: gettext_noop("Boilerplate"),
    What.ADD_CONTACT: gettext_noop("A new contact"),
    What.END_CONTACT: gettext_noop("A contact who has left"),
    What.ADD_SIGNER: gettext_noop("A person who may sign"),
    What.END_SIGNER: gettext_noop("A person who may sign no more"),
}
DETAILS = (What.NAME, What.ACRONYM, What.WEBSITE, What.MAIL_DOMAINS, What.LANGUAGE, What.BOILERPLATE)


class Correction(CoalitionOwned, Base):
    """One proposal. `before` and `after` are as people read them; `fields` is what is written where it is accepted.

    The organisation, the proposer and whom it is about are named without foreign keys: what was proposed is still told of an
    organisation that was merged, and of contacts that were.
    """

    __tablename__ = "correction"
    __table_args__ = (
        Index(None, "organisation_id", "id"),
        Index("ix_correction_waiting", "coalition_id", "id", postgresql_where=text("state = 'waiting'")),
        Index(
            "uq_correction_one_waits",
            "organisation_id",
            "what",
            unique=True,
            postgresql_where=text(
                "state = 'waiting' AND what IN ('name', 'acronym', 'website', 'mail_domains', 'language', 'boilerplate')"
            ),
        ),
    )

    organisation_id: Mapped[UUID]
    #: The contact that a mailed link belonged to, and what they were called then.
    proposed_by: Mapped[UUID]
    proposer: Mapped[str]
    at: Mapped[datetime]
    what: Mapped[What] = mapped_column(one_of(What, "correction_known"))
    before: Mapped[str]
    after: Mapped[str]
    fields: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[CorrectionState] = mapped_column(one_of(CorrectionState, "correction_state_known"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
