"""A letter's history: who did what with it, and what was said against its signatures."""

import msgspec
from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.pages.frame import letter_page
from campaigns.letters.pages.told_steps import told
from campaigns.letters.queries import history_of, letter_of_reference
from campaigns.review.queries import disputes_of
from campaigns.review.wording import reason_in_words
from campaigns.signatures.told_steps import STEP_WORDS
from campaigns.web.dependencies import Session


@get("/letters/{reference:str}/history", include_in_schema=False)
async def history(reference: FromPath[str], session: Session, place: Scope) -> Template:
    """The newest two hundred steps of the letter; to those who see responses, the newest fifty about disputes too."""
    place.require(Permission.READ_LETTERS)
    letter = await letter_of_reference(session, reference)
    steps = await history_of(session, letter.id)
    disputes = await disputes_of(session, letter.id) if place.may(Permission.SEE_RESPONSES) else []
    return letter_page(
        "pages/letters/history.html",
        place,
        letter,
        here="history",
        steps=[msgspec.structs.replace(step, step=told(step.machine, step.step)) for step in steps],
        disputes=[msgspec.structs.replace(step, reason=reason_in_words(step.reason)) for step in disputes],
        step_words=STEP_WORDS,
    )


HANDLERS = [history]
