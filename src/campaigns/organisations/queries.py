"""Organisations as pages and answers show them. The session is held to the coalition by the caller."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Tuple, and_, false, func, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.errors import NotFound
from campaigns.names.tidy import tidy
from campaigns.organisations.known_by import name_has
from campaigns.organisations.models import Contact, InCategory, Organisation, OrganisationIdentifier, SignOff
from campaigns.organisations.relations import Relation, relation_of

PAGE = 50


class Show(StrEnum):
    """Which organisations a list is of. An infrastructure body may be a member, a partner or neither."""

    ALL = "all"
    MEMBERS = "members"
    PARTNERS = "partners"
    FORMER_MEMBERS = "former_members"
    INFRASTRUCTURE = "infrastructure"


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for; an organisation must fit all of it. `no_contact` leaves those that nobody can be invited at."""

    search: str = ""
    show: Show = Show.ALL
    category: UUID | None = None
    branch_of: UUID | None = None
    no_contact: bool = False

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return self != Filters()


class ContactDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A contact; `ended_at` (UTC) is set for one that gets nothing more."""

    id: UUID
    name: str
    role_title: str
    email: str
    gets_invitations: bool
    gets_notices: bool
    ended_at: datetime | None


class OrganisationRow(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation in the list, with the contacts that have not ended."""

    id: UUID
    display_name: str
    acronym: str
    sort_name: str
    is_member: bool
    relation: Relation
    is_infrastructure: bool
    locality: str
    contacts: list[ContactDetail]


class OrganisationPage(msgspec.Struct, frozen=True, kw_only=True):
    """Part of the list in filing order. `total` counts what was searched for, on all pages.

    `earlier` and `later` are ids to ask the neighbouring pages by, as `before` and `after`; None at the ends.
    """

    rows: list[OrganisationRow]
    total: int
    earlier: UUID | None
    later: UUID | None


class OrganisationDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation with all its contacts, those that ended last."""

    id: UUID
    display_name: str
    acronym: str
    sort_name: str
    website: str
    mail_domains: str
    sign_off: SignOff
    signs_as_group: bool
    is_member: bool
    created_at: datetime
    row_version: int
    contacts: list[ContactDetail]


class InvitationOption(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that may be invited. `contacts` counts those that get invitations; with none it cannot be reached."""

    id: UUID
    display_name: str
    contacts: int


async def organisations_page(
    session: AsyncSession,
    *,
    filters: Filters | None = None,
    after: UUID | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> OrganisationPage:
    """Organisations in filing order, behind `after` or ahead of `before`.

    The search looks in every name, acronyms, register numbers and contacts' addresses.
    """
    wanted = _wanted(filters or Filters())
    total = select(func.count()).select_from(Organisation).where(wanted).scalar_subquery()
    query = select(Organisation, total.label("total")).where(wanted).limit(limit + 1)
    if before is not None:
        query = query.where(_place() < _place_of(before)).order_by(Organisation.sort_key.desc(), Organisation.id.desc())
    else:
        query = query.order_by(Organisation.sort_key, Organisation.id)
        if after is not None:
            query = query.where(_place() > _place_of(after))
    found = (await session.execute(query)).all()
    more = len(found) > limit
    organisations = [row[0] for row in found[:limit]]
    if before is not None:
        organisations.reverse()
    contacts = await _contacts_of(session, [organisation.id for organisation in organisations])
    has_earlier, has_later = (more, True) if before is not None else (after is not None, more)
    return OrganisationPage(
        rows=[
            OrganisationRow(
                id=organisation.id,
                display_name=organisation.display_name,
                acronym=organisation.acronym,
                sort_name=organisation.sort_name,
                is_member=organisation.is_member,
                relation=relation_of(
                    is_member=organisation.is_member,
                    is_partner=organisation.is_partner,
                    member_until=organisation.member_until,
                ),
                is_infrastructure=organisation.is_infrastructure,
                locality=organisation.locality,
                contacts=[contact for contact in contacts.get(organisation.id, []) if contact.ended_at is None],
            )
            for organisation in organisations
        ],
        total=found[0].total if found else 0,
        earlier=organisations[0].id if organisations and has_earlier else None,
        later=organisations[-1].id if organisations and has_later else None,
    )


async def organisation_detail(session: AsyncSession, organisation_id: UUID) -> OrganisationDetail:
    """One organisation. Raises `NotFound`."""
    organisation = await session.scalar(select(Organisation).where(Organisation.id == organisation_id))
    if organisation is None:
        raise NotFound
    contacts = (await _contacts_of(session, [organisation_id])).get(organisation_id, [])
    return OrganisationDetail(
        id=organisation.id,
        display_name=organisation.display_name,
        acronym=organisation.acronym,
        sort_name=organisation.sort_name,
        website=organisation.website,
        mail_domains=organisation.mail_domains,
        sign_off=organisation.sign_off,
        signs_as_group=organisation.signs_as_group,
        is_member=organisation.is_member,
        created_at=organisation.created_at,
        row_version=organisation.row_version,
        contacts=sorted(contacts, key=lambda contact: contact.ended_at is not None),
    )


async def name_of(session: AsyncSession, organisation_id: UUID) -> str:
    """An organisation's name in lists; empty for one that is not known."""
    name = await session.scalar(select(Organisation.display_name).where(Organisation.id == organisation_id))
    return name or ""


async def invitation_options(
    session: AsyncSession, *, search: str = "", after: UUID | None = None, limit: int = PAGE
) -> Sequence[InvitationOption]:
    """The organisations that may be invited, in filing order; ask on with the last id as `after`."""
    reachable = (
        select(func.count())
        .select_from(Contact)
        .where(Contact.organisation_id == Organisation.id, Contact.gets_invitations, Contact.ended_at.is_(None))
        .correlate(Organisation)
        .scalar_subquery()
    )
    query = (
        select(Organisation.id, Organisation.display_name, reachable.label("contacts"))
        .where(_matching(search))
        .order_by(Organisation.sort_key, Organisation.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(_place() > _place_of(after))
    return [
        InvitationOption(id=row.id, display_name=row.display_name, contacts=row.contacts)
        for row in await session.execute(query)
    ]


async def neighbours_of(
    session: AsyncSession, key: bytes, n: int = 2, leave_out: UUID | None = None
) -> tuple[list[str], list[str]]:
    """The `n` names filed before and after the place of a sort key, in order; `leave_out` is the organisation itself."""
    query = select(Organisation.display_name).limit(n)
    if leave_out is not None:
        query = query.where(Organisation.id != leave_out)
    before = await session.scalars(
        query.where(Organisation.sort_key < key).order_by(Organisation.sort_key.desc(), Organisation.id.desc())
    )
    after = await session.scalars(query.where(Organisation.sort_key >= key).order_by(Organisation.sort_key, Organisation.id))
    return list(before)[::-1], list(after)


def _wanted(filters: Filters) -> ColumnElement[bool]:
    reachable = select(Contact.organisation_id).where(Contact.gets_invitations, Contact.ended_at.is_(None))
    shown: dict[Show, ColumnElement[bool]] = {
        Show.ALL: true(),
        Show.MEMBERS: Organisation.is_member.is_(True),
        Show.PARTNERS: Organisation.is_partner.is_(True),
        Show.FORMER_MEMBERS: and_(~Organisation.is_member, Organisation.member_until.is_not(None)),
        Show.INFRASTRUCTURE: Organisation.is_infrastructure.is_(True),
    }
    wanted = [_matching(filters.search), shown[filters.show]]
    if filters.category is not None:
        labelled = select(InCategory.organisation_id).where(InCategory.category_id == filters.category)
        wanted.append(Organisation.id.in_(labelled))
    if filters.branch_of is not None:
        wanted.append(Organisation.branch_of_id == filters.branch_of)
    if filters.no_contact:
        wanted.append(Organisation.id.not_in(reachable))
    return and_(*wanted)


def _matching(search: str) -> ColumnElement[bool]:
    words = tidy(search)
    if not words:
        return Organisation.id.is_not(None)
    number = words.replace(" ", "").upper()
    org_id = func.concat(OrganisationIdentifier.scheme, "-", OrganisationIdentifier.number)
    return or_(
        name_has(words),
        Organisation.id.in_(select(Contact.organisation_id).where(Contact.email.icontains(words, autoescape=True))),
        Organisation.id.in_(select(OrganisationIdentifier.organisation_id).where(org_id.contains(number, autoescape=True)))
        if any(character.isdigit() for character in number)
        else false(),
    )


def _place() -> Tuple:
    return tuple_(Organisation.sort_key, Organisation.id)


def _place_of(organisation_id: UUID) -> ColumnElement[object]:
    other = aliased(Organisation)
    return select(other.sort_key, other.id).where(other.id == organisation_id).scalar_subquery()


async def _contacts_of(session: AsyncSession, organisation_ids: Sequence[UUID]) -> dict[UUID, list[ContactDetail]]:
    found = await session.scalars(
        select(Contact).where(Contact.organisation_id.in_(organisation_ids)).order_by(Contact.name, Contact.email)
    )
    contacts: dict[UUID, list[ContactDetail]] = {}
    for contact in found:
        detail = ContactDetail(
            id=contact.id,
            name=contact.name,
            role_title=contact.role_title,
            email=contact.email,
            gets_invitations=contact.gets_invitations,
            gets_notices=contact.gets_notices,
            ended_at=contact.ended_at,
        )
        contacts.setdefault(contact.organisation_id, []).append(detail)
    return contacts
