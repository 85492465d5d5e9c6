"""Who is not written to, as JSON: for the secretariat, and for the holder of a link."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from campaigns.coalitions.dependencies import DEPENDENCIES as IN_THE_COALITION
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.people.dependencies import DEPENDENCIES as SIGNED_IN
from campaigns.suppressions.access import open_subscription
from campaigns.suppressions.actions import LONGEST_REASON, lift, start_again, stop
from campaigns.suppressions.queries import PAGE, SuppressionRow, suppression_of, suppressions
from campaigns.web.bodies import AnyRequest
from campaigns.web.clients import client_of
from campaigns.web.dependencies import Keys, Limits, Now, Session

CALLS_PER_HOUR = 300


class SuppressionList(msgspec.Struct, frozen=True, kw_only=True):
    """Fifty addresses, newest first; `after` asks for the next ones, and is null at the end."""

    rows: list[SuppressionRow]
    after: UUID | None


class Lifting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why an address may be written to again; it is kept."""

    reason: Annotated[str, msgspec.Meta(max_length=LONGEST_REASON)]


class SubscriptionSeen(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a coalition sends invitations to the address that a link was mailed to. Notices are sent either way."""

    coalition: str
    email: str
    invitations: bool


@get("/suppressions")
async def list_suppressions(
    session: Session, place: Scope, show: FromQuery[str] = "", after: FromQuery[UUID | None] = None
) -> SuppressionList:
    """The addresses that are not written to, or with `show=lifted` those that are again."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    rows = await suppressions(session, lifted=show == "lifted", after=after)
    return SuppressionList(rows=rows, after=rows[-1].id if len(rows) == PAGE else None)


@post("/suppressions/{suppression_id:uuid}/lift", status_code=200)
async def lift_suppression(
    suppression_id: FromPath[UUID], data: JSONBody[Lifting], session: Session, place: Scope, by: By, now: Now
) -> SuppressionRow:
    """Write to an address again. Lifting one that is lifted changes nothing."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await lift(session, suppression_id, data.reason, by, now)
    return await suppression_of(session, suppression_id)


@get("/subscriptions/{token:str}")
async def read_subscription(token: FromPath[str], session: Session, keys: Keys) -> SubscriptionSeen:
    """What the link at the end of an invitation opens. Reading changes nothing."""
    return await _seen(session, keys, token)


@delete("/subscriptions/{token:str}", status_code=200)
async def stop_invitations(
    token: FromPath[str], request: AnyRequest, session: Session, limits: Limits, keys: Keys, now: Now
) -> SubscriptionSeen:
    """Stop invitations to the address. Again changes nothing."""
    await limits.count("call the API for members", client_of(request), CALLS_PER_HOUR, 3600, now)
    await stop(session, await open_subscription(session, keys, token), now)
    return await _seen(session, keys, token)


@post("/subscriptions/{token:str}", status_code=200)
async def start_invitations_again(
    token: FromPath[str], request: AnyRequest, session: Session, limits: Limits, keys: Keys, now: Now
) -> SubscriptionSeen:
    """Undo that invitations were stopped."""
    await limits.count("call the API for members", client_of(request), CALLS_PER_HOUR, 3600, now)
    await start_again(session, await open_subscription(session, keys, token), now)
    return await _seen(session, keys, token)


async def _seen(session: Session, keys: Keys, token: str) -> SubscriptionSeen:
    found = await open_subscription(session, keys, token)
    return SubscriptionSeen(coalition=found.coalition.name, email=found.email, invitations=not found.stopped)


OF_THE_SECRETARIAT = Router(
    "/api/v1/coalitions/{coalition:str}",
    dependencies={**SIGNED_IN, **IN_THE_COALITION},
    tags=["Mail"],
    security=[{"session": []}],
    route_handlers=[list_suppressions, lift_suppression],
)
BY_LINK = Router(
    "/api/v1",
    tags=["Mail"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
    route_handlers=[read_subscription, stop_invitations, start_invitations_again],
)
