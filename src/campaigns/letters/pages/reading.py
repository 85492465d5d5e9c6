"""Reading a letter's text as it will be published: the draft, a locked version, an earlier one."""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Template

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.pages.form import LETTER_LIMIT, LetterForm, view_of_typed
from campaigns.letters.pages.frame import letter_page
from campaigns.letters.queries import letter_of_reference, version_of, versions_of
from campaigns.text.checks import problems, warnings
from campaigns.text.view import letter_view
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Session
from campaigns.web.forms import read_form
from campaigns.web.templates import page


@get("/letters/{reference:str}/preview", include_in_schema=False)
async def preview(reference: FromPath[str], session: Session, place: Scope) -> Template:
    """The newest version, by the same pipeline that publishes it, with what stops it from being locked."""
    place.require(Permission.READ_LETTERS)
    letter = await letter_of_reference(session, reference)
    return letter_page(
        "pages/letters/preview.html",
        place,
        letter,
        here="text",
        view=letter_view(letter.words, title_level=2),
        problems=problems(letter.words, letter.kind, attribution=letter.attribution),
        warnings=warnings(letter.words),
        versions=await versions_of(session, letter.id),
    )


@post("/letters/preview", include_in_schema=False, request_max_body_size=LETTER_LIMIT)
async def preview_typed(request: AnyRequest, place: Scope) -> Template:
    """What is typed on the form, as a fragment for the page beside it. Nothing is saved."""
    place.require(Permission.DRAFT)
    view = view_of_typed(await read_form(request, LetterForm))
    return page("pages/letters/preview_typed.html", coalition=place, view=view)


@get("/letters/{reference:str}/versions/{number:int}", include_in_schema=False)
async def version(reference: FromPath[str], number: FromPath[int], session: Session, place: Scope) -> Template:
    """One version, which stays readable for ever."""
    place.require(Permission.READ_LETTERS)
    newest = await letter_of_reference(session, reference)
    shown = await version_of(session, reference, number)
    return letter_page(
        "pages/letters/version.html",
        place,
        newest,
        here="text",
        shown=shown,
        view=letter_view(shown.words, title_level=2),
        versions=await versions_of(session, newest.id),
    )


HANDLERS = [preview, preview_typed, version]
