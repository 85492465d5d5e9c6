"""The exceptions queue as JSON: the same query as the page."""

import msgspec
from litestar import Router, get
from litestar.params import FromPath, FromQuery

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.exceptions import PAGE, Exceptional, count_by_kind, queue
from campaigns.review.kinds import Kind
from campaigns.web.dependencies import Session


class Exceptions(msgspec.Struct, frozen=True, kw_only=True):
    """How many of each kind wait, and fifty of them; `after` asks for the next ones, and is empty at the end."""

    counts: dict[Kind, int]
    rows: list[Exceptional]
    after: str


@get("/{reference:str}/reviews")
async def list_reviews(
    reference: FromPath[str],
    session: Session,
    place: Scope,
    kind: FromQuery[Kind | None] = None,
    after: FromQuery[str] = "",
) -> Exceptions:
    """What waits for the secretariat, the most pressing kind first, and of each kind what has waited longest."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    rows = await queue(session, letter, kind, after)
    counts = await count_by_kind(session, letter)
    return Exceptions(counts=counts, rows=rows, after=rows[-1].place if len(rows) == PAGE else "")


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[list_reviews],
)
