"""Changing a row after signing, and hiding its signer, by JSON: the API's form of the page."""

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Conflict, Invalid
from campaigns.signatures.access import Reply, open_invitation, open_reply
from campaigns.signatures.api_bodies import Changing, ReplySeen, Undoing, seen
from campaigns.signatures.calls import DEPENDENCIES, Call, Calling
from campaigns.signatures.changes import ToldChange, changes_of
from campaigns.signatures.changing import Wanted, change, hide_person, take_name_back
from campaigns.signatures.editing import undo_edit
from campaigns.web.dependencies import Keys, Session


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


@get("/invitations/{token:str}/changes")
async def list_changes_by_invitation(token: FromPath[str], session: Session, keys: Keys) -> list[ToldChange]:
    """What was changed in the organisation's row, the newest first; `undone` is true of a correction that was undone."""
    return await _changes(session, await open_invitation(session, keys, token))


@get("/replies/{token:str}/changes")
async def list_own_changes(token: FromPath[str], session: Session, keys: Keys) -> list[ToldChange]:
    """The same, by the signature's own link."""
    return await _changes(session, await open_reply(session, keys, token))


@post("/invitations/{token:str}/undo", status_code=200)
async def undo_by_invitation(token: FromPath[str], data: JSONBody[Undoing], call: Calling) -> list[ToldChange]:
    """Undo a correction of the secretariat's (a change whose `step` is `edit`), for whoever sent the signature."""
    reply, _ = await call.invited(token)
    return await _undo(call, reply, data)


@post("/replies/{token:str}/undo", status_code=200)
async def undo_own(token: FromPath[str], data: JSONBody[Undoing], call: Calling) -> list[ToldChange]:
    """The same, by the signature's own link."""
    return await _undo(call, await call.replied(token), data)


@post("/invitations/{token:str}/take-name-back", status_code=200)
async def take_name_back_by_invitation(token: FromPath[str], call: Calling) -> ReplySeen:
    """End the name that waits for the secretariat; the row stays as it is."""
    reply, _ = await call.invited(token)
    await _take_name_back(call, reply)
    reply, _ = await call.invited(token)
    return seen(reply, call.keys, call.now)


@post("/replies/{token:str}/take-name-back", status_code=200)
async def take_own_name_back(token: FromPath[str], call: Calling) -> ReplySeen:
    """The same, by the signature's own link."""
    await _take_name_back(call, await call.replied(token))
    return seen(await call.replied(token), call.keys, call.now)


async def _changes(session: AsyncSession, reply: Reply) -> list[ToldChange]:
    return await changes_of(session, reply.signature.id) if reply.signature is not None else []


async def _undo(call: Call, reply: Reply, data: Undoing) -> list[ToldChange]:
    if reply.signature is None or not reply.own:
        raise Conflict("Only whoever signed undoes a correction, by their own link.")
    await undo_edit(call.session, reply.signature.id, data.change, reply.actor(call.request_id), call.now)
    return await changes_of(call.session, reply.signature.id)


async def _take_name_back(call: Call, reply: Reply) -> None:
    if reply.signature is None:
        raise Conflict("There is no signature whose name is asked for.")
    await take_name_back(call.session, reply.signature.id, reply.actor(call.request_id), call.now)


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
    route_handlers=[
        change_by_invitation,
        change_own,
        hide_by_invitation,
        hide_own,
        list_changes_by_invitation,
        list_own_changes,
        undo_by_invitation,
        undo_own,
        take_name_back_by_invitation,
        take_own_name_back,
    ],
    dependencies=DEPENDENCIES,
    tags=["Replies"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
)
