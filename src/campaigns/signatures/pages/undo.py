"""Undoing what the secretariat corrected in a row: a page with one button, for whoever signed. Reading changes nothing."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.response import Redirect, Template

from campaigns.errors import NotFound
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.signatures.editing import newest_edit, undo_edit
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.questions import REFUSALS
from campaigns.signatures.pages.rows import row_of
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, RequestId, Session
from campaigns.web.forms import read_form
from campaigns.web.labels import hidden


class UndoFields(msgspec.Struct, frozen=True, kw_only=True):
    """`change` is the correction that the page showed."""

    change: Annotated[UUID, hidden()]


@get("/undo", include_in_schema=False)
async def ask_to_undo(reply: Replying, session: Session, now: Now) -> Redirect | Template:
    """The newest correction that was not undone, or how the row reads where there is none."""
    signature = reply.signature
    correction = await newest_edit(session, signature.id) if signature is not None and reply.own else None
    if signature is None or correction is None:
        return go_to(reply, "changed")
    return reply_page(
        "undo",
        reply,
        now,
        signature=signature,
        row=await row_of(session, reply, signature),
        correction=correction,
        frozen=reply.letter.signing is SigningState.FROZEN,
    )


@post("/undo", include_in_schema=False)
async def undo(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    form = await read_form(request, UndoFields)
    signature = reply.signature
    if signature is None or not reply.own or form.problems:
        return go_to(reply, "changed")
    try:
        await undo_edit(session, signature.id, form.value.change, reply.actor(request_id), now)
    except NotFound:
        return go_to(reply, "changed")
    except REFUSALS as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    return go_to(reply, "changed")


HANDLERS = [ask_to_undo, undo]
