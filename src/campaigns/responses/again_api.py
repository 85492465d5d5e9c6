"""The same link again to several organisations, by program: the same preview and the same action as the pages."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.again import MOST_AT_ONCE, Preview, preview, send_again_to
from campaigns.web.dependencies import Now, Session


class SendAgain(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom the same link goes again, by their ids."""

    organisations: Annotated[list[UUID], msgspec.Meta(max_length=MOST_AT_ONCE)]


@get("/{reference:str}/responses/send-again")
async def preview_send_again(
    reference: FromPath[str],
    session: Session,
    place: Scope,
    organisation: Annotated[list[UUID] | None, QueryParameter()] = None,
) -> Preview:
    """Whom the same link would go to, and whom not and why. Nothing is sent."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return await preview(session, letter.id, organisation or [])


@post("/{reference:str}/responses/send-again", status_code=200)
async def send_again_to_several(
    reference: FromPath[str], data: JSONBody[SendAgain], session: Session, place: Scope, now: Now
) -> Preview:
    """Mail the same links again; whoever has answered meanwhile is left out."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return await send_again_to(session, letter.id, data.organisations, now)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[preview_send_again, send_again_to_several],
)
