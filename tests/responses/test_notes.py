"""Nia and Tom write down what was said about a response: kept as it was written, and for the secretariat alone."""

import csv
import io

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from campaigns.responses.models import ResponseNote
from campaigns.tokens import Keys
from tests import cast
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.responses.test_board import BOARD, invited_letter
from tests.signatures.test_signing import opened_by, sign

__all__ = ["app", "company", "desk", "rivers", "writing"]


async def mill_road(writing: Writing) -> str:
    """The page of an organisation that was asked and has said nothing."""
    await invited_letter(writing)
    return f"{BOARD}/{writing.company.organisations[cast.MILL_ROAD].id}"


async def test_a_note_and_a_call_stand_on_the_page_and_the_newest_on_the_board(desk: Open, writing: Writing) -> None:
    path = await mill_road(writing)
    nia, tom = await desk("Nia"), await desk("Tom")
    done = await nia.follow(await nia.post(f"{path}/notes", page=path, words="Their board meets on Thursday."))
    assert "The note was written down. Only the secretariat sees it." in words(done)
    writing.clock.advance(hours=1)
    call = {"kind": "call", "spoke_with": "Ben Marsh", "number": "020 7946 0000", "words": "They will sign after it."}
    await tom.post(f"{path}/notes", page=path, **call)
    page = words(await nia.get(path))
    first, second = "Nia Rees noted: Their board meets on Thursday.", "Tom Okello spoke to Ben Marsh on 020 7946 0000."
    assert page.index(second) < page.index(first)
    assert "11am BST, 2 June 2026: Tom Okello spoke" in page
    board = words(await nia.get(BOARD))
    assert "Note by Tom Okello, 11am BST, 2 June 2026: They will sign after it." in board
    assert "Thursday" not in board
    rows = list(csv.DictReader(io.StringIO((await nia.get(f"{BOARD}.csv")).content.decode("utf-8-sig"))))
    told = {row["organisation"]: (row["note"], row["noted by"], row["noted"]) for row in rows}
    assert told[cast.MILL_ROAD] == ("They will sign after it.", "Tom Okello", "2026-06-02 11:00")
    assert told[cast.LLAIS] == ("", "", "")


async def test_a_call_says_with_whom_and_on_which_number_and_nothing_typed_is_lost(desk: Open, writing: Writing) -> None:
    path = await mill_road(writing)
    nia = await desk("Nia")
    refused = await nia.post(f"{path}/notes", 422, page=path, kind="call", number="ring me", words="He will ask.")
    page = words(refused)
    assert "Enter whom you spoke to, or “nobody” if nobody answered." in page
    assert "Enter the number of the call, such as 020 7946 0000." in page
    assert "He will ask." in refused.text
    assert "Enter the note." in words(await nia.post(f"{path}/notes", 422, page=path, words=" \u200b "))
    assert "must be 4000 characters or fewer" in words(await nia.post(f"{path}/notes", 422, page=path, words="a" * 4001))
    async with writing.held() as session:
        assert await session.scalar(select(func.count()).select_from(ResponseNote)) == 0


async def test_a_button_pressed_twice_writes_one_note(desk: Open, writing: Writing) -> None:
    path = await mill_road(writing)
    nia = await desk("Nia")
    for _ in range(2):
        await nia.post(f"{path}/notes", page=path, words="No answer.")
    writing.clock.advance(minutes=2)
    await nia.post(f"{path}/notes", page=path, words="No answer.")
    assert len((await nia.api("GET", path))["notes"]) == 2


@pytest.mark.parametrize("change", [delete(ResponseNote), update(ResponseNote).values(words="They signed.")])
async def test_what_was_written_is_never_changed(desk: Open, writing: Writing, change: object) -> None:
    path = await mill_road(writing)
    await (await desk("Nia")).post(f"{path}/notes", page=path, words="No answer.")
    with pytest.raises(IntegrityError, match="never changed"):
        async with writing.held() as session:
            await session.execute(change)  # type: ignore[call-overload]


async def test_a_program_writes_and_reads_the_same_notes(desk: Open, writing: Writing) -> None:
    path = await mill_road(writing)
    nia = await desk("Nia")
    made = await nia.api(
        "POST", f"{path}/notes", 201, kind="call", spoke_with="nobody", number="+44 20 7946 0000", words="Rang out."
    )
    assert (made["written_by_name"], made["kind"], made["spoke_with"]) == ("Nia Rees", "call", "nobody")
    assert (await nia.api("GET", path))["notes"] == [made]
    row = next(one for one in (await nia.api("GET", BOARD))["rows"] if one["name"] == cast.MILL_ROAD)
    assert (row["note"], row["note_by"]) == ("Rang out.", "Nia Rees")
    refused = await nia.api("POST", f"{path}/notes", 422, kind="call", words="")
    assert set(refused["errors"]) == {"spoke_with", "number", "words"}


async def test_nobody_else_writes_or_reads_a_note(desk: Open, writing: Writing, rivers: cast.Company, keys: Keys) -> None:
    path = await mill_road(writing)
    await (await desk("Nia")).post(f"{path}/notes", page=path, words="Their chair is against it.")
    for name in ("Dev", "Rosa", "Amina"):
        await (await desk(name)).api("POST", f"{path}/notes", 403, words="x")
    sam = await desk("Sam", rivers)
    await sam.api("POST", f"{path}/notes", 404, words="x")
    otter = rivers.organisations["Otter Trust"].id
    nia = await desk("Nia")
    await nia.api("POST", f"{BOARD}/{otter}/notes", 404, words="x")
    async with writing.held() as session:
        await sign(session, await opened_by(session, keys, writing.company, "ben@millroad.example"), writing.clock.now())
        assert await session.scalar(select(func.count()).select_from(ResponseNote)) == 1
