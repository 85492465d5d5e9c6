"""What an organisation's people propose to correct in its record."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, one_of
from campaigns.languages.catalogues import gettext_noop
from campaigns.my_organisation.corrections.lifecycle import CorrectionState


class What(StrEnum):
    """What is to be corrected. Those in `SINGLE` are single values of the record, of which the newest proposal counts."""

    NAME = "name"
    ACRONYM = "acronym"
    SORT_NAME = "sort_name"
    LEGAL_NAME = "legal_name"
    IDENTIFIERS = "identifiers"
    BRANCH_OF = "branch_of"
    LOCALITY = "locality"
    SIGN_OFF = "sign_off"
    LOGO = "logo"
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
    What.SORT_NAME: gettext_noop("Filed under"),
    What.LEGAL_NAME: gettext_noop("Legal name"),
    What.IDENTIFIERS: gettext_noop("Numbers in registers"),
    What.BRANCH_OF: gettext_noop("Branch of"),
    What.LOCALITY: gettext_noop("Nation or place"),
    What.SIGN_OFF: gettext_noop("Who has to agree"),
    What.LOGO: gettext_noop("Logo"),
    What.WEBSITE: gettext_noop("Website"),
    What.MAIL_DOMAINS: gettext_noop("Own mail domains"),
    What.LANGUAGE: gettext_noop("Language"),
    What.BOILERPLATE: gettext_noop("Boilerplate"),
    What.ADD_CONTACT: gettext_noop("A new contact"),
    What.END_CONTACT: gettext_noop("A contact who has left"),
    What.ADD_SIGNER: gettext_noop("A person who may sign"),
    What.END_SIGNER: gettext_noop("A person who may sign no more"),
}
#: The values that one form asks for.
DETAILS = (
    What.NAME,
    What.ACRONYM,
    What.SORT_NAME,
    What.LEGAL_NAME,
    What.IDENTIFIERS,
    What.BRANCH_OF,
    What.LOCALITY,
    What.SIGN_OFF,
    What.WEBSITE,
    What.MAIL_DOMAINS,
    What.LANGUAGE,
    What.BOILERPLATE,
)
SINGLE = (*DETAILS, What.LOGO)
_ONE_WAITS = ", ".join(f"'{one.value}'" for one in SINGLE)


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
            postgresql_where=text(f"state = 'waiting' AND what IN ({_ONE_WAITS})"),
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


class ProposedLogo(CoalitionOwned, Base):
    """The picture of a proposal that waits, drawn anew from what was uploaded; deleted as soon as it is decided."""

    __tablename__ = "proposed_logo"

    correction_id: Mapped[UUID] = mapped_column(ForeignKey("correction.id", ondelete="CASCADE"), unique=True)
    png: Mapped[bytes] = mapped_column(deferred=True)
    sha256: Mapped[str]
