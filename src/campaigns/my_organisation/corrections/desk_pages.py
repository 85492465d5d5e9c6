"""The secretariat's proposals from organisations: the list, and one of them with what is said to it."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext_noop
from campaigns.my_organisation.corrections.deciding import accept, refuse
from campaigns.my_organisation.corrections.models import WORDS, What
from campaigns.my_organisation.corrections.pictures import proposed_picture
from campaigns.my_organisation.corrections.queries import Show, correction_detail, corrections_page
from campaigns.my_organisation.corrections.wording import reason_told, value_told
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.pages.frame import organisations_address, organisations_page, sent_on, with_query
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import label, line


class Choice(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"


class DecisionForm(msgspec.Struct, frozen=True, kw_only=True):
    decision: Annotated[Choice, label("whether you accept it")]
    reason: Annotated[str, line("the reason", most=5000, required=False)] = ""
    keep_former: Annotated[bool, label("whether the old name is kept")] = False


STATES = {
    "waiting": (gettext_noop("to decide"), "yellow"),
    "accepted": (gettext_noop("accepted"), "green"),
    "refused": (gettext_noop("refused"), "grey"),
    "withdrawn": (gettext_noop("withdrawn"), "grey"),
}


_DONE = {Choice.ACCEPT: "correction-accepted", Choice.REFUSE: "correction-refused"}


def corrections_address(place: Scope) -> str:
    """The list of proposals."""
    return f"{organisations_address(place)}/corrections"


@get("/organisations/corrections", include_in_schema=False)
async def show_list(
    session: Session,
    place: Place,
    show: FromQuery[Show] = Show.WAITING,
    after: FromQuery[UUID | None] = None,
    done: FromQuery[str | None] = None,
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    shown, here = await corrections_page(session, show, after), corrections_address(place)
    return organisations_page(
        "corrections",
        place,
        done=done,
        shown=shown,
        show=show,
        here=here,
        first=with_query(here, show=show.value) if after else "",
        later=with_query(here, show=show.value, after=shown.later) if shown.later else "",
        words=WORDS,
        states=STATES,
        told=value_told,
    )


@get("/organisations/corrections/{correction_id:uuid}", include_in_schema=False)
async def show_one(correction_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _page(session, place, correction_id, begun(DecisionForm, keep_former=True))


@get("/organisations/corrections/{correction_id:uuid}/logo.png", include_in_schema=False)
async def show_proposed_logo(correction_id: FromPath[UUID], session: Session, place: Place) -> Response[Any]:
    """The picture of a proposed logo, while it waits."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return Response(await proposed_picture(session, correction_id), media_type="image/png")


@post("/organisations/corrections/{correction_id:uuid}", include_in_schema=False)
async def decide(
    correction_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form, conflict = await read_form(request, DecisionForm), ""
    if not form.problems:
        typed = form.value
        try:
            if typed.decision is Choice.ACCEPT:
                await accept(session, correction_id, keep_former=typed.keep_former, actor=by, now=now)
            else:
                await refuse(session, correction_id, typed.reason, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            conflict = str(refusal)
        else:
            return sent_on(corrections_address(place), done=_DONE[typed.decision])
    abandon(session)
    return await _page(session, place, correction_id, form, 409 if conflict else 422, conflict)


async def _page(
    session: AsyncSession,
    place: Scope,
    correction_id: UUID,
    form: Form[DecisionForm],
    status: int = 200,
    conflict: str = "",
) -> Template:
    correction = await correction_detail(session, correction_id)
    return organisations_page(
        "correction",
        place,
        status,
        correction=correction,
        is_name=correction.what is What.NAME,
        form=form,
        conflict=conflict,
        here=f"{corrections_address(place)}/{correction_id}",
        corrections=corrections_address(place),
        words=WORDS,
        states=STATES,
        told=value_told,
        reason_told=reason_told,
    )


HANDLERS = [show_list, show_one, show_proposed_logo, decide]
