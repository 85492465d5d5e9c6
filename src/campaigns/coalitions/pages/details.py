"""Name, host, contact and colour. A colour can be tried on: the page then wears it, and nothing is saved."""

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from campaigns.coalitions.actions import change_coalition, state_of
from campaigns.coalitions.dependencies import Scope as Place
from campaigns.coalitions.fields import CoalitionFields
from campaigns.coalitions.pages.frame import coalition_page, sent_on
from campaigns.coalitions.queries import CoalitionLook, coalition_of, holders
from campaigns.coalitions.roles import WORDS, Permission
from campaigns.coalitions.scope import Scope
from campaigns.errors import Conflict, Invalid
from campaigns.jobs import abandon
from campaigns.web.bodies import AnyRequest
from campaigns.web.colour import usable_accent
from campaigns.web.dependencies import Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, label


class DetailsForm(CoalitionFields, frozen=True, kw_only=True):
    """`seen` says from which state of the details the form began."""

    seen: Annotated[str, hidden()]
    preview: Annotated[bool, label("whether to try the colour on")] = False


@get("/coalition", include_in_schema=False)
async def show(session: Session, place: Place, done: FromQuery[str | None] = None) -> Template:
    place.require(Permission.MANAGE_COALITION)
    look = await coalition_of(session, place.coalition_id)
    return coalition_page("show", place, look=look, holders=await holders(session), role_words=WORDS, done=done)


@get("/coalition/change", include_in_schema=False)
async def ask_change(session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_COALITION)
    return _form_page(place, _form_of(await coalition_of(session, place.coalition_id)))


@post("/coalition/change", include_in_schema=False)
async def change(request: AnyRequest, session: Session, place: Place) -> Template | Redirect:
    place.require(Permission.MANAGE_COALITION)
    form = await read_form(request, DetailsForm)
    if form.typed("preview"):
        return _preview(session, place, form)
    conflict = ""
    if not form.problems:
        try:
            await change_coalition(session, place.coalition_id, form.value, form.value.seen)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except Conflict as refusal:
            conflict = str(refusal)
        else:
            return sent_on(place, "changed")
    abandon(session)
    if not conflict:
        return _form_page(place, form, 422)
    now = await coalition_of(session, place.coalition_id)
    return _form_page(place, form, 409, conflict=conflict, now=now, seen=state_of(now))


def _preview(session: Session, place: Scope, form: Form[DetailsForm]) -> Template:
    abandon(session)
    colour = form.typed("accent_colour").strip().lower()
    if why := usable_accent(colour):
        return _form_page(place, form.with_problems({"accent_colour": why}), 422)
    return _form_page(msgspec.structs.replace(place, accent_colour=colour), form, tried=colour)


def _form_of(look: CoalitionLook) -> Form[DetailsForm]:
    values = {name: getattr(look, name) for name in CoalitionFields.__struct_fields__}
    return begun(DetailsForm, seen=state_of(look), **values)


def _form_page(
    place: Scope,
    form: Form[DetailsForm],
    status: int = 200,
    *,
    conflict: str = "",
    now: CoalitionLook | None = None,
    seen: str = "",
    tried: str = "",
) -> Template:
    seen = seen or form.typed("seen")
    return coalition_page("change", place, status, form=form, conflict=conflict, now=now, seen=seen, tried=tried)


HANDLERS = [show, ask_change, change]
