"""Replacing one contact's link, as JSON; the links are in the organisation's response."""

from uuid import UUID

import msgspec
from litestar import Router, post
from litestar.params import FromPath, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.links import replace
from campaigns.responses.organisation import OrganisationResponse, response_of
from campaigns.web.dependencies import Now, Session


class LinkReplacing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why; whether the new link is mailed at once; and how often it had been replaced when it was read."""

    reason: str
    send: bool
    rotation: int


@post("/{reference:str}/responses/{organisation_id:uuid}/links/{link_id:uuid}/replace", status_code=200)
async def replace_contact_link(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    link_id: FromPath[UUID],
    data: JSONBody[LinkReplacing],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> OrganisationResponse:
    """End one contact's link and give the same contact another. Links of colleagues whom it was passed on to end with it."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await replace(
        session,
        letter.id,
        organisation_id,
        link_id,
        reason=data.reason,
        rotation=data.rotation,
        send=data.send,
        by=by,
        now=now,
    )
    return await response_of(session, letter, organisation_id)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[replace_contact_link],
)
