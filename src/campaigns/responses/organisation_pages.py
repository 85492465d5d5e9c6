"""One organisation's response to one letter, as a page."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Invalid
from campaigns.invitations.reasons import WORDS as REASON_WORDS
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.responses.models import NoteKind
from campaigns.responses.notes import LONGEST_LINE, LONGEST_NOTE, NoteFields, add_note
from campaigns.responses.organisation import response_of
from campaigns.responses.queries import DELIVERY_WORDS, WORDS
from campaigns.responses.rows import ASKED_AGAIN
from campaigns.responses.words import COLOURS, WHO_SEES_WORDS, mail_words
from campaigns.signatures.told_steps import STATE_COLOURS, STATE_WORDS
from campaigns.unusual_use.alerts import open_alerts
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import label, line, paragraphs


class NoteForm(msgspec.Struct, frozen=True, kw_only=True):
    kind: Annotated[NoteKind, label("what this is")]
    spoke_with: Annotated[str, line("whom you spoke to", most=LONGEST_LINE, required=False)] = ""
    number: Annotated[str, line("the number", most=LONGEST_LINE, required=False)] = ""
    words: Annotated[str, paragraphs("what was said", most=LONGEST_NOTE, required=False)] = ""


@get("/letters/{reference:str}/responses/{organisation_id:uuid}", include_in_schema=False)
async def show_response(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    session: Session,
    place: Scope,
    done: FromQuery[str] = "",
) -> Template:
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    form = begun(NoteForm, kind=NoteKind.NOTE)
    return await _page(session, place, letter, organisation_id, form, done=done)


@post("/letters/{reference:str}/responses/{organisation_id:uuid}/notes", include_in_schema=False)
async def write_note(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, NoteForm)
    if not form.problems:
        try:
            typed = NoteFields(**msgspec.structs.asdict(form.value))
            await add_note(session, letter, organisation_id, typed, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(f"{address_of(place, reference)}/responses/{organisation_id}", done="noted")
    jobs.abandon(session)
    await session.rollback()
    return await _page(session, place, letter, organisation_id, form, 422)


async def _page(
    session: Session,
    place: Scope,
    letter: LetterDetail,
    organisation_id: UUID,
    form: Form[NoteForm],
    status: int = 200,
    done: str = "",
) -> Template:
    return letter_page(
        "pages/responses/organisation.html",
        place,
        letter,
        status,
        here="responses",
        done=done,
        form=form,
        response=await response_of(session, letter, organisation_id),
        words=WORDS,
        colours=COLOURS,
        delivery=DELIVERY_WORDS,
        reasons=REASON_WORDS,
        who_sees=WHO_SEES_WORDS,
        mail_words=mail_words,
        state_words=STATE_WORDS,
        state_colours=STATE_COLOURS,
        may_invite=place.may(Permission.INVITE),
        asked_again=ASKED_AGAIN,
        may_review=place.may(Permission.REVIEW_SIGNATURES),
        may_manage=place.may(Permission.MANAGE_ORGANISATIONS),
        alerts=await open_alerts(session, letter.id, organisation_id=organisation_id),
    )


HANDLERS = [show_response, write_note]
