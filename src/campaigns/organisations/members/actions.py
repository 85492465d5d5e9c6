"""Naming the host and putting members in order by hand. The session is held to the coalition by the caller."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.coalitions.models import Coalition
from campaigns.errors import NotAllowedNow
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.organisations.locking import locked
from campaigns.organisations.members.queries import MOST_PLACED
from campaigns.organisations.models import Organisation
from campaigns.organisations.record.log import Log


class Move(StrEnum):
    """What becomes of a member's place. Whoever is placed comes last of those in order; released, it is filed again."""

    UP = "up"
    DOWN = "down"
    PLACE = "place"
    RELEASE = "release"


async def set_host(
    session: AsyncSession, coalition_id: UUID, organisation_id: UUID, actor: Actor, now: datetime
) -> Organisation:
    """Say which member employs the secretariat; it comes first. Raises `NotFound`, and `NotAllowedNow` for no member."""
    await _order_locked(session, coalition_id)
    host = await locked(session, organisation_id)
    if not host.is_member:
        raise NotAllowedNow(gettext("{name} is not a member. Make it one first, on its page.", name=host.display_name))
    before = await session.scalar(select(Organisation).where(Organisation.is_host).with_for_update())
    if before is host:
        return host
    if before is not None:
        before.is_host = False
        Log(session, before, actor, now).note(gettext_noop("host organisation"), True, False)  # noqa: FBT003 - yes and no in the log
        await session.flush()
    host.is_host, host.member_place = True, None
    Log(session, host, actor, now).note("host organisation", False, True)  # noqa: FBT003
    await session.flush()
    return host


async def move_member(
    session: AsyncSession, coalition_id: UUID, organisation_id: UUID, move: Move, actor: Actor, now: datetime
) -> None:
    """Move a member in the list. What is done already, or has no further to go, stays as it is.

    Raises `NotFound`, and `NotAllowedNow` for the host, for no member, and where a hundred are in order already.
    """
    await _order_locked(session, coalition_id)
    member = await locked(session, organisation_id)
    if not member.is_member:
        told = gettext("{name} is not a member, so it has no place in the list of members.", name=member.display_name)
        raise NotAllowedNow(told)
    if member.is_host:
        raise NotAllowedNow(gettext("{name} is the host organisation, which comes first.", name=member.display_name))
    before = member.member_place
    match move:
        case Move.PLACE:
            await _place_last(session, member)
        case Move.RELEASE:
            member.member_place = None
        case Move.UP | Move.DOWN:
            await _swap(session, member, up=move is Move.UP)
    if member.member_place != before:
        Log(session, member, actor, now).note(gettext_noop("place among members"), before, member.member_place)
    await session.flush()


async def _order_locked(session: AsyncSession, coalition_id: UUID) -> None:
    """Have the order changed by one person at a time. Rows that belong to the coalition can be added meanwhile."""
    await session.get_one(Coalition, coalition_id, with_for_update={"key_share": True})


async def _place_last(session: AsyncSession, member: Organisation) -> None:
    if member.member_place is not None:
        return
    counted = await session.execute(select(func.count(Organisation.member_place), func.max(Organisation.member_place)))
    count, last = counted.one()
    if count >= MOST_PLACED:
        told = gettext("{most} members are in order by hand already. The others follow as they are filed.", most=MOST_PLACED)
        raise NotAllowedNow(told)
    member.member_place = (last or 0) + 1


async def _swap(session: AsyncSession, member: Organisation, *, up: bool) -> None:
    if member.member_place is None:
        return
    query = select(Organisation).where(Organisation.member_place.is_not(None), Organisation.id != member.id)
    if up:
        query = query.where(Organisation.member_place < member.member_place).order_by(Organisation.member_place.desc())
    else:
        query = query.where(Organisation.member_place > member.member_place).order_by(Organisation.member_place)
    other = await session.scalar(query.limit(1).with_for_update())
    if other is not None:
        member.member_place, other.member_place = other.member_place, member.member_place
