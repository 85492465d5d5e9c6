"""Signing in and out. What a mail program opens ahead of its reader changes nothing: only the buttons do."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response, Template

from campaigns import jobs
from campaigns.errors import Invalid
from campaigns.people.actions import LinkOver, redeem_code, redeem_link, request_sign_in
from campaigns.people.dependencies import SignedIn, Visitor
from campaigns.people.limits import count_request
from campaigns.people.models import Person
from campaigns.people.queries import sign_in_link
from campaigns.people.sessions import end_session, start_session
from campaigns.web.addresses import HOME, safe_next
from campaigns.web.bodies import AnyRequest
from campaigns.web.clients import client_of
from campaigns.web.csrf import chosen_locale
from campaigns.web.dependencies import Keys, Limits, Now, Session, Settings
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import email as email_label
from campaigns.web.labels import hidden, line
from campaigns.web.locales import chosen_in
from campaigns.web.sessions import clear_cookie, hash_of, session_id_of, set_cookie
from campaigns.web.templates import page


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    email: Annotated[str, email_label("your email address")]
    next: Annotated[str, hidden()] = HOME


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """The page carries `email`, as it was typed, and `next`, since neither belongs into an address bar or a cookie."""

    code: Annotated[str, line("the code", most=40)]
    email: Annotated[str, hidden()] = ""
    next: Annotated[str, hidden()] = HOME


@get("/sign-in", include_in_schema=False)
async def ask_for_address(visitor: Visitor, next: FromQuery[str] = HOME) -> Response[Any]:  # noqa: A002 - named in addresses
    if visitor is not None:
        return Redirect(safe_next(next), status_code=303)
    return page("pages/people/sign_in.html", form=begun(SignIn, next=safe_next(next)))


@post("/sign-in", status_code=200, include_in_schema=False)
async def send_link(request: AnyRequest, session: Session, keys: Keys, limits: Limits, now: Now) -> Template:
    client = client_of(request)
    await count_request(limits, client, now)
    form = await read_form(request, SignIn)
    sign_in_id: UUID | None = None
    if not form.problems:
        try:
            sign_in_id = await request_sign_in(session, keys, form.value.email, client, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
    if sign_in_id is None:
        jobs.abandon(session)
        return page("pages/people/sign_in.html", 422, form=form)
    return _code_page(begun(Code, email=form.value.email, next=safe_next(form.value.next)), sign_in_id)


@get("/sign-in/code/{sign_in_id:uuid}", include_in_schema=False)
async def ask_for_code(sign_in_id: FromPath[UUID]) -> Template:
    return _code_page(begun(Code, next=HOME), sign_in_id)


@post("/sign-in/code/{sign_in_id:uuid}", include_in_schema=False)
async def use_code(
    sign_in_id: FromPath[UUID], request: AnyRequest, session: Session, settings: Settings, keys: Keys, now: Now
) -> Response[Any]:
    form, over = await read_form(request, Code), False
    if not form.problems:
        outcome = await redeem_code(session, keys, sign_in_id, form.value.code, now)
        if isinstance(outcome, Person):
            return await _signed_in(outcome, safe_next(form.value.next), request, session, settings, now)
        over = outcome.over
        form = form.with_problems({"" if over else "code": outcome.words})
    # The session is not abandoned: a wrong code has been counted.
    return _code_page(form, sign_in_id, 422, over=over)


def _code_page(form: Form[Code], sign_in_id: UUID, status: int = 200, *, over: bool = False) -> Template:
    return page("pages/people/code.html", status, form=form, sign_in_id=sign_in_id, over=over)


@get("/sign-in/link/{token:str}", include_in_schema=False)
async def show_link(token: FromPath[str], session: Session, keys: Keys, now: Now, visitor: Visitor) -> Template:
    link = await sign_in_link(session, keys, token, now)
    signed_in = visitor is not None and visitor.email == link.email
    return page("pages/people/link.html", link=link, signed_in=signed_in, home=HOME)


@post("/sign-in/link/{token:str}", include_in_schema=False)
async def use_link(
    token: FromPath[str], request: AnyRequest, session: Session, settings: Settings, keys: Keys, now: Now
) -> Response[Any]:
    try:
        person = await redeem_link(session, keys, token, now)
    except LinkOver:
        link = await sign_in_link(session, keys, token, now)
        return page("pages/people/link.html", 409, link=link, signed_in=False, home=HOME)
    return await _signed_in(person, HOME, request, session, settings, now)


@get("/sign-out", include_in_schema=False)
async def ask_to_sign_out(visitor: Visitor) -> Template:
    return page("pages/people/sign_out.html", person=visitor)


@post("/sign-out", include_in_schema=False)
async def sign_out(request: AnyRequest, session: Session, settings: Settings, now: Now) -> Response[Any]:
    session_id = session_id_of(request)
    if session_id is not None:
        await end_session(session, hash_of(session_id), now)
    answer = Redirect("/sign-out", status_code=303)
    clear_cookie(answer, settings)
    return answer


@post("/person/language", include_in_schema=False)
async def choose_language(request: AnyRequest, person: SignedIn) -> Redirect:
    """The button on the pages of whoever is signed in: it is kept for the person, whose mail is in it from now on."""
    person.locale, back = await chosen_in(request)
    return Redirect(back, status_code=303)


async def _signed_in(
    person: Person, onward: str, request: AnyRequest, session: Session, settings: Settings, now: Now
) -> Response[Any]:
    person.locale = person.locale or chosen_locale(request, settings)
    answer = Redirect(onward, status_code=303)
    set_cookie(answer, await start_session(session, person, now, session_id_of(request)), settings)
    return answer


HANDLERS = [
    *(ask_for_address, send_link, ask_for_code, use_code, show_link, use_link),
    *(choose_language, ask_to_sign_out, sign_out),
]
