"""Invitations as JSON: the same actions as the pages."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Invalid
from campaigns.invitations import actions
from campaigns.invitations.queries import Option, Reach, Who, options, reach, to_invite
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.organisations.record.categories import MOST_LABELS
from campaigns.organisations.relations import CategoryKind
from campaigns.web.dependencies import Now, Session


class Invite(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to invite: `all_members`, `everybody`, all in any of `categories`, or `organisations`, both by their ids.

    Among `categories` may be interests. Those invited before stay as they are.
    """

    row_version: int
    all_members: bool = False
    everybody: bool = False
    categories: Annotated[list[UUID], msgspec.Meta(max_length=MOST_LABELS * len(CategoryKind))] = []
    organisations: Annotated[list[UUID], msgspec.Meta(max_length=10_000)] = []


class SentAgain(msgspec.Struct, frozen=True, kw_only=True):
    """How many contacts were sent the same link again."""

    mails: int


@get("/{reference:str}/invitations/options")
async def invitation_options(
    reference: FromPath[str],
    session: Session,
    place: Scope,
    search: FromQuery[str] = "",
    after: FromQuery[UUID | None] = None,
) -> list[Option]:
    """Fifty organisations in filing order; ask on with the last id as `after`."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return await options(session, letter.id, search=search, after=after)


@get("/{reference:str}/invitations/reach")
async def members_reach(reference: FromPath[str], session: Session, place: Scope, everybody: FromQuery[str] = "") -> Reach:
    """What inviting all members would do, or with `everybody=yes` all organisations."""
    place.require(Permission.INVITE)
    who = Who.EVERYBODY if everybody == "yes" else Who.MEMBERS
    return await reach(session, (await letter_of_reference(session, reference)).id, who)


@post("/{reference:str}/invitations", request_max_body_size=512 * 1024)
async def invite(
    reference: FromPath[str], data: JSONBody[Invite], session: Session, place: Scope, by: By, now: Now
) -> actions.Wave:
    """Invite organisations, opening signing where it is not open yet."""
    place.require(Permission.INVITE)
    if [data.all_members, data.everybody, bool(data.categories), bool(data.organisations)].count(True) != 1:
        told = "Give one of `all_members: true`, `everybody: true`, a list of categories and a list of organisations."
        raise Invalid({"organisations": told})
    letter = await letter_of_reference(session, reference)
    who = Who.MEMBERS if data.all_members else Who.CATEGORIES if data.categories else Who.EVERYBODY
    ids = data.organisations or list(await to_invite(session, letter.id, who, data.categories))
    return await actions.invite(session, letter.id, ids, data.row_version, by, now)


@post("/{reference:str}/invitations/{organisation_id:uuid}/send-again", status_code=200)
async def send_again(
    reference: FromPath[str], organisation_id: FromPath[UUID], session: Session, place: Scope, now: Now
) -> SentAgain:
    """Mail an organisation's contacts the same links again."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return SentAgain(mails=await actions.send_again(session, letter.id, organisation_id, now))


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Invitations"],
    security=[{"session": []}],
    route_handlers=[invitation_options, members_reach, invite, send_again],
)
