"""Asking to be added late, and taking that back, by JSON: the API's form of the page."""

from litestar import Router, post
from litestar.params import FromPath, JSONBody

from campaigns.errors import Conflict
from campaigns.signatures.access import Reply
from campaigns.signatures.api_bodies import AskingLate, ReplySeen, seen
from campaigns.signatures.calls import DEPENDENCIES, Call, Calling
from campaigns.signatures.late.actions import ask, take_back_request
from campaigns.signatures.late.queries import LateDetail


@post("/invitations/{token:str}/late-request", status_code=200)
async def ask_late_by_invitation(token: FromPath[str], data: JSONBody[AskingLate], call: Calling) -> ReplySeen:
    """Ask the secretariat to add what was sent after the deadline. It decides; nothing is signed by asking."""
    reply, _ = await call.invited(token)
    await _ask(call, reply, data)
    reply, _ = await call.invited(token)
    return seen(reply, call.keys, call.now)


@post("/replies/{token:str}/late-request", status_code=200)
async def ask_late(token: FromPath[str], data: JSONBody[AskingLate], call: Calling) -> ReplySeen:
    """The same, by the signature's own link."""
    await _ask(call, await call.replied(token), data)
    return seen(await call.replied(token), call.keys, call.now)


@post("/invitations/{token:str}/late-request/withdrawal", status_code=200)
async def take_back_by_invitation(token: FromPath[str], call: Calling) -> ReplySeen:
    """Ask for nothing any more. The answers are kept."""
    reply, _ = await call.invited(token)
    await _take_back(call, reply)
    reply, _ = await call.invited(token)
    return seen(reply, call.keys, call.now)


@post("/replies/{token:str}/late-request/withdrawal", status_code=200)
async def take_back_late(token: FromPath[str], call: Calling) -> ReplySeen:
    """The same, by the signature's own link."""
    await _take_back(call, await call.replied(token))
    return seen(await call.replied(token), call.keys, call.now)


async def _ask(call: Call, reply: Reply, data: AskingLate) -> None:
    await ask(call.session, _late(reply).id, data.words, None, reply.actor(call.request_id), call.now)


async def _take_back(call: Call, reply: Reply) -> None:
    await take_back_request(call.session, _late(reply).id, None, reply.actor(call.request_id), call.now)


def _late(reply: Reply) -> LateDetail:
    if reply.late is None:
        raise Conflict("Nothing was sent after the deadline, so there is nothing to ask for.")
    return reply.late


ROUTER = Router(
    "/api/v1",
    route_handlers=[ask_late_by_invitation, ask_late, take_back_by_invitation, take_back_late],
    dependencies=DEPENDENCIES,
    tags=["Replies"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
)
