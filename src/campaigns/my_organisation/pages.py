"""Asking for one's own organisation's page by address, the button behind the mailed link, and the page."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response, Template

from campaigns import jobs
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.my_organisation.actions import ask_for_links, open_page
from campaigns.my_organisation.corrections.models import SINGLE
from campaigns.my_organisation.corrections.models import WORDS as WHAT_WORDS
from campaigns.my_organisation.corrections.wording import REGISTERS, SIGN_OFFS
from campaigns.my_organisation.limits import count_asking
from campaigns.my_organisation.queries import Door, open_door, own_page
from campaigns.my_organisation.texts import open_text, plain_file
from campaigns.organisations.locales import keep_for_contact
from campaigns.organisations.relations import LANGUAGES
from campaigns.signatures.told_steps import STATE_COLOURS, STATE_WORDS
from campaigns.text.view import letter_view
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Limits, Now, Session
from campaigns.web.forms import begun, read_form
from campaigns.web.labels import email
from campaigns.web.locales import NEEDS_NO_TOKEN, chosen_in
from campaigns.web.templates import page

_ZONE = "Europe/London"
_DONE = {
    "proposed": gettext_noop("The secretariat has what you propose, and tells you what becomes of it."),
    "taken-back": gettext_noop("The proposal was taken back."),
    "mail": gettext_noop("What you are sent was changed."),
}
_PROPOSAL_STATES = {
    "waiting": (gettext_noop("waits for the secretariat"), "yellow"),
    "accepted": (gettext_noop("accepted"), "green"),
    "refused": (gettext_noop("not accepted"), "grey"),
}


class AskForm(msgspec.Struct, frozen=True, kw_only=True):
    email: Annotated[str, email("your work email address")]


@get("/my-organisation", include_in_schema=False)
async def ask_for_address() -> Template:
    return page("pages/my_organisation/ask.html", form=begun(AskForm))


@post("/my-organisation", status_code=200, include_in_schema=False)
async def send_links(request: AnyRequest, session: Session, keys: Keys, limits: Limits, now: Now) -> Template:
    """The same answer for every address, known or not."""
    await count_asking(limits, request, now)
    form = await read_form(request, AskForm)
    if not form.problems:
        try:
            await ask_for_links(session, keys, form.value.email, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
    if form.problems:
        jobs.abandon(session)
        return page("pages/my_organisation/ask.html", 422, form=form)
    return page("pages/my_organisation/asked.html", email=form.value.email)


@get("/m/{token:str}", include_in_schema=False)
async def show_page(
    token: FromPath[str], session: Session, keys: Keys, now: Now, done: FromQuery[str | None] = None
) -> Template:
    """Nothing but a button until that is pressed: a mail program that opens links ahead of its reader sees no more."""
    door = await open_door(session, keys, token, now)
    if door.over or not door.opened:
        return _page("open", door, token)
    shown = await own_page(session, keys, door, now)
    return _page(
        "own",
        door,
        token,
        shown=shown,
        state_words=STATE_WORDS,
        state_colours=STATE_COLOURS,
        what_words=WHAT_WORDS,
        proposal_states=_PROPOSAL_STATES,
        languages=LANGUAGES,
        sign_offs=SIGN_OFFS,
        registers=REGISTERS,
        details=SINGLE,
        done=gettext(_DONE.get(done or "", "")),
    )


@post("/m/{token:str}", include_in_schema=False)
async def press_button(
    token: FromPath[str], request: AnyRequest, session: Session, keys: Keys, now: Now
) -> Redirect | Template:
    door = await open_door(session, keys, token, now)
    await request.form()
    try:
        await open_page(session, door.link_id, now)
    except NotAllowedNow:
        return _page("open", door, token, status=409)
    return Redirect(f"/m/{token}", status_code=303)


@get("/m/{token:str}/texts/{version_id:uuid}", include_in_schema=False)
async def show_text(
    token: FromPath[str], version_id: FromPath[UUID], session: Session, keys: Keys, now: Now
) -> Template | Redirect:
    """The exact text, to be read and nothing else."""
    door = await open_door(session, keys, token, now)
    if door.over or not door.opened:
        return Redirect(f"/m/{token}", status_code=303)
    detail, _version = await open_text(session, door, version_id, now)
    letter = letter_view(detail.words, title_level=2)
    return _page("text", door, token, letter_detail=detail, letter=letter, version_id=version_id)


@get("/m/{token:str}/texts/{version_id:uuid}/letter.txt", include_in_schema=False)
async def download_text(
    token: FromPath[str], version_id: FromPath[UUID], session: Session, keys: Keys, now: Now
) -> Response[bytes] | Redirect:
    """The exact text, as a file."""
    door = await open_door(session, keys, token, now)
    if door.over or not door.opened:
        return Redirect(f"/m/{token}", status_code=303)
    detail, version = await open_text(session, door, version_id, now)
    name = f"{detail.reference}-version-{version.number}.txt"
    return Response(
        plain_file(door, detail, version).encode(),
        media_type=MediaType.TEXT,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@post("/m/{token:str}/language", include_in_schema=False, opt=NEEDS_NO_TOKEN)
async def choose_language(token: FromPath[str], request: AnyRequest, session: Session, keys: Keys, now: Now) -> Redirect:
    """The language is kept for what is mailed to the contact from now on, unless the link is over."""
    door = await open_door(session, keys, token, now)
    locale, back = await chosen_in(request)
    if door.opened and not door.over:
        await keep_for_contact(session, door.contact.id, locale)
    return Redirect(back, status_code=303)


def _page(name: str, door: Door, token: str, status: int = 200, **context: Any) -> Template:
    return page(
        f"pages/my_organisation/{name}.html",
        status,
        coalition=door.coalition,
        organisation=door.organisation_name,
        over=door.over,
        expires_at=door.expires_at,
        address=f"/m/{token}",
        zone=_ZONE,
        **context,
    )


HANDLERS = [ask_for_address, send_links, show_page, press_button, show_text, download_text, choose_language]
