"""The secretariat's JSON API for the late tray: the same queries and actions as the page."""

from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.review.late import LateRow, Taken, refuse_late, take_late, tray
from campaigns.web.dependencies import Now, Session


class LateTaking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request as it was read."""

    row_version: int


class LateRefusal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why it is not added, in words that the signer reads."""

    reason: str
    row_version: int


@get("/{reference:str}/late-requests")
async def list_late_requests(
    reference: FromPath[str], session: Session, place: Scope, after: FromQuery[UUID | None] = None
) -> list[LateRow]:
    """Fifty that came after the deadline and were not decided, those first that ask to be added; ask on with `after`."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    return await tray(session, letter.id, after)


@post("/{reference:str}/late-requests/{late_id:uuid}/take", status_code=200)
async def take_late_request(
    reference: FromPath[str],
    late_id: FromPath[UUID],
    data: JSONBody[LateTaking],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Taken:
    """Send the signature by the same rules as if it had come in time. Its signer is told."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    return await take_late(session, letter.id, late_id, data.row_version, by, now)


@post("/{reference:str}/late-requests/{late_id:uuid}/refuse", status_code=200)
async def refuse_late_request(
    reference: FromPath[str],
    late_id: FromPath[UUID],
    data: JSONBody[LateRefusal],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> list[LateRow]:
    """Leave it out; the signer reads why. The requests that still wait."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await refuse_late(session, letter.id, late_id, data.reason, data.row_version, by, now)
    return await tray(session, letter.id)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[list_late_requests, take_late_request, refuse_late_request],
)
