"""An organisation's record as pages and answers show it. The session is held to the coalition by the caller."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.errors import NotFound
from campaigns.languages.catalogues import gettext
from campaigns.organisations.identifiers import Scheme, org_id
from campaigns.organisations.models import (
    Category,
    InCategory,
    Organisation,
    OrganisationChange,
    OrganisationIdentifier,
    OrganisationName,
    Signer,
)
from campaigns.organisations.queries import OrganisationDetail, organisation_detail
from campaigns.organisations.record.boilerplate import boilerplates
from campaigns.organisations.record.log import by_told, reason_told, value_told
from campaigns.organisations.record.logo import LogoDetail, logo_of
from campaigns.organisations.relations import CategoryKind, Language, NameKind, Relation, relation_of

PAGE = 50
#: Branches that the page of an organisation names; the list of organisations has them all.
BRANCHES = 20


class NameDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A name beside the one in lists."""

    id: UUID
    kind: NameKind
    name: str


class IdentifierDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A number in a register; `org_id` has the register's code before it."""

    id: UUID
    scheme: Scheme
    number: str
    org_id: str


class SignerDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A person who may sign, from a day to a day of the coalition's calendar; None where it is not known."""

    id: UUID
    contact_id: UUID | None
    name: str
    role_title: str
    signs_from: date | None
    signs_until: date | None


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A row by its id and what it is called."""

    id: UUID
    name: str


class OrganisationRecord(OrganisationDetail, frozen=True, kw_only=True):
    """One organisation with all that is on record. `branches` are the first twenty; `branch_count` counts them all."""

    relation: Relation
    member_from: date | None
    member_until: date | None
    is_lead_partner: bool
    is_infrastructure: bool
    is_host: bool
    locality: str
    language: Language | None
    branch_of: Named | None
    branches: list[Named]
    branch_count: int
    categories: list[Named]
    interests: list[Named]
    names: list[NameDetail]
    identifiers: list[IdentifierDetail]
    signers: list[SignerDetail]
    boilerplate: str
    logo: LogoDetail | None


class ChangeDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was changed: `was` and `now` are empty where there was or is nothing.

    It is kept in English; `told` says it as the page does, in the language that is being read.
    """

    id: UUID
    at: datetime
    by: str
    field: str
    was: str
    now: str
    reason: str

    @property
    def told(self) -> "ChangeDetail":
        """The same for whoever reads it now."""
        return msgspec.structs.replace(
            self,
            by=by_told(self.by),
            field=gettext(self.field),
            was=value_told(self.field, self.was),
            now=value_told(self.field, self.now),
            reason=reason_told(self.reason),
        )


class ChangesPage(msgspec.Struct, frozen=True, kw_only=True):
    """Changes, the newest first; ask on with `earlier` as `before`. It is None at the end."""

    changes: list[ChangeDetail]
    earlier: UUID | None


async def organisation_record(session: AsyncSession, organisation_id: UUID) -> OrganisationRecord:
    """One organisation with all that is on record. Raises `NotFound`."""
    detail = await organisation_detail(session, organisation_id)
    organisation = await session.get_one(Organisation, organisation_id)
    parent = None
    if organisation.branch_of_id:
        parent = await session.get_one(Organisation, organisation.branch_of_id)
    branches = (
        await session.execute(
            select(Organisation.id, Organisation.display_name, func.count().over().label("total"))
            .where(Organisation.branch_of_id == organisation_id)
            .order_by(Organisation.sort_key, Organisation.id)
            .limit(BRANCHES)
        )
    ).all()
    labels = await _labels(session, organisation_id)
    return OrganisationRecord(
        **{name: getattr(detail, name) for name in OrganisationDetail.__struct_fields__},
        relation=relation_of(
            is_member=organisation.is_member, is_partner=organisation.is_partner, member_until=organisation.member_until
        ),
        **{name: getattr(organisation, name) for name in _AS_THEY_ARE},
        branch_of=Named(id=parent.id, name=parent.display_name) if parent else None,
        branches=[Named(id=one.id, name=one.display_name) for one in branches],
        branch_count=branches[0].total if branches else 0,
        categories=labels[CategoryKind.CATEGORY],
        interests=labels[CategoryKind.INTEREST],
        names=await _names(session, organisation_id),
        identifiers=await _identifiers(session, organisation_id),
        signers=await _signers(session, organisation_id),
        boilerplate=(await boilerplates(session, [organisation_id])).get(organisation_id, ""),
        logo=await logo_of(session, organisation_id),
    )


_AS_THEY_ARE = (
    "member_from",
    "member_until",
    "is_lead_partner",
    "is_infrastructure",
    "is_host",
    "locality",
    "language",
)


async def changes_page(
    session: AsyncSession, organisation_id: UUID, before: UUID | None = None, limit: int = PAGE
) -> ChangesPage:
    """What was changed on an organisation's record and on those merged into it, the newest first. Raises `NotFound`."""
    if await session.scalar(select(Organisation.id).where(Organisation.id == organisation_id)) is None:
        raise NotFound
    merged = aliased(OrganisationChange)
    with_this = select(merged.other_id).where(merged.organisation_id == organisation_id, merged.other_id.is_not(None))
    query = (
        select(OrganisationChange)
        .where(or_(OrganisationChange.organisation_id == organisation_id, OrganisationChange.organisation_id.in_(with_this)))
        .order_by(OrganisationChange.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        query = query.where(OrganisationChange.id < before)
    found = (await session.scalars(query)).all()
    return ChangesPage(
        changes=[
            ChangeDetail(
                id=one.id, at=one.at, by=one.actor_name, field=one.field, was=one.was, now=one.now, reason=one.reason
            )
            for one in found[:limit]
        ],
        earlier=found[limit - 1].id if len(found) > limit else None,
    )


async def _names(session: AsyncSession, organisation_id: UUID) -> list[NameDetail]:
    order = case({kind.value: place for place, kind in enumerate(NameKind)}, value=OrganisationName.kind)
    found = await session.scalars(
        select(OrganisationName)
        .where(OrganisationName.organisation_id == organisation_id)
        .order_by(order, OrganisationName.name_key)
    )
    return [NameDetail(id=one.id, kind=one.kind, name=one.name) for one in found]


async def _identifiers(session: AsyncSession, organisation_id: UUID) -> list[IdentifierDetail]:
    found = await session.scalars(
        select(OrganisationIdentifier)
        .where(OrganisationIdentifier.organisation_id == organisation_id)
        .order_by(OrganisationIdentifier.number)
    )
    order = list(Scheme)
    return [
        IdentifierDetail(id=one.id, scheme=one.scheme, number=one.number, org_id=org_id(one.scheme, one.number))
        for one in sorted(found, key=lambda one: order.index(one.scheme))
    ]


async def _signers(session: AsyncSession, organisation_id: UUID) -> list[SignerDetail]:
    found = await session.scalars(
        select(Signer)
        .where(Signer.organisation_id == organisation_id)
        .order_by(Signer.signs_until.desc().nulls_first(), Signer.name, Signer.id)
    )
    return [msgspec.convert(one, SignerDetail, from_attributes=True) for one in found]


async def _labels(session: AsyncSession, organisation_id: UUID) -> dict[CategoryKind, list[Named]]:
    found = await session.scalars(
        select(Category)
        .join(InCategory, InCategory.category_id == Category.id)
        .where(InCategory.organisation_id == organisation_id)
        .order_by(Category.label_key)
    )
    labels: dict[CategoryKind, list[Named]] = {kind: [] for kind in CategoryKind}
    for one in found:
        labels[one.kind].append(Named(id=one.id, name=one.label))
    return labels
