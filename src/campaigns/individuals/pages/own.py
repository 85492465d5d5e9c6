"""The page of one's own signature: how it stands, the address check, and withdrawing."""

from litestar import get, post
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Conflict, Invalid, NotAllowedNow, TooMany
from campaigns.individuals import answers, notices
from campaigns.individuals.access import Own, own_token
from campaigns.individuals.actions import change_address, confirm, confirm_by_code, keep_locale, send_again, withdraw
from campaigns.individuals.lifecycle import LIVE, IndividualState
from campaigns.individuals.pages.fields import AddressFields, WithdrawFields
from campaigns.individuals.pages.frame import REFUSALS, Owning, go_to, not_recorded, own_page
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.signatures.mail_limits import mail_of
from campaigns.signatures.pages.address import NO_CODE, WRONG_CODE
from campaigns.signatures.pages.fields import CodeFields
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, RequestId, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.locales import NEEDS_NO_TOKEN, chosen_in


@get("/", include_in_schema=False)
async def show_own(own: Owning, session: Session, now: Now) -> Redirect | Template:
    """How the signature stands, or on with the questions while it was not sent."""
    if own.signature.state is IndividualState.STARTED:
        return go_to(own, answers.complete(own.signature) or "check")
    if _waits(own):
        return await _code_page(session, own, now, begun(CodeFields))
    return own_page("own", own, now)


@post("/code", include_in_schema=False)
async def answer_with_code(
    request: AnyRequest, own: Owning, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    """Confirm the address by its code. A wrong code is counted, so its request is kept."""
    if not _waits(own):
        return go_to(own)
    form = await read_form(request, CodeFields)
    typed = "" if form.problems else form.value.code
    if not typed:
        return await _code_page(session, own, now, form.with_problems({"code": gettext(NO_CODE)}), 422)
    try:
        if not await confirm_by_code(session, keys, own.signature.id, typed, own.actor(request_id), now):
            return await _code_page(session, own, now, form.with_problems({"code": gettext(WRONG_CODE)}), 422)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, own, now, str(refusal))
    return go_to(own)


@post("/again", include_in_schema=False)
async def send_mail_again(own: Owning, session: Session, now: Now) -> Redirect | Template:
    if not _waits(own):
        return go_to(own)
    try:
        await send_again(session, own.signature.id, now)
    except TooMany as refusal:
        form = begun(CodeFields).with_problems({"": str(refusal)})
        return await _code_page(session, own, now, form, 429)
    except Conflict:
        abandon(session)
    return go_to(own)


@get("/address", include_in_schema=False)
async def ask_address(own: Owning, now: Now) -> Redirect | Template:
    return own_page("address", own, now, form=begun(AddressFields)) if _waits(own) else go_to(own)


@post("/address", include_in_schema=False)
async def answer_with_address(
    request: AnyRequest, own: Owning, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    """Check another address. The signature's own page gets another address too, because its old links end."""
    if not _waits(own):
        return go_to(own)
    form = await read_form(request, AddressFields)
    try:
        if not form.problems:
            changed = await change_address(session, own.signature.id, form.value.email, own.actor(request_id), now)
            return Redirect(f"/p/{own_token(keys, changed.id, changed.rotation)}", status_code=303)
    except Invalid as invalid:
        form = form.with_problems(invalid.problems)
    except TooMany as refusal:
        form = form.with_problems({"": str(refusal)})
    except REFUSALS as refusal:
        return await not_recorded(session, keys, own, now, str(refusal))
    abandon(session)
    return own_page("address", own, now, 422, form=form)


@get("/withdraw", include_in_schema=False)
async def ask_to_withdraw(own: Owning, now: Now) -> Redirect | Template:
    if own.signature.state not in LIVE and not _waits(own):
        return go_to(own)
    return own_page("withdraw", own, now, form=begun(WithdrawFields))


@post("/withdraw", include_in_schema=False)
async def withdraw_own(
    request: AnyRequest, own: Owning, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    form = await read_form(request, WithdrawFields)
    if form.problems:
        abandon(session)
        return own_page("withdraw", own, now, 422, form=form)
    try:
        await withdraw(session, own.signature.id, form.value.reason, own.actor(request_id), now)
    except NotAllowedNow as refusal:
        return await not_recorded(session, keys, own, now, str(refusal))
    return go_to(own)


@get("/", include_in_schema=False)
async def show_check(own: Owning, now: Now) -> Template:
    """The button that confirms an address, or once it was pressed how the signature stands. Opening it does nothing."""
    return own_page("confirm" if _waits(own) else "own", own, now)


@post("/", include_in_schema=False)
async def confirm_by_link(own: Owning, session: Session, keys: Keys, now: Now, request_id: RequestId) -> Redirect | Template:
    try:
        await confirm(session, own.signature.id, own.actor(request_id), now)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, own, now, str(refusal))
    return go_to(own)


def _waits(own: Own) -> bool:
    return own.signature.state is IndividualState.AWAITING_EMAIL


async def _code_page(session: AsyncSession, own: Own, now: Now, form: Form[CodeFields], status: int = 200) -> Template:
    signature = own.signature
    mail = await mail_of(session, notices.CHECK, signature.id, signature.email, signature.submitted_at or now)
    may_ask_again = mail.more_left and now >= mail.again_from
    return own_page("check_email", own, now, status, form=form, check=mail, may_ask_again=may_ask_again)


@post("/language", include_in_schema=False, opt=NEEDS_NO_TOKEN)
async def choose_language(request: AnyRequest, own: Owning, session: Session) -> Redirect:
    """The language is kept for what is mailed to the signer from now on."""
    locale, back = await chosen_in(request)
    await keep_locale(session, own.signature.id, locale)
    return Redirect(back, status_code=303)


OWN_HANDLERS = [
    show_own,
    answer_with_code,
    send_mail_again,
    ask_address,
    answer_with_address,
    ask_to_withdraw,
    withdraw_own,
    choose_language,
]
CHECK_HANDLERS = [show_check, confirm_by_link]
