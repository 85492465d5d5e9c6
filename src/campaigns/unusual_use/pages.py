"""The buttons about unusual use and paused pages: they stand on the Responses and Review tabs and lead back there."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.unusual_use import alerts, pausing
from campaigns.unusual_use.models import PublicPage
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, label


class LimitsForm(msgspec.Struct, frozen=True, kw_only=True):
    public: Annotated[int, label("the number for organisations")]
    individuals: Annotated[int, label("the number for individuals")]
    row_version: Annotated[int, hidden()]


@post("/letters/{reference:str}/alerts/{alert_id:uuid}/leave", include_in_schema=False)
async def leave_it(
    reference: FromPath[str], alert_id: FromPath[UUID], session: Session, place: Scope, by: By, now: Now
) -> Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await alerts.leave(session, letter.id, alert_id, by, now)
    return sent_on(f"{address_of(place, reference)}/responses", done="use-left")


@post("/letters/{reference:str}/pauses/{which:str}/pause", include_in_schema=False)
async def pause_page(
    reference: FromPath[str], which: FromPath[PublicPage], session: Session, place: Scope, by: By, now: Now
) -> Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await pausing.pause(session, letter.id, which, by, now)
    return sent_on(f"{address_of(place, reference)}/review", done="page-paused")


@post("/letters/{reference:str}/pauses/{which:str}/resume", include_in_schema=False)
async def resume_page(
    reference: FromPath[str], which: FromPath[PublicPage], session: Session, place: Scope, by: By, now: Now
) -> Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await pausing.resume(session, letter.id, which, by, now)
    return sent_on(f"{address_of(place, reference)}/review", done="page-resumed")


@get("/letters/{reference:str}/pauses", include_in_schema=False)
async def show_pauses(reference: FromPath[str], session: Session, place: Scope, done: FromQuery[str] = "") -> Template:
    """From how many on the pages by which anybody signs pause by themselves, and which are paused."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    return await _page(session, place, letter, None, done=done)


@post("/letters/{reference:str}/pauses", include_in_schema=False)
async def change_limits(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    form, status = await read_form(request, LimitsForm), 422
    if not form.problems:
        typed = form.value
        limits = pausing.Limits(public=typed.public, individuals=typed.individuals)
        try:
            await pausing.set_limits(session, letter.id, limits, typed.row_version, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/pauses", done="limits-changed")
    jobs.abandon(session)
    await session.rollback()
    return await _page(session, place, await letter_of_reference(session, reference), form, status)


async def _page(
    session: Session,
    place: Scope,
    letter: LetterDetail,
    form: Form[LimitsForm] | None,
    status: int = 200,
    done: str = "",
) -> Template:
    limits = await pausing.limits_of(session, letter.id)
    return letter_page(
        "pages/unusual_use/pauses.html",
        place,
        letter,
        status,
        here="review",
        done=done,
        form=form or begun(LimitsForm, public=limits.public, individuals=limits.individuals, row_version=letter.row_version),
        pages=await pausing.pages_of(session, letter.id),
    )


HANDLERS = [leave_it, pause_page, resume_page, show_pauses, change_limits]
