"""In which order the board stands: by name, response, tier, or when somebody answered; and where a page of it goes on."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Subquery, case, extract, func, literal, literal_column, tuple_

from campaigns.responses.rows import Response, Tier, place_of


class Sort(StrEnum):
    """Orders, each followed by list order, which `NAME` is. `RESPONSE` is that of the figures, `WHEN` the newest first."""

    NAME = "name"
    RESPONSE = "response"
    WHEN = "when"
    TIER = "tier"


_PLACES = {response.value: place for place, response in enumerate(Response)}
_TIERS = {tier.value: place for place, tier in enumerate(Tier)}


def order_of(rows: Subquery, sort: Sort) -> tuple[ColumnElement[Any], ...]:
    """What the rows are ordered by, every part of it ascending, and the last of it unique."""
    match sort:
        case Sort.NAME:
            return (rows.c.sort_key, rows.c.id)
        case Sort.RESPONSE:
            return (case(_PLACES, value=rows.c.response), rows.c.sort_key, rows.c.id)
        case Sort.WHEN:
            return (_ago(rows.c.at), rows.c.sort_key, rows.c.id)
        case Sort.TIER:
            return (case(_TIERS, value=rows.c.tier), rows.c.sort_key, rows.c.id)


def behind(
    rows: Subquery,
    letter_id: UUID,
    sort: Sort,
    after: UUID,
    response: Response | None,
    at: datetime | None,
    tier: Tier | None = None,
) -> ColumnElement[bool]:
    """Whether a row comes after the last one of a page before.

    `response`, `at` and `tier` are what that row showed then: it may say something else by now.
    """
    place = (place_of(letter_id, after), literal(after))
    match sort:
        case Sort.NAME:
            return tuple_(*order_of(rows, sort)) > tuple_(*place)
        case Sort.RESPONSE:
            stood = literal(_PLACES[response.value] if response else 0)
            return tuple_(*order_of(rows, sort)) > tuple_(stood, *place)
        case Sort.WHEN:
            return tuple_(*order_of(rows, sort)) > tuple_(_ago(literal(at, DateTime(timezone=True))), *place)
        case Sort.TIER:
            return tuple_(*order_of(rows, sort)) > tuple_(literal(_TIERS[tier.value] if tier else 0), *place)


def _ago(at: ColumnElement[Any]) -> ColumnElement[Any]:
    """Smaller for what is newer, to the microsecond; whoever has not answered comes last."""
    return func.coalesce(-extract("epoch", at), literal_column("'Infinity'::numeric"))
