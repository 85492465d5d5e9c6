"""The members in their order for programs, at `/api/v1/coalitions/{coalition}/members`."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from campaigns.coalitions.roles import Permission
from campaigns.instants import wall_clock
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.members import steps
from campaigns.organisations.members.actions import Move, move_member, set_host
from campaigns.organisations.members.lifecycle import Ending
from campaigns.organisations.members.queries import MemberList, Membership, member_list, membership_of
from campaigns.web.dependencies import Now, Session


class Moved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a member moves to: one place up or down, last of those in order by hand, or back to where it is filed."""

    move: Move


class Host(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The member that employs the secretariat."""

    organisation_id: UUID


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`row_version` is the organisation's; 409 if it was changed since. `reason` is kept with the membership."""

    row_version: int
    reason: str = ""


class Admission(Step, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A membership that begins, on a day of the coalition's calendar where it is known."""

    member_from: date | None = None


class MembershipEnd(Step, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a membership ended, and its last day. A removal needs a reason."""

    ending: Ending
    member_until: date


class Undoing(Step, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The newest step, by its id, which was a mistake; it needs a reason."""

    event_id: UUID


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


@get("/organisations/{organisation_id:uuid}/membership")
async def read_membership(organisation_id: FromPath[UUID], session: Session, place: Place) -> Membership:
    """One organisation's membership and its steps, the newest first."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await membership_of(session, organisation_id)


@post("/organisations/{organisation_id:uuid}/membership/admit", status_code=200)
async def admit(
    organisation_id: FromPath[UUID], data: JSONBody[Admission], session: Session, place: Place, by: By, now: Now
) -> Membership:
    """Make the organisation a member."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    today = wall_clock(now, place.zone).date()
    await steps.admit(session, organisation_id, data.member_from, data.reason, by, now, today, data.row_version)
    return await membership_of(session, organisation_id)


@post("/organisations/{organisation_id:uuid}/membership/end", status_code=200)
async def end(
    organisation_id: FromPath[UUID], data: JSONBody[MembershipEnd], session: Session, place: Place, by: By, now: Now
) -> Membership:
    """End the membership, or say how and when a past one ended."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    today, version = wall_clock(now, place.zone).date(), data.row_version
    await steps.end(session, organisation_id, data.ending, data.member_until, data.reason, by, now, today, version)
    return await membership_of(session, organisation_id)


@post("/organisations/{organisation_id:uuid}/membership/undo", status_code=200)
async def undo(
    organisation_id: FromPath[UUID], data: JSONBody[Undoing], session: Session, place: Place, by: By, now: Now
) -> Membership:
    """Take the newest step back; both stay in the history."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await steps.undo(session, organisation_id, data.event_id, data.reason, by, now, data.row_version)
    return await membership_of(session, organisation_id)


HANDLERS = [list_members, change_host, move, read_membership, admit, end, undo]
