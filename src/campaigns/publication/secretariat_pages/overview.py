"""The list of a coalition's letters, and one letter with what comes next."""

import msgspec
from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.guards import refusal
from campaigns.letters.headline import Headline
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.lifecycles.text import TextStep
from campaigns.letters.pages.frame import desk_page, letter_page
from campaigns.letters.pages.told_steps import told
from campaigns.letters.queries import PAGE, history_of, letter_of_reference, letters_of, versions_of
from campaigns.publication.progress import progress_of
from campaigns.publication.tasks import tasks_of
from campaigns.web.dependencies import Now, Session

COLOURS = {
    Headline.DRAFT: "grey",
    Headline.READY_TO_INVITE: "blue",
    Headline.OPEN: "yellow",
    Headline.CLOSED: "purple",
    Headline.FROZEN: "purple",
    Headline.SCHEDULED: "blue",
    Headline.PUBLISHED_OPEN: "green",
    Headline.PUBLISHED: "green",
}
_STEPS_SHOWN = 5


@get("/letters", include_in_schema=False)
async def list_letters(session: Session, place: Scope, after: FromQuery[str] = "", done: FromQuery[str] = "") -> Template:
    place.require(Permission.READ_LETTERS)
    rows = await letters_of(session, after or None)
    return desk_page(
        "pages/letters/list.html",
        place,
        done=done,
        rows=rows,
        progress=await progress_of(session, [row.id for row in rows]) if rows else {},
        sees_responses=place.may(Permission.SEE_RESPONSES),
        may_draft=place.may(Permission.DRAFT),
        more=rows[-1].reference if len(rows) == PAGE else None,
        after=after,
        colours=COLOURS,
    )


@get("/letters/{reference:str}", include_in_schema=False)
async def show_letter(
    reference: FromPath[str], session: Session, place: Scope, now: Now, done: FromQuery[str] = ""
) -> Template:
    place.require(Permission.READ_LETTERS)
    letter = await letter_of_reference(session, reference)
    progress = (await progress_of(session, [letter.id]))[letter.id]
    tasks = tasks_of(letter, progress)
    may = {permission: place.may(permission) for permission in Permission}
    steps = await history_of(session, letter.id, _STEPS_SHOWN)
    return letter_page(
        "pages/letters/show.html",
        place,
        letter,
        here="overview",
        done=done,
        progress=progress,
        tasks=tasks,
        due=next((task for task in tasks if task.button and may[task.needs]), None),
        may=may,
        colours=COLOURS,
        steps=[msgspec.structs.replace(step, step=told(step.machine, step.step)) for step in steps],
        versions=await versions_of(session, letter.id),
        may_revise=may[Permission.LOCK] and refusal(letter, TextStep.REVISE, now) is None,
        may_close=may[Permission.CLOSE] and refusal(letter, SigningStep.CLOSE, now) is None,
    )


HANDLERS = [list_letters, show_letter]
