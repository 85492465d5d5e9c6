"""The deadline before signing opens, and closing before it comes."""

from datetime import date, time
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Invalid
from campaigns.instants import wall_clock
from campaigns.letters import actions
from campaigns.letters.fields import deadline_instant
from campaigns.letters.pages.form import zone_choices
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, label, line, paragraphs


class DeadlineForm(msgspec.Struct, frozen=True, kw_only=True):
    deadline_date: Annotated[date, label("the date of the deadline")]
    deadline_time: Annotated[time, label("the time of the deadline")]
    zone: Annotated[str, line("the time zone", most=60)]
    row_version: Annotated[int, hidden()]


def deadline_of(letter: LetterDetail) -> dict[str, object]:
    """What a `DeadlineForm` holds for a letter as it is."""
    local = wall_clock(letter.deadline_at, letter.zone) if letter.deadline_at else None
    return {
        "deadline_date": local.date() if local else None,
        "deadline_time": local.time() if local else None,
        "zone": letter.zone,
        "row_version": letter.row_version,
    }


class CloseForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, paragraphs("why signing is being closed now", most=1000)]
    row_version: Annotated[int, hidden()]


@get("/letters/{reference:str}/deadline", include_in_schema=False)
async def ask_deadline(reference: FromPath[str], session: Session, place: Scope) -> Template:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return _deadline_page(place, letter, begun(DeadlineForm, **deadline_of(letter)))


@post("/letters/{reference:str}/deadline", include_in_schema=False)
async def set_deadline(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, now: Now
) -> Template | Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, DeadlineForm)
    if not form.problems:
        typed = form.value
        try:
            deadline = deadline_instant(typed.deadline_date, typed.deadline_time, typed.zone)
            await actions.set_deadline(session, letter.id, deadline, typed.zone, typed.row_version, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(address_of(place, reference), done="deadline")
    jobs.abandon(session)
    return _deadline_page(place, letter, form, 422)


@get("/letters/{reference:str}/close", include_in_schema=False)
async def ask_close(reference: FromPath[str], session: Session, place: Scope) -> Template:
    place.require(Permission.CLOSE)
    letter = await letter_of_reference(session, reference)
    return _close_page(place, letter, begun(CloseForm, row_version=letter.row_version))


@post("/letters/{reference:str}/close", include_in_schema=False)
async def close(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.CLOSE)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, CloseForm)
    if form.problems:
        jobs.abandon(session)
        return _close_page(place, letter, form, 422)
    await actions.close_signing(session, letter.id, form.value.row_version, by, now, form.value.reason)
    return sent_on(address_of(place, reference), done="closed")


def _deadline_page(place: Scope, letter: LetterDetail, form: Form[DeadlineForm], status: int = 200) -> Template:
    zones = zone_choices(form.typed("zone"))
    return letter_page("pages/letters/deadline.html", place, letter, status, form=form, zones=zones)


def _close_page(place: Scope, letter: LetterDetail, form: Form[CloseForm], status: int = 200) -> Template:
    return letter_page("pages/letters/close.html", place, letter, status, here="responses", form=form)


HANDLERS = [ask_deadline, set_deadline, ask_close, close]
