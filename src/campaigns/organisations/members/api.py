"""The members in their order for programs, at `/api/v1/coalitions/{coalition}/members`."""

from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from campaigns.coalitions.roles import Permission
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.members.actions import Move, move_member, set_host
from campaigns.organisations.members.queries import MemberList, member_list
from campaigns.web.dependencies import Now, Session


class Moved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a member moves to: one place up or down, last of those in order by hand, or back to where it is filed."""

    move: Move


class Host(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The member that employs the secretariat."""

    organisation_id: UUID


@get("/members")
async def list_members(session: Session, place: Place, after: FromQuery[UUID | None] = None) -> MemberList:
    """The members in their order: the host, those in order by hand, then the others as filed, fifty at a time."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await member_list(session, after)


@put("/members/host")
async def change_host(data: JSONBody[Host], session: Session, place: Place, by: By, now: Now) -> MemberList:
    """Say which member is the host; it comes first."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await set_host(session, place.coalition_id, data.organisation_id, by, now)
    return await member_list(session)


@post("/members/{organisation_id:uuid}/move", status_code=200)
async def move(
    organisation_id: FromPath[UUID], data: JSONBody[Moved], session: Session, place: Place, by: By, now: Now
) -> MemberList:
    """Move a member in the list."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await move_member(session, place.coalition_id, organisation_id, data.move, by, now)
    return await member_list(session)


HANDLERS = [list_members, change_host, move]
