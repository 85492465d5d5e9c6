"""Organisations, what is on record of each, their contacts, and lists of them on their way in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.database import Base, CoalitionOwned, HistoryRow, one_of
from campaigns.languages.locales import Locale
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.imports.lifecycle import ImportState
from campaigns.organisations.members.lifecycle import Ending
from campaigns.organisations.relations import CategoryKind, Language, NameKind


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
        Index("uq_organisation_one_host", "coalition_id", unique=True, postgresql_where=text("is_host")),
        CheckConstraint("NOT (is_member AND is_partner)", name="member_or_partner"),
        CheckConstraint("is_member OR NOT is_lead_partner", name="lead_is_member"),
        CheckConstraint("is_member OR (member_place IS NULL AND NOT is_host)", name="placed_is_member"),
        CheckConstraint("NOT is_member OR member_until IS NULL", name="member_has_not_left"),
        CheckConstraint("branch_of_id <> id", name="no_branch_of_itself"),
        Index("ix_organisation_not_compared", "id", postgresql_where=text("compared_version IS DISTINCT FROM row_version")),
        Index(
            "ix_organisation_name_key_trigrams",
            "name_key",
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
        ),
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
    #: Signs collectively for its members, as federations do; such a signature needs no review for that.
    signs_as_group: Mapped[bool] = mapped_column(default=False, server_default=false())
    locality: Mapped[str] = mapped_column(default="", server_default="")
    language: Mapped[Language | None] = mapped_column(one_of(Language, "language_known"))
    #: An organisation that is itself no branch; so no chain of branches can close to a ring.
    branch_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: Works with the coalition and is no member; see `campaigns.organisations.relations`.
    is_partner: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Supports and represents organisations of its own, often thousands.
    is_infrastructure: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_lead_partner: Mapped[bool] = mapped_column(default=False, server_default=false())
    member_from: Mapped[date | None]
    #: The last day of a membership that has ended.
    member_until: Mapped[date | None]
    #: How it ended; a membership of which only the last day is known counts as left.
    member_ended: Mapped[Ending | None] = mapped_column(one_of(Ending, "member_ended_known"))
    #: The member that employs the secretariat; it comes first in the list of members.
    is_host: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: The place among the members that were put in order by hand; the others follow in filing order.
    member_place: Mapped[int | None]
    #: The row version at which the organisation was last compared with the others (`campaigns.duplicates`).
    compared_version: Mapped[int | None]
    created_at: Mapped[datetime]
    row_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class OrganisationName(CoalitionOwned, Base):
    """A name beside the display name, by which the organisation is found. A name belongs to one organisation."""

    __tablename__ = "organisation_name"
    __table_args__ = (
        UniqueConstraint("coalition_id", "name_key"),
        Index("uq_organisation_name_one_legal", "organisation_id", unique=True, postgresql_where=text("kind = 'legal'")),
        Index(
            "ix_organisation_name_name_key_trigrams",
            "name_key",
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[NameKind] = mapped_column(one_of(NameKind, "name_kind_known"))
    name: Mapped[str]
    name_key: Mapped[str]


class OrganisationIdentifier(CoalitionOwned, Base):
    """An organisation's number in a register. A branch that has its parent's number leaves it with the parent."""

    __tablename__ = "organisation_identifier"
    __table_args__ = (UniqueConstraint("coalition_id", "scheme", "number"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    scheme: Mapped[Scheme] = mapped_column(one_of(Scheme, "scheme_known"))
    number: Mapped[str]


class Signer(CoalitionOwned, Base):
    """A person who may sign for an organisation, from a day to a day; either may be unknown."""

    __tablename__ = "organisation_signer"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: Where the person is one of the organisation's contacts.
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact.id"), index=True)
    name: Mapped[str]
    role_title: Mapped[str] = mapped_column(default="")
    signs_from: Mapped[date | None]
    signs_until: Mapped[date | None]


class Category(CoalitionOwned, Base):
    """A label by which a coalition tells its organisations apart. One label may be a category and an interest as well."""

    __tablename__ = "organisation_category"
    __table_args__ = (UniqueConstraint("coalition_id", "kind", "label_key"),)

    kind: Mapped[CategoryKind] = mapped_column(
        one_of(CategoryKind, "category_kind_known"),
        default=CategoryKind.CATEGORY,
        server_default=CategoryKind.CATEGORY,
    )
    label: Mapped[str]
    label_key: Mapped[str]


class InCategory(CoalitionOwned, Base):
    """An organisation that a category's label is on."""

    __tablename__ = "organisation_in_category"
    __table_args__ = (UniqueConstraint("organisation_id", "category_id"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    category_id: Mapped[UUID] = mapped_column(ForeignKey("organisation_category.id"), index=True)


class OrganisationChange(CoalitionOwned, Base):
    """What was changed on an organisation's record, written once with the change (a trigger refuses anything else).

    No contact's address or name stands in it, because it can never be forgotten. The organisation is named without a
    foreign key: what happened is still told of one that was merged into another.
    """

    __tablename__ = "organisation_change"
    __table_args__ = (Index(None, "organisation_id", "id"),)

    organisation_id: Mapped[UUID]
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    request_id: Mapped[str] = mapped_column(default="")
    #: In words, as the page shows it: `sort name`, `former name`.
    field: Mapped[str]
    was: Mapped[str] = mapped_column(default="")
    now: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    #: An organisation that was merged into this one; what was changed on its record is told here too.
    other_id: Mapped[UUID | None]


class MembershipEvent(CoalitionOwned, HistoryRow, Base):
    """A step of an organisation's membership, with its days before and after (a trigger refuses any change).

    The organisation is named without a foreign key, as in its other changes. `undoes_id` is the step that was a mistake.
    """

    __tablename__ = "membership_event"
    __table_args__ = (Index(None, "organisation_id", "id"),)

    organisation_id: Mapped[UUID]
    from_before: Mapped[date | None]
    until_before: Mapped[date | None]
    from_after: Mapped[date | None]
    until_after: Mapped[date | None]
    undoes_id: Mapped[UUID | None]


class Contact(CoalitionOwned, Base):
    """A person or shared inbox at an organisation; ended rather than deleted, so that past mail keeps its recipient."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("organisation_id", "email_key"), Index(None, "coalition_id", "email_key"))

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(default="")
    role_title: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    email_key: Mapped[str]
    gets_invitations: Mapped[bool] = mapped_column(default=True)
    gets_notices: Mapped[bool] = mapped_column(default=True)
    #: The language that the contact chose on a page of theirs.
    locale: Mapped[Locale | None] = mapped_column(one_of(Locale, "contact_locale_known"))
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
