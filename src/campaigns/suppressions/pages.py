"""The secretariat's list of addresses that are not written to, and lifting one."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Invalid
from campaigns.jobs import abandon
from campaigns.mail.suppression import WORDS
from campaigns.suppressions.actions import LONGEST_REASON, lift
from campaigns.suppressions.queries import PAGE, SuppressionRow, suppression_of, suppressions
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import paragraphs
from campaigns.web.templates import page


class LiftForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, paragraphs("why it may be written to again", most=LONGEST_REASON)]


def address_of(place: Scope) -> str:
    """The list."""
    return f"/secretariat/{place.slug}/suppressions"


@get("/suppressions", include_in_schema=False)
async def show_suppressions(
    session: Session, place: Scope, show: FromQuery[str] = "", after: FromQuery[str] = "", done: FromQuery[str] = ""
) -> Template:
    """Fifty addresses, newest first."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    lifted = show == "lifted"
    rows = await suppressions(session, lifted=lifted, after=id_in(after))
    first = address_of(place) + ("?show=lifted" if lifted else "")
    more = f"{first}{'&' if lifted else '?'}after={rows[-1].id}" if len(rows) == PAGE else ""
    return _page("list", place, rows=rows, lifted=lifted, first=first if after else "", more=more, done=done == "lifted")


@get("/suppressions/{suppression_id:uuid}/lift", include_in_schema=False)
async def ask_to_lift(suppression_id: FromPath[UUID], session: Session, place: Scope) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return _lift_page(place, await suppression_of(session, suppression_id), begun(LiftForm))


@post("/suppressions/{suppression_id:uuid}/lift", include_in_schema=False)
async def lift_suppression(
    suppression_id: FromPath[UUID], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    found = await suppression_of(session, suppression_id)
    form = await read_form(request, LiftForm)
    if not form.problems:
        try:
            await lift(session, suppression_id, form.value.reason, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return Redirect(f"{address_of(place)}?done=lifted", status_code=303)
    abandon(session)
    return _lift_page(place, found, form, 422)


def _lift_page(place: Scope, row: SuppressionRow, form: Form[LiftForm], status: int = 200) -> Template:
    return _page("lift", place, status, row=row, form=form)


def _page(name: str, place: Scope, status: int = 200, **context: object) -> Template:
    return page(
        f"pages/suppressions/{name}.html",
        status,
        coalition=place,
        section="organisations",
        base=address_of(place),
        words=WORDS,
        **context,
    )


HANDLERS = [show_suppressions, ask_to_lift, lift_suppression]
