"""What was sent after the deadline: the answers are kept, and the secretariat is asked only if the signer says so."""

from litestar import get, post
from litestar.response import Redirect, Template

from campaigns.errors import Invalid
from campaigns.jobs import abandon
from campaigns.signatures.late.actions import ask, take_back_request
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.fields import LateFields
from campaigns.signatures.pages.questions import REFUSALS
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, RequestId, Session
from campaigns.web.forms import begun, read_form


@get("/late", include_in_schema=False)
async def show_late(reply: Replying, now: Now) -> Redirect | Template:
    """That nothing was signed, and what can be done about it; later what the secretariat answered."""
    late = reply.late
    if late is None or reply.draft is None:
        return go_to(reply)
    form = begun(LateFields, words=late.words, row_version=late.row_version)
    return reply_page("late", reply, now, late=late, draft=reply.draft, form=form)


@post("/late", include_in_schema=False)
async def ask_to_be_added(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    late = reply.late
    if late is None or reply.draft is None:
        return go_to(reply)
    form = await read_form(request, LateFields)
    if not form.problems:
        try:
            await ask(session, late.id, form.value.words, form.value.row_version, reply.actor(request_id), now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except REFUSALS as refusal:
            return await not_recorded(session, keys, reply, now, str(refusal))
        else:
            return go_to(reply, "late")
    abandon(session)
    return reply_page("late", reply, now, 422, late=late, draft=reply.draft, form=form)


@post("/late/take-back", include_in_schema=False)
async def take_request_back(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    late = reply.late
    if late is None:
        return go_to(reply)
    form = await read_form(request, LateFields)
    row_version = None if form.problems else form.value.row_version
    if row_version is None:
        return go_to(reply, "late")
    try:
        await take_back_request(session, late.id, row_version, reply.actor(request_id), now)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    return go_to(reply, "late")


HANDLERS = [show_late, ask_to_be_added, take_request_back]
