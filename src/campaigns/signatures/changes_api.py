"""Changing a row after signing, and hiding its signer, by JSON: the API's form of the page."""

from litestar import Router, post
from litestar.params import FromPath, JSONBody

from campaigns.errors import Conflict, Invalid
from campaigns.signatures.access import Reply
from campaigns.signatures.api_bodies import Changing, ReplySeen, seen
from campaigns.signatures.calls import DEPENDENCIES, Call, Calling
from campaigns.signatures.changing import Wanted, change, hide_person


@post("/invitations/{token:str}/change", status_code=200)
async def change_by_invitation(token: FromPath[str], data: JSONBody[Changing], call: Calling) -> ReplySeen:
    """Change how the organisation's row reads, while the list is not frozen."""
    reply, _ = await call.invited(token)
    await _change(call, reply, data)
    reply, _ = await call.invited(token)
    return seen(reply, call.keys, call.now)


@post("/replies/{token:str}/change", status_code=200)
async def change_own(token: FromPath[str], data: JSONBody[Changing], call: Calling) -> ReplySeen:
    """Change how the row of a signature reads, by its own link."""
    await _change(call, await call.replied(token), data)
    return seen(await call.replied(token), call.keys, call.now)


@post("/invitations/{token:str}/hide-person", status_code=200)
async def hide_by_invitation(token: FromPath[str], call: Calling) -> ReplySeen:
    """Take the signer's name out of every page at once, and out of the files of each edition to come."""
    reply, _ = await call.invited(token)
    await _hide(call, reply)
    reply, _ = await call.invited(token)
    return seen(reply, call.keys, call.now)


@post("/replies/{token:str}/hide-person", status_code=200)
async def hide_own(token: FromPath[str], call: Calling) -> ReplySeen:
    """The same, by the signature's own link."""
    await _hide(call, await call.replied(token))
    return seen(await call.replied(token), call.keys, call.now)


async def _change(call: Call, reply: Reply, data: Changing) -> None:
    if reply.signature is None:
        raise Conflict("There is no signature to change.")
    wanted = Wanted(name=data.display_name, title=data.signer_title, shown=data.show_person)
    by = reply.actor(call.request_id)
    try:
        await change(call.session, reply.signature.id, wanted, None, by, call.now, own=reply.own)
    except Invalid as invalid:
        names = {"shown": "show_person"}
        raise Invalid({names.get(field, field): words for field, words in invalid.problems.items()}) from None


async def _hide(call: Call, reply: Reply) -> None:
    if reply.signature is None:
        raise Conflict("There is no signature that shows anybody.")
    await hide_person(call.session, reply.signature.id, reply.actor(call.request_id), call.now)


ROUTER = Router(
    "/api/v1",
    route_handlers=[change_by_invitation, change_own, hide_by_invitation, hide_own],
    dependencies=DEPENDENCIES,
    tags=["Replies"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
)
