"""Looking at the list before it is frozen, freezing it, and opening it to changes again."""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.individuals.queries import figures as individual_figures
from campaigns.individuals.wording import identified
from campaigns.letters.guards import refusal
from campaigns.letters.lifecycles.signing import SigningState, SigningStep
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.publication import actions
from campaigns.publication.secretariat_pages.step_form import StepForm
from campaigns.publication.secretariat_queries import SHOWN, left_out, list_preview
from campaigns.review.names import count_proposed
from campaigns.review.queries import count_waiting
from campaigns.signatures.late.queries import count_asked
from campaigns.signatures.told_steps import STATE_COLOURS, STATE_WORDS
from campaigns.standing_authority.telling import not_told_in_time
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session, Settings
from campaigns.web.forms import Form, begun, read_form


@get("/letters/{reference:str}/freeze", include_in_schema=False)
async def ask_freeze(reference: FromPath[str], session: Session, place: Scope, now: Now) -> Template:
    place.require(Permission.CLOSE)
    letter = await letter_of_reference(session, reference)
    return await _page(session, place, letter, begun(StepForm, row_version=letter.row_version), now)


@post("/letters/{reference:str}/freeze", include_in_schema=False)
async def freeze(
    reference: FromPath[str], request: AnyRequest, session: Session, settings: Settings, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.CLOSE)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, StepForm)
    if form.problems:
        jobs.abandon(session)
        return await _page(session, place, letter, form, now, 422)
    await actions.freeze(session, letter.id, form.value.row_version, settings.public_url, by, now)
    return sent_on(f"{address_of(place, reference)}/edition", done="frozen")


@post("/letters/{reference:str}/unfreeze", include_in_schema=False)
async def unfreeze(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.CLOSE)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, StepForm)
    if form.problems:
        jobs.abandon(session)
        return await _page(session, place, letter, form, now, 422)
    await actions.unfreeze(session, letter.id, form.value.row_version, by, now)
    return sent_on(address_of(place, reference), done="unfrozen")


async def _page(
    session: Session, place: Scope, letter: LetterDetail, form: Form[StepForm], now: Now, status: int = 200
) -> Template:
    waiting = await count_waiting(session, letter.id)
    untold = await not_told_in_time(session, letter.id, now)
    out, out_count = await left_out(session, letter)
    return letter_page(
        "pages/publication_secretariat/freeze.html",
        place,
        letter,
        status,
        here="edition",
        form=form,
        frozen=letter.signing is SigningState.FROZEN,
        refusal=refusal(letter, SigningStep.FREEZE, now, waiting=waiting.review, untold=untold),
        to_review=waiting.review,
        unchecked=waiting.unchecked,
        unauthorised=waiting.unauthorised,
        late=await count_asked(session, letter.id),
        proposed=await count_proposed(session, letter.id),
        individuals=await individual_figures(session, letter.id),
        identified=identified,
        listed=await list_preview(session, letter),
        left_out=out,
        left_out_count=out_count,
        shown=SHOWN,
        state_words=STATE_WORDS,
        state_colours=STATE_COLOURS,
    )


HANDLERS = [ask_freeze, freeze, unfreeze]
