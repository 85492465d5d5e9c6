"""Making a version final, and beginning the next one from it."""

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Invalid
from campaigns.letters import actions
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.text.checks import problems, warnings
from campaigns.text.view import letter_view
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, paragraphs


class LockForm(msgspec.Struct, frozen=True, kw_only=True):
    row_version: Annotated[int, hidden()]


class ReviseForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, paragraphs("why the text is being revised", most=1000)]
    row_version: Annotated[int, hidden()]


@get("/letters/{reference:str}/lock", include_in_schema=False)
async def ask_lock(reference: FromPath[str], session: Session, place: Scope) -> Template:
    place.require(Permission.LOCK)
    return _lock_page(place, await letter_of_reference(session, reference))


@post("/letters/{reference:str}/lock", include_in_schema=False)
async def lock(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.LOCK)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, LockForm)
    if form.problems:
        jobs.abandon(session)
        return _lock_page(place, letter, form, 422)
    await actions.lock(session, letter.id, form.value.row_version, by, now)
    return sent_on(address_of(place, reference), done="locked")


@get("/letters/{reference:str}/revise", include_in_schema=False)
async def ask_revise(reference: FromPath[str], session: Session, place: Scope) -> Template:
    place.require(Permission.LOCK)
    letter = await letter_of_reference(session, reference)
    return _revise_page(place, letter, begun(ReviseForm, row_version=letter.row_version))


@post("/letters/{reference:str}/revise", include_in_schema=False)
async def revise(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.LOCK)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, ReviseForm)
    if not form.problems:
        try:
            await actions.revise(session, letter.id, form.value.row_version, by, now, form.value.reason)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(address_of(place, reference), done="revised")
    jobs.abandon(session)
    return _revise_page(place, letter, form, 422)


def _lock_page(place: Scope, letter: LetterDetail, form: Form[LockForm] | None = None, status: int = 200) -> Template:
    return letter_page(
        "pages/letters/lock.html",
        place,
        letter,
        status,
        here="text",
        form=form or begun(LockForm, row_version=letter.row_version),
        view=letter_view(letter.words, title_level=2),
        problems=problems(letter.words, letter.kind, attribution=letter.attribution),
        warnings=warnings(letter.words),
    )


def _revise_page(place: Scope, letter: LetterDetail, form: Form[ReviseForm], status: int = 200) -> Template:
    return letter_page("pages/letters/revise.html", place, letter, status, here="text", form=form)


HANDLERS = [ask_lock, lock, ask_revise, revise]
