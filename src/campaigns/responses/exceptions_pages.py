"""The exceptions queue as a page: each kind a filter with its count, and each thing a link to where it is decided."""

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.individuals.queries import waiting_rows
from campaigns.individuals.wording import identified
from campaigns.letters.pages.frame import letter_page
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.exceptions import PAGE, count_by_kind, queue
from campaigns.review.kinds import COLOURS, WORDS, Kind
from campaigns.review.names import count_proposed
from campaigns.review.queries import count_waiting
from campaigns.unusual_use.alerts import open_alerts
from campaigns.unusual_use.pausing import pages_of
from campaigns.web.dependencies import Session


@get("/letters/{reference:str}/review", include_in_schema=False)
async def show_queue(
    reference: FromPath[str],
    session: Session,
    place: Scope,
    *,
    kind: FromQuery[str] = "",
    after: FromQuery[str] = "",
    done: FromQuery[str] = "",
) -> Template:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    shown = Kind(kind) if kind in {one.value for one in Kind} else None
    rows = await queue(session, letter, shown, after)
    counted = await count_by_kind(session, letter)
    waiting = await count_waiting(session, letter.id)
    return letter_page(
        "pages/review/queue.html",
        place,
        letter,
        here="review",
        done=done,
        rows=rows,
        kind=shown,
        total=sum(counted.values()),
        kinds=[(one, number) for one, number in counted.items() if number or one is shown],
        words=WORDS,
        colours=COLOURS,
        unchecked=waiting.unchecked,
        unauthorised=waiting.unauthorised,
        proposed=await count_proposed(session, letter.id),
        individuals=await waiting_rows(session, letter.id) if letter.individuals_may_sign else [],
        identified=identified,
        more=rows[-1].place if len(rows) == PAGE else "",
        after=after,
        alerts=await open_alerts(session, letter.id),
        pages=await pages_of(session, letter.id),
    )


HANDLERS = [show_queue]
