"""Organisations, their contacts, and lists of them on their way in."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, one_of
from campaigns.organisations.imports.lifecycle import ImportState


class SignOff(StrEnum):
    """Who has to agree before an organisation's signature counts: the one who signs, or somebody beside them too."""

    ONE_PERSON = "one_person"
    TWO_PEOPLE = "two_people"


class Organisation(CoalitionOwned, Base):
    """An organisation that a coalition may ask to sign.

    `display_name` is the exact string in a list; `sort_name` is filed by `sort_key` (see `campaigns.names.order`).
    """

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("coalition_id", "name_key"),
        Index(None, "coalition_id", "sort_key", "id"),
        {"comment": "one row for each organisation a coalition knows"},
    )

    display_name: Mapped[str]
    #: What two spellings of one name share (`campaigns.names.matching_key`).
    name_key: Mapped[str]
    acronym: Mapped[str] = mapped_column(default="")
    sort_name: Mapped[str]
    sort_key: Mapped[bytes]
    is_member: Mapped[bool] = mapped_column(default=True)
    website: Mapped[str] = mapped_column(default="")
    #: Domains at which only this organisation gives out addresses, in lower case as A-labels, with spaces between.
    mail_domains: Mapped[str] = mapped_column(default="", server_default="")
    sign_off: Mapped[SignOff] = mapped_column(
        one_of(SignOff, "sign_off_known"), default=SignOff.ONE_PERSON, server_default=SignOff.ONE_PERSON.value
    )
    created_at: Mapped[datetime]
    row_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class Contact(CoalitionOwned, Base):
    """A person or shared inbox at an organisation; ended rather than deleted, so that past mail keeps its recipient."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("organisation_id", "email_key"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(default="")
    role_title: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    email_key: Mapped[str]
    gets_invitations: Mapped[bool] = mapped_column(default=True)
    gets_notices: Mapped[bool] = mapped_column(default=True)
    ended_at: Mapped[datetime | None]


class OrganisationImport(CoalitionOwned, Base):
    """An uploaded list: read by the worker, previewed by a person, then applied whole or not at all.

    `rows` is a list of `campaigns.organisations.imports.rows.Row` as JSON, each with its problems, and `summary` a
    `campaigns.organisations.imports.rows.Summary`. What was uploaded is forgotten once it is read, the rows once the list
    is applied or discarded.
    """

    __tablename__ = "organisation_import"

    file_name: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    state: Mapped[ImportState] = mapped_column(one_of(ImportState, "import_state_known"))
    problem: Mapped[str] = mapped_column(default="")
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_read: Mapped[int] = mapped_column(default=0)
    rows: Mapped[list[Any]] = mapped_column(deferred=True)
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
