"""Taking a signature back: one page, one button, no reason needed, by anyone whom the organisation's invitation went to."""

from litestar import get, post
from litestar.response import Redirect, Template

from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.signatures.leaving import withdraw
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.fields import WithdrawFields
from campaigns.signatures.pages.questions import REFUSALS
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.signatures.replying import stands
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, RequestId, Session
from campaigns.web.forms import begun, read_form


@get("/withdraw", include_in_schema=False)
async def ask_to_withdraw(reply: Replying, now: Now) -> Redirect | Template:
    signature = reply.signature
    if signature is not None and signature.state is SignatureState.WITHDRAWN:
        return reply_page("withdrawn", reply, now, signature=signature)
    if signature is None or not stands(signature):
        return go_to(reply)
    return reply_page("withdraw", reply, now, form=begun(WithdrawFields, signature=signature.id), signature=signature)


@post("/withdraw", include_in_schema=False)
async def withdraw_signature(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    """Withdraw the signature that the page showed; if another stands by now, say so instead."""
    form = await read_form(request, WithdrawFields)
    signature = reply.signature
    if signature is None:
        return go_to(reply)
    if form.problems:
        abandon(session)
        return reply_page("withdraw", reply, now, 422, form=form, signature=signature)
    if form.value.signature != signature.id:
        return await not_recorded(
            session, keys, reply, now, gettext("The signature you meant is not the one that stands now.")
        )
    try:
        await withdraw(session, signature.id, form.value.reason, reply.actor(request_id), now)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    return go_to(reply, "withdraw")
