"""The secretariat's enquiries: the list, one of them, and what is decided about it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.instants import wall_clock
from campaigns.jobs import abandon
from campaigns.joining import actions
from campaigns.joining.lifecycle import UNDOES, WAITING, WORDS
from campaigns.joining.queries import Show, enquiries_page, enquiry_detail
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.pages.frame import organisations_address, organisations_page, sent_on, with_query
from campaigns.organisations.relations import WORDS as RELATIONS
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import hidden, label, line, paragraphs

COLOURS = {"enquiry": "yellow", "under_consideration": "blue", "accepted": "green", "not_accepted": "grey"}
STEPS = {
    "confirm": gettext_noop("Asked, and the address was confirmed"),
    "consider": gettext_noop("Taken under consideration"),
    "accept": gettext_noop("Accepted"),
    "turn down": gettext_noop("Not accepted"),
    "put back": gettext_noop("Put back among the new ones"),
    "reconsider": gettext_noop("Taken under consideration again"),
    "take back": gettext_noop("The acceptance was taken back"),
}


class ReasonForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, line("the reason", most=5000, required=False)] = ""
    row_version: Annotated[int, hidden()]


class AcceptForm(ReasonForm, frozen=True, kw_only=True):
    #: `new`, or the id of one that is on the list.
    organisation: Annotated[str, line("which organisation it is", most=100, required=False)] = ""
    member_from: Annotated[date | None, label("the first day of the membership")] = None
    words: Annotated[str, paragraphs("the words for whoever asked", most=10_000, required=False)] = ""


class TurnDownForm(ReasonForm, frozen=True, kw_only=True):
    words: Annotated[str, paragraphs("the words for whoever asked", most=10_000, required=False)] = ""


def enquiries_address(place: Scope) -> str:
    """The list of enquiries."""
    return f"{organisations_address(place)}/enquiries"


@get("/organisations/enquiries", include_in_schema=False)
async def show_list(
    session: Session, place: Place, show: FromQuery[Show] = Show.WAITING, after: FromQuery[UUID | None] = None
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    shown = await enquiries_page(session, show, after)
    here = enquiries_address(place)
    return organisations_page(
        "enquiries",
        place,
        shown=shown,
        show=show,
        here=here,
        first=with_query(here, show=show.value) if after else "",
        later=with_query(here, show=show.value, after=shown.later) if shown.later else "",
        words=WORDS,
        colours=COLOURS,
    )


@get("/organisations/enquiries/{enquiry_id:uuid}", include_in_schema=False)
async def show_one(
    enquiry_id: FromPath[UUID], session: Session, place: Place, done: FromQuery[str | None] = None
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _page(session, place, enquiry_id, "enquiry", said=gettext(_DONE.get(done or "", "")))


@post("/organisations/enquiries/{enquiry_id:uuid}/consider", include_in_schema=False)
async def consider(
    enquiry_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, ReasonForm)
    if form.problems:
        raise Invalid(form.problems)
    try:
        await actions.consider(session, enquiry_id, form.value.reason, form.value.row_version, by, now)
    except (Conflict, NotAllowedNow) as refusal:
        abandon(session)
        return await _page(session, place, enquiry_id, "enquiry", 409, conflict=str(refusal))
    return _done(place, enquiry_id, "considered")


@get("/organisations/enquiries/{enquiry_id:uuid}/accept", include_in_schema=False)
async def ask_accept(enquiry_id: FromPath[UUID], session: Session, place: Place, now: Now) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = begun(AcceptForm, member_from=wall_clock(now, place.zone).date())
    return await _page(session, place, enquiry_id, "enquiry_accept", form=form)


@post("/organisations/enquiries/{enquiry_id:uuid}/accept", include_in_schema=False)
async def accept(
    enquiry_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, AcceptForm)
    if form.problems:
        return await _refused(session, place, enquiry_id, "enquiry_accept", form)
    typed, organisation_id = form.value, id_in(form.value.organisation)
    if organisation_id is None and typed.organisation != "new":
        unclear = Invalid({"organisation": gettext("Choose whether it is new or one of those on the list.")})
        return await _refused(session, place, enquiry_id, "enquiry_accept", form, unclear)
    try:
        await actions.accept(
            session,
            enquiry_id,
            organisation_id=organisation_id,
            since=typed.member_from,
            words=typed.words,
            reason=typed.reason,
            row_version=typed.row_version,
            actor=by,
            now=now,
            today=wall_clock(now, place.zone).date(),
        )
    except (Invalid, Conflict, NotAllowedNow) as refusal:
        return await _refused(session, place, enquiry_id, "enquiry_accept", form, refusal)
    return _done(place, enquiry_id, "accepted")


@get("/organisations/enquiries/{enquiry_id:uuid}/turn-down", include_in_schema=False)
async def ask_turn_down(enquiry_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _page(session, place, enquiry_id, "enquiry_turn_down", form=begun(TurnDownForm))


@post("/organisations/enquiries/{enquiry_id:uuid}/turn-down", include_in_schema=False)
async def turn_down(
    enquiry_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, TurnDownForm)
    if form.problems:
        return await _refused(session, place, enquiry_id, "enquiry_turn_down", form)
    typed, version = form.value, form.value.row_version
    try:
        await actions.turn_down(
            session, enquiry_id, words=typed.words, reason=typed.reason, row_version=version, actor=by, now=now
        )
    except (Invalid, Conflict, NotAllowedNow) as refusal:
        return await _refused(session, place, enquiry_id, "enquiry_turn_down", form, refusal)
    return _done(place, enquiry_id, "turned-down")


@get("/organisations/enquiries/{enquiry_id:uuid}/undo", include_in_schema=False)
async def ask_undo(enquiry_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _page(session, place, enquiry_id, "enquiry_undo", form=begun(ReasonForm))


@post("/organisations/enquiries/{enquiry_id:uuid}/undo", include_in_schema=False)
async def undo(
    enquiry_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, ReasonForm)
    if form.problems:
        return await _refused(session, place, enquiry_id, "enquiry_undo", form)
    try:
        await actions.undo(session, enquiry_id, form.value.reason, form.value.row_version, by, now)
    except (Invalid, Conflict, NotAllowedNow) as refusal:
        return await _refused(session, place, enquiry_id, "enquiry_undo", form, refusal)
    return _done(place, enquiry_id, "undone")


_DONE = {
    "considered": gettext_noop("The enquiry is under consideration. Whoever asked was not written to."),
    "accepted": gettext_noop("The organisation is a member, and whoever asked is welcomed by mail."),
    "turned-down": gettext_noop("The enquiry was not accepted, and whoever asked is told by mail."),
    "undone": gettext_noop("The step was undone. If whoever asked was told already, write to them yourself."),
}


def _done(place: Scope, enquiry_id: UUID, done: str) -> Redirect:
    return sent_on(f"{enquiries_address(place)}/{enquiry_id}", done=done)


async def _refused(
    session: AsyncSession,
    place: Scope,
    enquiry_id: UUID,
    name: str,
    form: Form[Any],
    refusal: Invalid | Conflict | NotAllowedNow | None = None,
) -> Template:
    """The form again, with what was typed and why it was not done."""
    abandon(session)
    if isinstance(refusal, Invalid):
        form = form.with_problems(refusal.problems)
    conflict = str(refusal) if refusal and not form.problems else ""
    return await _page(session, place, enquiry_id, name, 409 if conflict else 422, form=form, conflict=conflict)


async def _page(
    session: AsyncSession, place: Scope, enquiry_id: UUID, name: str, status: int = 200, **context: Any
) -> Template:
    enquiry = await enquiry_detail(session, enquiry_id)
    if name != "enquiry" and not context.get("conflict"):
        allowed = enquiry.state in (UNDOES if name == "enquiry_undo" else WAITING)
        name = name if allowed else "enquiry"
    return organisations_page(
        name,
        place,
        status,
        **{"conflict": "", "said": "", **context},
        enquiry=enquiry,
        waits=enquiry.state in WAITING,
        can_undo=enquiry.state in UNDOES,
        here=f"{enquiries_address(place)}/{enquiry_id}",
        enquiries=enquiries_address(place),
        words=WORDS,
        colours=COLOURS,
        steps=STEPS,
        enquirer=actions.ENQUIRER,
        relations=RELATIONS,
    )


HANDLERS = [show_list, show_one, consider, ask_accept, accept, ask_turn_down, turn_down, ask_undo, undo]
