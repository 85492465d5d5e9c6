"""The form for those who would like to join, and the page behind the link that proves their address."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.queries import CoalitionLook, public_coalition
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.joining.actions import ask_to_join, confirm
from campaigns.joining.fields import EnquiryFields
from campaigns.joining.limits import count_asking
from campaigns.joining.queries import JoiningDoor, open_door
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Limits, Now, Session
from campaigns.web.forms import begun, read_form
from campaigns.web.templates import page


@get("/join/{coalition:str}", include_in_schema=False)
async def ask(coalition: FromPath[str], session: Session) -> Template:
    look = await public_coalition(session, coalition)
    return _page("ask", look, form=begun(EnquiryFields)) if look.takes_enquiries else _page("closed", look)


@post("/join/{coalition:str}", status_code=200, include_in_schema=False)
async def send_enquiry(
    coalition: FromPath[str], request: AnyRequest, session: Session, keys: Keys, limits: Limits, now: Now
) -> Template:
    """The same answer for every address and every organisation, known or not."""
    await count_asking(limits, request, now)
    look = await public_coalition(session, coalition)
    form = await read_form(request, EnquiryFields)
    if not look.takes_enquiries:
        return _page("closed", look, 409)
    if not form.problems:
        try:
            await ask_to_join(session, keys, look.id, form.value, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
    if form.problems:
        jobs.abandon(session)
        return _page("ask", look, 422, form=form)
    return _page("asked", look, email=form.value.email)


@get("/j/{token:str}", include_in_schema=False)
async def show_enquiry(token: FromPath[str], session: Session, keys: Keys, now: Now) -> Template:
    return _door(await open_door(session, keys, token, now), token)


@post("/j/{token:str}", include_in_schema=False)
async def press_button(
    token: FromPath[str], request: AnyRequest, session: Session, keys: Keys, now: Now
) -> Redirect | Template:
    door = await open_door(session, keys, token, now)
    await request.form()
    try:
        await confirm(session, door.enquiry_id, now)
    except NotAllowedNow as refusal:
        jobs.abandon(session)
        return _door(door, token, 409, refusal=str(refusal))
    return Redirect(f"/j/{token}", status_code=303)


def _door(door: JoiningDoor, token: str, status: int = 200, refusal: str = "") -> Template:
    return _page("confirm", door.coalition, status, door=door, address=f"/j/{token}", refusal=refusal)


def _page(name: str, coalition: CoalitionLook, status: int = 200, **context: Any) -> Template:
    return page(f"pages/joining/{name}.html", status, coalition=coalition, **context)


HANDLERS = [ask, send_enquiry, show_enquiry, press_button]
