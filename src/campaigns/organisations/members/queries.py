"""The members in their order, and one organisation's membership. The session is held to the coalition by the caller."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import UnaryExpression, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.errors import NotFound
from campaigns.organisations.members.lifecycle import MembershipState, MembershipStep
from campaigns.organisations.members.steps import standing_of
from campaigns.organisations.models import MembershipEvent, Organisation, OrganisationChange
from campaigns.organisations.record.log import reason_told

PAGE = 50
#: How many may be put in order by hand. Beyond that a list is looked up, not read.
MOST_PLACED = 100
#: Steps of one membership that a page shows; more than any organisation has.
MOST_STEPS = 100


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A member. `place` is its number among those put in order by hand, from 1; None for the host and for the others."""

    id: UUID
    display_name: str
    acronym: str
    is_host: bool
    is_lead_partner: bool
    place: int | None


class MemberList(msgspec.Struct, frozen=True, kw_only=True):
    """Members in their order. The host and those in order by hand are whole on the first page and on no other.

    `later` is the id to ask on with as `after`; None at the end. `total` counts all members.
    """

    host: Member | None
    placed: list[Member]
    others: list[Member]
    total: int
    later: UUID | None


class MembershipDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One step that was taken. `undone` says that a later one took it back."""

    id: UUID
    at: datetime
    by: str
    step: MembershipStep
    from_state: MembershipState
    to_state: MembershipState
    member_from: date | None
    member_until: date | None
    reason: str
    undoes_id: UUID | None
    undone: bool

    @property
    def why(self) -> str:
        """The reason as the page says it, in the language that is being read."""
        return reason_told(self.reason)


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's membership as it stands, and its steps, the newest first. `newest` can be undone."""

    organisation_id: UUID
    display_name: str
    state: MembershipState
    member_from: date | None
    member_until: date | None
    is_host: bool
    steps: list[MembershipDetail]
    newest: MembershipDetail | None
    row_version: int


def in_member_order() -> tuple[UnaryExpression[Any], ...]:
    """What a query of members is ordered by, so that every list of them is the same."""
    return (
        Organisation.is_host.desc(),
        Organisation.member_place.asc().nulls_last(),
        Organisation.sort_key.asc(),
        Organisation.id.asc(),
    )


async def member_list(session: AsyncSession, after: UUID | None = None, limit: int = PAGE) -> MemberList:
    """The members, those in filing order `limit` at a time."""
    members = select(Organisation).where(Organisation.is_member)
    first: list[Organisation] = []
    if after is None:
        ordered = members.where(Organisation.is_host | Organisation.member_place.is_not(None))
        first = list(await session.scalars(ordered.order_by(*in_member_order()).limit(MOST_PLACED + 1)))
    others = members.where(~Organisation.is_host, Organisation.member_place.is_(None))
    if after is not None:
        other = aliased(Organisation)
        place = select(other.sort_key, other.id).where(other.id == after).scalar_subquery()
        others = others.where(tuple_(Organisation.sort_key, Organisation.id) > place)
    found = (await session.scalars(others.order_by(Organisation.sort_key, Organisation.id).limit(limit + 1))).all()
    total = await session.scalar(select(func.count()).select_from(Organisation).where(Organisation.is_member))
    host = next((one for one in first if one.is_host), None)
    return MemberList(
        host=_member(host, None) if host else None,
        placed=[_member(one, number) for number, one in enumerate((one for one in first if not one.is_host), start=1)],
        others=[_member(one, None) for one in found[:limit]],
        total=total or 0,
        later=found[limit - 1].id if len(found) > limit else None,
    )


async def membership_of(session: AsyncSession, organisation_id: UUID) -> Membership:
    """One organisation's membership. Raises `NotFound`."""
    organisation = await session.scalar(select(Organisation).where(Organisation.id == organisation_id))
    if organisation is None:
        raise NotFound
    stands, steps = standing_of(organisation), await history(session, organisation_id)
    own = await session.scalar(
        select(MembershipEvent.id)
        .where(MembershipEvent.organisation_id == organisation_id)
        .order_by(MembershipEvent.id.desc())
        .limit(1)
    )
    newest = next((one for one in steps if one.id == own and one.to_state is stands.state), None)
    return Membership(
        organisation_id=organisation.id,
        display_name=organisation.display_name,
        state=stands.state,
        member_from=stands.since,
        member_until=stands.until,
        is_host=organisation.is_host,
        steps=steps,
        newest=newest,
        row_version=organisation.row_version,
    )


async def history(session: AsyncSession, organisation_id: UUID) -> list[MembershipDetail]:
    """The steps of an organisation and of those merged into it, the newest first."""
    with_this = select(OrganisationChange.other_id).where(
        OrganisationChange.organisation_id == organisation_id, OrganisationChange.other_id.is_not(None)
    )
    found = (
        await session.scalars(
            select(MembershipEvent)
            .where(or_(MembershipEvent.organisation_id == organisation_id, MembershipEvent.organisation_id.in_(with_this)))
            .order_by(MembershipEvent.id.desc())
            .limit(MOST_STEPS)
        )
    ).all()
    undone = {one.undoes_id for one in found}
    return [
        MembershipDetail(
            id=one.id,
            at=one.at,
            by=one.actor_name,
            step=MembershipStep(one.step),
            from_state=MembershipState(one.from_state),
            to_state=MembershipState(one.to_state),
            member_from=one.from_after,
            member_until=one.until_after,
            reason=one.reason,
            undoes_id=one.undoes_id,
            undone=one.id in undone,
        )
        for one in found
    ]


def _member(organisation: Organisation, place: int | None) -> Member:
    return Member(
        id=organisation.id,
        display_name=organisation.display_name,
        acronym=organisation.acronym,
        is_host=organisation.is_host,
        is_lead_partner=organisation.is_lead_partner,
        place=place,
    )
