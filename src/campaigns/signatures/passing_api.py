"""Passing an invitation on to a colleague, by JSON: the API's form of the page."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from campaigns.signatures.calls import DEPENDENCIES, Call, Calling
from campaigns.signatures.passing import Colleague, PassedTold, pass_on, passed_by, take_back


class PassedSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A colleague to whom the invitation was passed on, as another of the organisation sees it. Instants are in UTC.

    `own` says whether the holder of this link passed it on; only then is `email` told, and can it be taken back.
    """

    id: UUID
    by: str
    own: bool
    name: str
    email: str
    passed_at: datetime
    taken_back_at: datetime | None
    answered: bool


@get("/invitations/{token:str}/passed-on")
async def list_passed_on(token: FromPath[str], call: Calling) -> list[PassedSeen]:
    """To whom the organisation's invitation was passed on."""
    return await _seen(call, token)


@post("/invitations/{token:str}/passed-on", status_code=201)
async def pass_invitation_on(token: FromPath[str], data: JSONBody[Colleague], call: Calling) -> list[PassedSeen]:
    """Pass the invitation on to a colleague, who gets a link of their own by mail. It is no answer."""
    _, opened = await call.invited(token)
    await pass_on(call.session, opened, data, call.now)
    return await _seen(call, token)


@post("/invitations/{token:str}/passed-on/{passed_id:uuid}/withdrawal", status_code=200)
async def take_invitation_back(token: FromPath[str], passed_id: FromPath[UUID], call: Calling) -> list[PassedSeen]:
    """End a colleague's link, while they have not answered."""
    _, opened = await call.invited(token)
    by = opened.contact_name or opened.contact_email
    await take_back(call.session, opened.invitation_id, passed_id, by, call.now, from_link=opened.link_id)
    return await _seen(call, token)


async def _seen(call: Call, token: str) -> list[PassedSeen]:
    _, opened = await call.invited(token)
    passed = await passed_by(call.session, opened.invitation_id)
    return [_one(told, own=told.from_link_id == opened.link_id) for told in passed]


def _one(told: PassedTold, *, own: bool) -> PassedSeen:
    return PassedSeen(
        id=told.id,
        by=told.by,
        own=own,
        name=told.name,
        email=told.email if own else "",
        passed_at=told.passed_at,
        taken_back_at=told.taken_back_at,
        answered=told.answered,
    )


ROUTER = Router(
    "/api/v1",
    route_handlers=[list_passed_on, pass_invitation_on, take_invitation_back],
    dependencies=DEPENDENCIES,
    tags=["Replies"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
)
