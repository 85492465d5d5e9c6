"""The board by name, by response and by when: every row once, in order, page after page, also while answers come in."""

from datetime import datetime, timedelta
from html import unescape
from urllib.parse import quote

import pytest

from campaigns.letters.models import Letter
from campaigns.responses.queries import BoardRow, all_rows, page
from campaigns.responses.rows import Response, Tier
from campaigns.responses.sorting import Sort
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signature
from tests import cast
from tests.letters.desk import Open, Writing, app, company, desk, writing
from tests.responses.test_board import BOARD, declined, invited_letter
from tests.signatures.rows import signature

__all__ = ["app", "company", "desk", "writing"]

STATES = [SignatureState.ACCEPTED, SignatureState.AWAITING_REVIEW, SignatureState.WITHDRAWN]


async def busy(writing: Writing) -> Letter:
    """Three who were asked, of whom one declined, and nine who came by themselves; some at the same instant."""
    letter = await invited_letter(writing)
    await declined(writing, letter, cast.MILL_ROAD, "No.")
    async with writing.held() as session:
        for number in range(9):
            at = writing.clock.now() + timedelta(minutes=number // 2, microseconds=number % 2 * (number % 4))
            state = STATES[number % 3]
            known = await cast.organisation(session, writing.company, f"Group {9 - number}", [], at)
            known.is_member, known.is_partner = number % 2 == 0, number % 4 == 1
            await signature(session, letter, f"Group {9 - number}", state, number + 1, at, known.id)
    return letter


def by(sort: Sort, row: BoardRow) -> tuple[object, ...]:
    """What a row is sorted by before list order, told without the database."""
    if sort is Sort.TIER:
        return (list(Tier).index(row.tier),)
    never = datetime.min.replace(tzinfo=row.at.tzinfo if row.at else None)
    if sort is Sort.RESPONSE:
        return (list(Response).index(row.response),)
    return (row.at is None, -(row.at - never).total_seconds() if row.at else 0) if sort is Sort.WHEN else ()


@pytest.mark.parametrize("sort", list(Sort))
async def test_every_row_comes_once_and_in_order_page_after_page(writing: Writing, sort: Sort) -> None:
    letter = await busy(writing)
    async with writing.held() as session:
        expected = sorted(await all_rows(session, letter.id), key=lambda row: by(sort, row))
        found: list[BoardRow] = []
        last = None
        while part := await page(
            session,
            letter.id,
            after=last.id if last else None,
            limit=2,
            sort=sort,
            stood=last.response if last else None,
            answered_at=last.at if last else None,
            stood_tier=last.tier if last else None,
        ):
            found += part
            last = part[-1]
    assert [row.name for row in found] == [row.name for row in expected]
    assert len(found) == 12


@pytest.mark.parametrize(("sort", "state"), [(Sort.RESPONSE, SignatureState.REMOVED), (Sort.WHEN, None)])
async def test_a_row_that_moves_takes_no_other_row_with_it(
    writing: Writing, sort: Sort, state: SignatureState | None
) -> None:
    letter = await busy(writing)
    async with writing.held() as session:
        whole = await page(session, letter.id, sort=sort)
        first = whole[:3]
    async with writing.held() as session:  # what the first page ended in says something else by the time of the second
        last = await session.get_one(Signature, first[-1].signature_id)
        if state is None:
            last.submitted_at = writing.clock.now() - timedelta(days=1)
        else:
            last.state = state
    async with writing.held() as session:
        seen = first[-1]
        rest = await page(session, letter.id, after=seen.id, sort=sort, stood=seen.response, answered_at=seen.at)
    assert {row.name for row in whole[3:]} <= {row.name for row in rest}


async def test_the_heads_of_the_columns_sort_and_say_so(desk: Open, writing: Writing) -> None:
    await busy(writing)
    nia = await desk("Nia")
    plain = (await nia.get(f"{BOARD}?show=signed&q=group")).text
    assert f'href="{nia.base}{BOARD}?show=signed&q=group&sort=when"' in unescape(plain)
    assert plain.count("aria-sort") == 1
    by_when = (await nia.get(f"{BOARD}?sort=when")).text
    assert 'aria-sort="descending"' in by_when
    assert by_when.index("Group 1") < by_when.index("Group 9") < by_when.index("Llais")
    assert 'name="sort" value="when"' in by_when
    for stood in ("2026-06-02T09:00:00+00:00", "declined", "0001-01-01T00:00:00+14:00", "2026-06-02T09:00:00"):
        for key in Sort:
            some = (await nia.api("GET", f"{BOARD}?search=mill"))["rows"][0]["id"]
            await nia.get(f"{BOARD}?sort={key.value}&after={some}&stood={quote(stood)}")
    odd = await nia.get(f"{BOARD}?sort=loved&after=x&stood=2026-13-45")
    assert 'aria-sort="ascending"' in odd.text
    found = await nia.api("GET", f"{BOARD}?sort=response")
    assert [row["response"] for row in found["rows"]][:3] == ["signed"] * 3
    await nia.api("GET", f"{BOARD}?sort=loved", 404)
