"""Checking an address that was typed: the code, the mail again, another address. Only for whoever typed it."""

from datetime import datetime

from litestar import get, post
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Conflict, Invalid, NotAllowedNow, TooMany
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.signatures.access import Reply, reply_token
from campaigns.signatures.address_checks import change_address, check_mail_of, send_again
from campaigns.signatures.confirming import confirm_by_code
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.fields import AddressFields, CodeFields
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.signatures.queries import SignatureDetail
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, RequestId, Session
from campaigns.web.forms import Form, begun, read_form

NO_CODE = gettext_noop("Enter the code from the mail: six digits.")
WRONG_CODE = gettext_noop("This is not the code of the newest mail. After five wrong codes only the link in the mail works.")


async def check_email_page(
    session: AsyncSession, reply: Reply, now: datetime, form: Form[CodeFields] | None = None, status_code: int = 200
) -> Template:
    """The page with the box for the code. The reply must have a signature that was sent."""
    signature = reply.signature
    if signature is None or signature.submitted_at is None:
        raise LookupError(reply.token)
    check = await check_mail_of(session, signature.id, signature.signer_email, signature.submitted_at)
    return reply_page(
        "check_email",
        reply,
        now,
        status_code,
        signature=signature,
        check=check,
        may_ask_again=check.more_left and now >= check.again_from,
        form=form or begun(CodeFields),
    )


@post("/code", include_in_schema=False)
async def answer_with_code(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    """Confirm the address by its code. A wrong code is counted, so its request is kept."""
    signature = _waiting(reply)
    if signature is None:
        return go_to(reply, "signed")
    form = await read_form(request, CodeFields)
    typed = "" if form.problems else form.value.code
    if not typed:
        return await check_email_page(session, reply, now, form.with_problems({"code": gettext(NO_CODE)}), 422)
    try:
        if not await confirm_by_code(session, keys, signature.id, typed, reply.actor(request_id), now):
            return await check_email_page(session, reply, now, form.with_problems({"code": gettext(WRONG_CODE)}), 422)
    except NotAllowedNow as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    return go_to(reply, "signed")


@post("/again", include_in_schema=False)
async def send_mail_again(reply: Replying, session: Session, now: Now) -> Redirect | Template:
    signature = _waiting(reply)
    if signature is None:
        return go_to(reply, "signed")
    try:
        await send_again(session, signature.id, now)
    except TooMany as refusal:
        form = begun(CodeFields).with_problems({"": str(refusal)})
        return await check_email_page(session, reply, now, form, 429)
    except Conflict:
        return go_to(reply, "signed")
    return go_to(reply, "signed")


@get("/address", include_in_schema=False)
async def ask_address(reply: Replying, now: Now) -> Redirect | Template:
    signature = _waiting(reply)
    if signature is None:
        return go_to(reply, "signed")
    return reply_page("address", reply, now, form=begun(AddressFields), signature=signature)


@post("/address", include_in_schema=False)
async def answer_with_address(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    """Check another address. The reply page of a signature gets another address too, because its old links end."""
    signature = _waiting(reply)
    if signature is None:
        return go_to(reply, "signed")
    form = await read_form(request, AddressFields)
    try:
        if not form.problems:
            changed = await change_address(session, signature.id, form.value.signer_email, reply.actor(request_id), now)
            token = reply.token if reply.opened else reply_token(keys, changed.id, changed.rotation)
            return Redirect(f"{'/r' if reply.opened else '/s'}/{token}/signed", status_code=303)
    except Invalid as invalid:
        form = form.with_problems(invalid.problems)
    except TooMany as refusal:
        form = form.with_problems({"": str(refusal)})
    except (Conflict, NotAllowedNow) as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    abandon(session)
    return reply_page("address", reply, now, 422, form=form, signature=signature)


def _waiting(reply: Reply) -> SignatureDetail | None:
    signature = reply.signature
    waits = signature is not None and reply.own and signature.state is SignatureState.AWAITING_EMAIL
    return signature if waits else None
