"""Moving a deadline that has been told: what it does is said first, and everybody who had the old time is written to."""

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.letters.fields import deadline_instant
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.pages.form import zone_choices
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.pages.times import DeadlineForm, deadline_of
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.responses.deadline import extend
from campaigns.responses.told import how_many
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import paragraphs


class ExtendForm(DeadlineForm, frozen=True, kw_only=True):
    reason: Annotated[str, paragraphs("why the deadline moves", most=1000)]


@get("/letters/{reference:str}/extend", include_in_schema=False)
async def ask_new_deadline(reference: FromPath[str], session: Session, place: Scope) -> Template | Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    if letter.signing is SigningState.NOT_OPEN:
        return sent_on(f"{address_of(place, reference)}/deadline")
    return await _page(session, place, letter, begun(ExtendForm, **deadline_of(letter)))


@post("/letters/{reference:str}/extend", include_in_schema=False)
async def set_new_deadline(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    form, status = await read_form(request, ExtendForm), 422
    if not form.problems:
        typed = form.value
        try:
            deadline = deadline_instant(typed.deadline_date, typed.deadline_time, typed.zone)
            await extend(session, letter.id, deadline, typed.zone, typed.reason, typed.row_version, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(address_of(place, reference), done="extended")
    jobs.abandon(session)
    await session.rollback()
    return await _page(session, place, await letter_of_reference(session, reference), form, status)


async def _page(
    session: AsyncSession, place: Scope, letter: LetterDetail, form: Form[ExtendForm], status: int = 200
) -> Template:
    return letter_page(
        "pages/responses/extend.html",
        place,
        letter,
        status,
        form=form,
        zones=zone_choices(form.typed("zone")),
        told=await how_many(session, letter.id),
    )


HANDLERS = [ask_new_deadline, set_new_deadline]
