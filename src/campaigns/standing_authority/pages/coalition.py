"""Switching standing authority on for a coalition, and the list of those that are in force or asked for."""

from enum import StrEnum
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.jobs import abandon
from campaigns.standing_authority import actions
from campaigns.standing_authority.pages.frame import desk_page, sent_on
from campaigns.standing_authority.queries import PAGE, listed
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import label


class Switch(StrEnum):
    ON = "on"
    OFF = "off"


class SwitchForm(msgspec.Struct, frozen=True, kw_only=True):
    standing_authority: Annotated[Switch, label("whether it is on or off")]


@get("/coalition/standing-authority", include_in_schema=False)
async def show(session: Session, place: Scope, after: FromQuery[str] = "", done: FromQuery[str] = "") -> Template:
    place.require(Permission.MANAGE_COALITION)
    now = Switch.ON if place.standing_authority else Switch.OFF
    return await _page(session, place, begun(SwitchForm, standing_authority=now), after=after, done=done)


@post("/coalition/standing-authority", include_in_schema=False)
async def switch(request: AnyRequest, session: Session, place: Scope) -> Template | Redirect:
    place.require(Permission.MANAGE_COALITION)
    form = await read_form(request, SwitchForm)
    if form.problems:
        abandon(session)
        return await _page(session, place, form, 422)
    on = form.value.standing_authority is Switch.ON
    await actions.switch(session, place.coalition_id, on=on)
    return sent_on(f"/secretariat/{place.slug}/coalition/standing-authority", "on" if on else "off")


async def _page(
    session: Session, place: Scope, form: Form[SwitchForm], status: int = 200, *, after: str = "", done: str = ""
) -> Template:
    rows = await listed(session, id_in(after))
    more = rows[-1].id if len(rows) == PAGE else None
    return desk_page("coalition", place, "coalition", status, done=done, form=form, rows=rows, more=more, after=after)


HANDLERS = [show, switch]
