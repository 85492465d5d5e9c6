"""Why organisations decline, for the working group: a page and a CSV."""

from typing import Any

from litestar import get
from litestar.params import FromPath
from litestar.response import Response as Answer
from litestar.response import Template

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.invitations.reasons import WORDS as REASON_WORDS
from campaigns.letters.pages.frame import letter_page
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.table import themes_csv
from campaigns.responses.themes import themes_of
from campaigns.web.dependencies import Session

#: How many explanations the page shows; the CSV has all of them.
SHOWN = 200


@get("/letters/{reference:str}/themes", include_in_schema=False)
async def show_themes(reference: FromPath[str], session: Session, place: Scope) -> Template:
    place.require(Permission.SEE_THEMES)
    letter = await letter_of_reference(session, reference)
    found = await themes_of(session, letter.id)
    in_words = [one for one in found.said if one.explanation or one.would_sign_if]
    return letter_page(
        "pages/responses/themes.html",
        place,
        letter,
        here="responses" if place.may(Permission.SEE_RESPONSES) else "themes",
        themes=found.themes,
        total=len(found.said),
        said=in_words[:SHOWN],
        more=max(0, len(in_words) - SHOWN),
        reasons=REASON_WORDS,
    )


@get("/letters/{reference:str}/themes.csv", include_in_schema=False)
async def themes_as_csv(reference: FromPath[str], session: Session, place: Scope) -> Answer[Any]:
    """One line for each organisation that let the working group see why; without its name unless it gave that too."""
    place.require(Permission.SEE_THEMES)
    letter = await letter_of_reference(session, reference)
    found = await themes_of(session, letter.id)
    return Answer(
        themes_csv(found.said),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{letter.reference}-themes.csv"'},
    )


HANDLERS = [show_themes, themes_as_csv]
