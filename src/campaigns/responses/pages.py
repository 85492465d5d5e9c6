"""The response board: who has signed, declined, asked for time or said nothing, and what can be done about it."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Response as Answer
from litestar.response import Stream, Template

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.invitations.reasons import WORDS as REASON_WORDS
from campaigns.letters.pages.frame import letter_page
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.queries import DELIVERY_WORDS, PAGE, TIER_WORDS, WORDS, BoardRow, all_rows, figures, page
from campaigns.responses.rows import ASKED_AGAIN, Response, Tier
from campaigns.responses.sorting import Sort
from campaigns.responses.table import board_csv
from campaigns.responses.words import COLOURS, basis_told, tier_told, why_not_reached
from campaigns.signatures.late.queries import count_asked
from campaigns.signatures.queries import count_accepted
from campaigns.unusual_use.alerts import open_alerts
from campaigns.web.dependencies import Now, Session
from campaigns.web.ids import id_in

#: The figures that always stand above the board; the others only where there are any.
HEAD = (
    Response.SIGNED,
    Response.AWAITING,
    Response.AUTHORITY,
    Response.REVIEW,
    Response.DECLINED,
    Response.MORE_TIME,
    Response.NO_REPLY,
    Response.NOT_REACHED,
)


@get("/letters/{reference:str}/responses", include_in_schema=False)
async def board(
    reference: FromPath[str],
    session: Session,
    place: Scope,
    now: Now,
    *,
    show: FromQuery[str] = "",
    q: FromQuery[str] = "",
    after: FromQuery[str] = "",
    sort: FromQuery[str] = "",
    stood: FromQuery[str] = "",
    via: FromQuery[str] = "",
    tier: FromQuery[str] = "",
    done: FromQuery[str] = "",
) -> Template:
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    shown = response_of(show)
    order = Sort(sort) if sort in {one.value for one in Sort} else Sort.NAME
    rows = await page(
        session,
        letter.id,
        frozenset({shown} if shown else ()),
        q,
        id_in(after),
        sort=order,
        stood=response_of(stood),
        answered_at=instant_in(stood),
        via=id_in(via),
        tier=tier_of(tier),
        stood_tier=tier_of(stood),
    )
    counted = await figures(session, letter.id)
    organisations = await count_accepted(session, letter.id)
    return letter_page(
        "pages/responses/show.html",
        place,
        letter,
        here="responses",
        done=done,
        figures=[(one, counted[one]) for one in Response if one in HEAD or counted[one]],
        total=sum(counted.values()),
        signed_organisations=organisations,
        late=await count_asked(session, letter.id),
        alerts=await open_alerts(session, letter.id),
        joint=organisations != counted[Response.SIGNED],
        rows=rows,
        more=_place(rows[-1], order) if len(rows) == PAGE else "",
        sort=order,
        show=shown,
        q=q.strip(),
        after=after,
        stood=stood,
        via=id_in(via),
        tier=tier_of(tier),
        tiers=TIER_WORDS,
        tier_told=tier_told,
        basis_told=basis_told,
        now=now,
        words=WORDS,
        colours=COLOURS,
        delivery=DELIVERY_WORDS,
        why_not_reached=why_not_reached,
        reasons=REASON_WORDS,
        may_invite=place.may(Permission.INVITE),
        asked_again=ASKED_AGAIN,
        may_review=place.may(Permission.REVIEW_SIGNATURES),
    )


@get("/letters/{reference:str}/responses.csv", include_in_schema=False)
async def board_as_csv(reference: FromPath[str], session: Session, place: Scope) -> Answer[Any]:
    """The whole board, read at one moment and then sent a piece at a time."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    rows = await all_rows(session, letter.id)
    return Stream(
        board_csv(rows, letter.zone),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{letter.reference}-responses.csv"'},
    )


def _place(row: BoardRow, sort: Sort) -> str:
    """The part of an address that asks for what comes after a row."""
    shown = {"after": str(row.id)}
    if sort is Sort.RESPONSE:
        shown["stood"] = row.response.value
    elif sort is Sort.WHEN and row.at is not None:
        shown["stood"] = row.at.isoformat()
    elif sort is Sort.TIER:
        shown["stood"] = row.tier.value
    return urlencode(shown)


def instant_in(text: str) -> datetime | None:
    """The instant that an address names, in UTC; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def response_of(text: str) -> Response | None:
    """The filter that an address names; anything else shows all."""
    return Response(text) if text in {one.value for one in Response} else None


def tier_of(text: str) -> Tier | None:
    """The tier that an address names; anything else is none."""
    return Tier(text) if text in {one.value for one in Tier} else None


HANDLERS = [board, board_as_csv]
