"""Whom a letter can go to, and what an invitation wave would do. The session is held to the coalition by the caller."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.invitations.models import Invitation
from campaigns.names.tidy import tidy
from campaigns.organisations.known_by import name_has
from campaigns.organisations.models import Contact, Organisation

PAGE = 50
#: How many organisations that cannot be reached are named; the others are counted.
NAMED = 20


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that may be invited. `contacts` counts those that get invitations; with none it cannot be reached."""

    id: UUID
    name: str
    is_member: bool
    contacts: int
    invited: bool


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """What a wave would do: organisations not invited yet, mails to their contacts, and those nobody can be written to for.

    `unreachable_names` are the first twenty of them.
    """

    organisations: int
    mails: int
    unreachable: int
    unreachable_names: list[str]


async def options(
    session: AsyncSession, letter_id: UUID, *, search: str = "", after: UUID | None = None, limit: int = PAGE
) -> list[Option]:
    """Organisations in filing order whose name or acronym has `search` in it; ask on with the last id as `after`."""
    query = _options(letter_id).where(_matching(search)).limit(limit)
    if after is not None:
        other = aliased(Organisation)
        place = select(other.sort_key, other.id).where(other.id == after).scalar_subquery()
        query = query.where(tuple_(Organisation.sort_key, Organisation.id) > place)
    return await _read(session, query)


async def chosen(session: AsyncSession, letter_id: UUID, ids: Sequence[UUID]) -> list[Option]:
    """The organisations with these ids, in filing order; unknown ids are left out."""
    return await _read(session, _options(letter_id).where(Organisation.id.in_(ids))) if ids else []


async def members_to_invite(session: AsyncSession, letter_id: UUID) -> Sequence[UUID]:
    """Every member that is not invited yet."""
    found = await session.scalars(select(Organisation.id).where(Organisation.is_member, ~_invited(letter_id)))
    return found.all()


async def reach(session: AsyncSession, letter_id: UUID, ids: Sequence[UUID] | None = None) -> Reach:
    """What inviting these organisations would do; every member for None."""
    wanted = Organisation.is_member if ids is None else Organisation.id.in_(ids)
    each = (
        select(Organisation.display_name, Organisation.sort_key, _contacts().label("contacts"))
        .where(wanted, ~_invited(letter_id))
        .subquery()
    )
    unreachable = each.c.contacts == 0
    counted = await session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(each.c.contacts), 0),
            func.count().filter(unreachable),
        ).select_from(each)
    )
    organisations, mails, without = counted.one()
    names: Sequence[str] = []
    if without:
        found = await session.scalars(select(each.c.display_name).where(unreachable).order_by(each.c.sort_key).limit(NAMED))
        names = found.all()
    return Reach(organisations=organisations, mails=int(mails), unreachable=without, unreachable_names=list(names))


async def count_invited(session: AsyncSession, letter_id: UUID) -> int:
    """How many organisations were invited to sign a letter."""
    counted = await session.scalar(select(func.count()).select_from(Invitation).where(Invitation.letter_id == letter_id))
    return counted or 0


def _contacts() -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(Contact)
        .where(Contact.organisation_id == Organisation.id, Contact.gets_invitations, Contact.ended_at.is_(None))
        .correlate(Organisation)
        .scalar_subquery()
    )


def _invited(letter_id: UUID) -> ColumnElement[bool]:
    return exists().where(Invitation.letter_id == letter_id, Invitation.organisation_id == Organisation.id)


def _options(letter_id: UUID) -> Select[UUID, str, bool, int, bool]:
    return select(
        Organisation.id,
        Organisation.display_name,
        Organisation.is_member,
        _contacts().label("contacts"),
        _invited(letter_id).label("invited"),
    ).order_by(Organisation.sort_key, Organisation.id)


async def _read(session: AsyncSession, query: Select[UUID, str, bool, int, bool]) -> list[Option]:
    return [
        Option(id=id_, name=name, is_member=is_member, contacts=contacts, invited=invited)
        for id_, name, is_member, contacts, invited in await session.execute(query)
    ]


def _matching(search: str) -> ColumnElement[bool]:
    words = tidy(search)
    if not words:
        return Organisation.id.is_not(None)
    return name_has(words)
