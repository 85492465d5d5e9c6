"""Beginning and writing a draft; when two people write at once, both texts are shown and neither is lost."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Conflict, Invalid
from campaigns.letters import actions
from campaigns.letters.lifecycles.text import TextState
from campaigns.letters.pages.conflict import conflict_page
from campaigns.letters.pages.form import (
    LETTER_LIMIT,
    LetterForm,
    empty_form,
    form_of,
    language_choices,
    view_of_typed,
    zone_choices,
)
from campaigns.letters.pages.frame import address_of, desk_page, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_id, letter_of_reference
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, read_form


@get("/letters/new", include_in_schema=False)
async def ask_new(place: Scope) -> Template:
    place.require(Permission.DRAFT)
    return _new_page(place, empty_form(place.zone))


@post("/letters/new", include_in_schema=False, request_max_body_size=LETTER_LIMIT)
async def begin(request: AnyRequest, session: Session, place: Scope, by: By, now: Now) -> Template | Redirect:
    place.require(Permission.DRAFT)
    form = await read_form(request, LetterForm)
    if not form.problems:
        try:
            letter = await actions.begin_letter(session, place.coalition_id, form.value.fields(), by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(address_of(place, letter.reference), done="begun")
    jobs.abandon(session)
    return _new_page(place, form, 422)


@get("/letters/{reference:str}/edit", include_in_schema=False)
async def ask_edit(reference: FromPath[str], session: Session, place: Scope) -> Template:
    place.require(Permission.DRAFT)
    letter = await letter_of_reference(session, reference)
    return _edit_page(place, letter, form_of(letter))


@post("/letters/{reference:str}/edit", include_in_schema=False, request_max_body_size=LETTER_LIMIT)
async def edit(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.DRAFT)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, LetterForm)
    if not form.problems:
        try:
            await actions.write(session, letter.id, form.value.fields(), form.value.row_version, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except Conflict as conflict:
            jobs.abandon(session)
            return conflict_page(place, await letter_of_id(session, letter.id), form, str(conflict))
        else:
            return sent_on(address_of(place, reference), done="saved")
    jobs.abandon(session)
    return _edit_page(place, letter, form, 422)


def _new_page(place: Scope, form: Form[LetterForm], status: int = 200) -> Template:
    return desk_page("pages/letters/new.html", place, status, form=form, **_choices(form))


def _edit_page(place: Scope, letter: LetterDetail, form: Form[LetterForm], status: int = 200) -> Template:
    # What was typed is shown even where the text was locked meanwhile: it can be copied, though not saved.
    locked = letter.text is TextState.LOCKED
    return letter_page(
        "pages/letters/edit.html",
        place,
        letter,
        status,
        here="text",
        form=form,
        locked=locked,
        view=view_of_typed(form),
        **_choices(form),
    )


def _choices(form: Form[LetterForm]) -> dict[str, Any]:
    return {"zones": zone_choices(form.typed("zone")), "languages": language_choices(form.typed("language"))}


HANDLERS = [ask_new, begin, ask_edit, edit]
