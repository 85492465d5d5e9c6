"""One organisation's membership: its steps, admitting it, ending the membership, and undoing a mistake."""

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
from campaigns.languages.catalogues import gettext_noop
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.members import steps
from campaigns.organisations.members.lifecycle import Ending, MembershipState, MembershipStep
from campaigns.organisations.members.queries import membership_of
from campaigns.organisations.pages.frame import address_of, organisations_page, sent_on
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, label, line

STEP_WORDS = {
    MembershipStep.ADMIT: gettext_noop("Admitted"),
    MembershipStep.LAPSE: gettext_noop("Lapsed"),
    MembershipStep.LEAVE: gettext_noop("Left"),
    MembershipStep.REMOVE: gettext_noop("Removed"),
    MembershipStep.REINSTATE: gettext_noop("Is a member after all"),
    MembershipStep.TAKE_BACK: gettext_noop("Is no member after all"),
    MembershipStep.CORRECT: gettext_noop("Days corrected"),
}
ENDINGS = {
    Ending.LAPSED: (gettext_noop("It lapsed"), gettext_noop("It was not renewed, or the organisation closed.")),
    Ending.LEFT: (gettext_noop("The organisation left"), gettext_noop("It gave up its membership.")),
    Ending.REMOVED: (gettext_noop("It was removed"), gettext_noop("The coalition ended the membership. It needs a reason.")),
}


class AdmitForm(msgspec.Struct, frozen=True, kw_only=True):
    member_from: Annotated[date | None, label("the first day of the membership")] = None
    reason: Annotated[str, line("the reason", most=5000, required=False)] = ""
    row_version: Annotated[int, hidden()]


class EndForm(msgspec.Struct, frozen=True, kw_only=True):
    ending: Annotated[Ending, label("how the membership ended")]
    member_until: Annotated[date | None, label("the last day of the membership")] = None
    reason: Annotated[str, line("the reason", most=5000, required=False)] = ""
    row_version: Annotated[int, hidden()]


class UndoForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, line("the reason", most=5000, required=False)] = ""
    event: Annotated[UUID, hidden()]
    row_version: Annotated[int, hidden()]


@get("/organisations/{organisation_id:uuid}/membership", include_in_schema=False)
async def show(
    organisation_id: FromPath[UUID], session: Session, place: Place, done: FromQuery[str | None] = None
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _page(session, place, organisation_id, "membership", done=done)


@get("/organisations/{organisation_id:uuid}/membership/admit", include_in_schema=False)
async def ask_admit(organisation_id: FromPath[UUID], session: Session, place: Place, now: Now) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = begun(AdmitForm, member_from=wall_clock(now, place.zone).date())
    return await _page(session, place, organisation_id, "membership_admit", form=form)


@post("/organisations/{organisation_id:uuid}/membership/admit", include_in_schema=False)
async def admit(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, AdmitForm)
    if form.problems:
        return await _refused(session, place, organisation_id, "membership_admit", form)
    typed, today = form.value, wall_clock(now, place.zone).date()
    try:
        await steps.admit(session, organisation_id, typed.member_from, typed.reason, by, now, today, typed.row_version)
    except (Invalid, Conflict, NotAllowedNow) as refusal:
        return await _refused(session, place, organisation_id, "membership_admit", form, refusal)
    return sent_on(f"{address_of(place, organisation_id)}/membership", done="admitted")


@get("/organisations/{organisation_id:uuid}/membership/end", include_in_schema=False)
async def ask_end(organisation_id: FromPath[UUID], session: Session, place: Place, now: Now) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = begun(EndForm, member_until=wall_clock(now, place.zone).date())
    return await _page(session, place, organisation_id, "membership_end", form=form)


@post("/organisations/{organisation_id:uuid}/membership/end", include_in_schema=False)
async def end(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, EndForm)
    if form.problems:
        return await _refused(session, place, organisation_id, "membership_end", form)
    typed, today = form.value, wall_clock(now, place.zone).date()
    try:
        await steps.end(
            session, organisation_id, typed.ending, typed.member_until, typed.reason, by, now, today, typed.row_version
        )
    except (Invalid, Conflict, NotAllowedNow) as refusal:
        return await _refused(session, place, organisation_id, "membership_end", form, refusal)
    return sent_on(f"{address_of(place, organisation_id)}/membership", done="membership-ended")


@get("/organisations/{organisation_id:uuid}/membership/undo", include_in_schema=False)
async def ask_undo(organisation_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _page(session, place, organisation_id, "membership_undo", form=begun(UndoForm))


@post("/organisations/{organisation_id:uuid}/membership/undo", include_in_schema=False)
async def undo(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, UndoForm)
    if form.problems:
        return await _refused(session, place, organisation_id, "membership_undo", form)
    typed = form.value
    try:
        await steps.undo(session, organisation_id, typed.event, typed.reason, by, now, typed.row_version)
    except (Invalid, Conflict, NotAllowedNow) as refusal:
        return await _refused(session, place, organisation_id, "membership_undo", form, refusal)
    return sent_on(f"{address_of(place, organisation_id)}/membership", done="membership-undone")


async def _refused(
    session: AsyncSession,
    place: Scope,
    organisation_id: UUID,
    name: str,
    form: Form[Any],
    refusal: Invalid | Conflict | NotAllowedNow | None = None,
) -> Template:
    """The form again, with what was typed and why it was not done."""
    abandon(session)
    if isinstance(refusal, Invalid):
        form = form.with_problems(refusal.problems)
    conflict = str(refusal) if refusal and not form.problems else ""
    return await _page(session, place, organisation_id, name, 409 if conflict else 422, form=form, conflict=conflict)


async def _page(
    session: AsyncSession, place: Scope, organisation_id: UUID, name: str, status: int = 200, **context: Any
) -> Template:
    shown = await membership_of(session, organisation_id)
    # A page whose step cannot be taken now shows the membership instead.
    if shown.state is MembershipState.MEMBER and name == "membership_admit" and not context.get("conflict"):
        name = "membership"
    if shown.newest is None and name == "membership_undo":
        name = "membership"
    return organisations_page(
        name,
        place,
        status,
        **{"conflict": "", "done": None, **context},
        shown=shown,
        here=f"{address_of(place, organisation_id)}/membership",
        steps=STEP_WORDS,
        endings=ENDINGS,
    )


HANDLERS = [show, ask_admit, admit, ask_end, end, ask_undo, undo]
