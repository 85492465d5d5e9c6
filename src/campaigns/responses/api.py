"""The response board as JSON: the same queries as the secretariat's pages."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get
from litestar.params import FromPath, FromQuery, QueryParameter

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.mail_pages import list_mail
from campaigns.responses.queries import PAGE, BoardRow, figures, page
from campaigns.responses.rows import Response, Tier
from campaigns.responses.sorting import Sort
from campaigns.signatures.queries import count_accepted
from campaigns.web.dependencies import Session


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows each response has, and how many organisations stand behind the accepted signatures."""

    responses: dict[Response, int]
    organisations_signed: int


class Responses(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of the board; `after` asks for the next ones, and is null at the end.

    With another `sort` than by name, give back what the last row showed as well: its response as `stood`, its `at` as
    `answered_at`, its tier as `stood_tier`. It may show something else by the time you ask.
    """

    rows: list[BoardRow]
    after: UUID | None


@get("/{reference:str}/responses")
async def list_responses(
    reference: FromPath[str],
    session: Session,
    place: Scope,
    *,
    response: Annotated[list[Response] | None, QueryParameter()] = None,
    search: FromQuery[str] = "",
    after: FromQuery[UUID | None] = None,
    sort: FromQuery[Sort] = Sort.NAME,
    stood: FromQuery[Response | None] = None,
    answered_at: FromQuery[datetime | None] = None,
    via: FromQuery[UUID | None] = None,
    tier: FromQuery[Tier | None] = None,
    stood_tier: FromQuery[Tier | None] = None,
) -> Responses:
    """One hundred rows of the response board. Reasons for declining are here and nowhere else."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    rows = await page(
        session,
        letter.id,
        frozenset(response or ()),
        search,
        after,
        sort=sort,
        stood=stood,
        answered_at=answered_at,
        via=via,
        tier=tier,
        stood_tier=stood_tier,
    )
    return Responses(rows=rows, after=rows[-1].id if len(rows) == PAGE else None)


@get("/{reference:str}/responses/figures")
async def read_figures(reference: FromPath[str], session: Session, place: Scope) -> Figures:
    """The figures above the board."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    return Figures(
        responses=await figures(session, letter.id), organisations_signed=await count_accepted(session, letter.id)
    )


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[list_responses, read_figures, list_mail],
)
