"""The members in their order. The session is held to the coalition by the caller."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import UnaryExpression, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.organisations.models import Organisation

PAGE = 50
#: How many may be put in order by hand. Beyond that a list is looked up, not read.
MOST_PLACED = 100


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


def _member(organisation: Organisation, place: int | None) -> Member:
    return Member(
        id=organisation.id,
        display_name=organisation.display_name,
        acronym=organisation.acronym,
        is_host=organisation.is_host,
        is_lead_partner=organisation.is_lead_partner,
        place=place,
    )
