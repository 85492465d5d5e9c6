"""Nia checks, locks and revises; the deadline is set before anybody is asked."""

from datetime import UTC, datetime
from typing import Any

from campaigns.letters.lifecycles.signing import SigningState
from campaigns.text.canonical import fingerprint, grouped
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import Open, Writing, words

LETTER = "/letters/FFA-2026-01"
IN_THE_DRAFT = cast.letter().text()


async def test_what_stops_a_lock_is_listed_with_what_to_do_and_no_button(desk: Open, writing: Writing) -> None:
    await writing.draft(cast.letter(addressee_name="", body="See [here](https://x.example). TBC", attestation=""))
    nia = await desk("Nia")
    page = await nia.get(f"{LETTER}/lock")
    said = words(page)
    assert "3 things to put right before this can be locked" in said
    assert "Say who the letter is to: an open letter needs an addressee." in said
    assert "Replace “TBC” in the body" in said
    assert "Worth a second look" in said
    assert "read on its own, it says nothing" in said
    assert f'action="{nia.base}{LETTER}/lock"' not in page.text
    assert "3 things to put right" in words(await nia.get(f"{LETTER}/preview"))


async def test_the_fingerprint_shown_before_the_lock_is_the_one_after_it(desk: Open, writing: Writing) -> None:
    letter = await writing.draft()
    nia = await desk("Nia")
    expected = fingerprint(IN_THE_DRAFT)
    assert expected in (await nia.get(f"{LETTER}/lock")).text
    locked = await nia.follow(await nia.post(f"{LETTER}/lock"))
    assert "The text is locked" in words(locked)
    assert grouped(expected) in words(locked)
    for page in ("", "/preview", "/versions/1", "/history", "/revise", "/invite"):
        shown = await nia.get(LETTER + page)
        assert (expected in shown.text) == (page != "/invite")
    assert (await writing.of(letter.id)).text == "locked"
    assert "is locked already" in words(await nia.get(f"{LETTER}/lock"))


async def test_a_draft_is_marked_and_a_locked_text_is_not(desk: Open, writing: Writing) -> None:
    await writing.draft()
    nia = await desk("Nia")
    assert "Draft – not published, and not for sharing" in words(await nia.get(f"{LETTER}/preview"))
    await nia.post(f"{LETTER}/lock")
    assert "not for sharing" not in words(await nia.get(f"{LETTER}/preview"))


async def test_the_draft_pdf_says_draft_in_its_name(desk: Open, writing: Writing) -> None:
    await writing.draft()
    rosa = await desk("Rosa")
    answer = await rosa.get(f"{LETTER}/draft.pdf")
    assert answer.headers["content-disposition"] == 'inline; filename="FFA-2026-01-version-1-DRAFT.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"%PDF-")


async def test_a_second_lock_from_an_old_page_is_told_who_was_first(desk: Open, writing: Writing) -> None:
    await writing.draft()
    nia, tom = await desk("Nia"), await desk("Tom")
    toms_page = await tom.get(f"{LETTER}/lock")
    await nia.post(f"{LETTER}/lock")
    refused = await tom.send(toms_page, f"{LETTER}/lock", 409)
    assert "Nia Rees changed this letter while you were on this page" in words(refused)


async def test_a_new_version_needs_a_reason_and_the_old_one_stays_readable(desk: Open, writing: Writing) -> None:
    await writing.locked()
    nia = await desk("Nia")
    page = await nia.post(f"{LETTER}/revise", 422, reason="  ")
    assert "Enter why the text is being revised." in words(page)
    revised = await nia.post(f"{LETTER}/revise", reason="The minister has changed.")
    assert "A new version was begun" in words(await nia.follow(revised))
    edit = await nia.get(f"{LETTER}/edit")
    assert "Write version 2" in words(edit)
    await nia.send(edit, f"{LETTER}/edit", title="Warm homes now", kind="open_letter", attribution="undersigned")
    old, new = await nia.get(f"{LETTER}/versions/1"), await nia.get(f"{LETTER}/versions/2")
    assert "Warm homes for every family" in words(old)
    assert "This is an earlier version" in words(old)
    assert "Warm homes now" in words(new)
    assert "Version 2 (draft, still without a fingerprint)" in words(new)
    assert "The minister has changed." in words(await nia.get(f"{LETTER}/history"))
    await nia.get(f"{LETTER}/versions/3", 404)
    await nia.get(f"{LETTER}/versions/99999999999999999999", 404)


async def test_the_deadline_is_set_with_its_zone_until_signing_opens(desk: Open, writing: Writing) -> None:
    letter = await writing.locked(cast.letter(deadline_date=None, deadline_time=None))
    nia = await desk("Nia")
    due = "What is next Everybody who is invited is told when signing closes. Set the deadline"
    assert due in words(await nia.get(LETTER))
    assert "Set a deadline before you open signing." in words(await nia.get(f"{LETTER}/invite"))
    past: dict[str, Any] = {"deadline_date-day": "1", "deadline_date-month": "6", "deadline_date-year": "2026"}
    page = await nia.post(f"{LETTER}/deadline", 422, **past, deadline_time="17:00")
    assert "The deadline must be in the future." in words(page)
    spring: dict[str, Any] = {"deadline_date-day": "28", "deadline_date-month": "3", "deadline_date-year": "2027"}
    page = await nia.post(f"{LETTER}/deadline", 422, **spring, deadline_time="1:30")
    assert "The clocks change at this time that night" in words(page)
    await nia.post(f"{LETTER}/deadline", **spring, deadline_time="9.30 am", zone="America/New_York")
    found = await writing.of(letter.id)
    assert (found.deadline_at, found.zone) == (datetime(2027, 3, 28, 13, 30, tzinfo=UTC), "America/New_York")


async def test_signing_is_closed_early_with_a_reason(desk: Open, writing: Writing, clock: Clock) -> None:
    letter = await writing.locked()
    nia = await desk("Nia")
    assert "nothing to close" in words(await nia.get(f"{LETTER}/close"))
    async with writing.held() as session:
        (await session.get_one(type(letter), letter.id)).signing = SigningState.OPEN
    page = await nia.post(f"{LETTER}/close", 422, reason="")
    assert "Enter why signing is being closed now." in words(page)
    toms = await (await desk("Tom")).get(f"{LETTER}/close")
    closed = await nia.post(f"{LETTER}/close", reason="Everybody has answered.")
    assert "Closed, checking names" in words(await nia.follow(closed))
    assert "Everybody has answered." in words(await nia.get(f"{LETTER}/history"))
    refused = await (await desk("Tom")).send(toms, f"{LETTER}/close", 403, reason="Late")
    assert "could not tell that this form came from our own page" in words(refused), "another session's form"


async def test_the_api_writes_locks_and_refuses_as_the_pages_do(desk: Open, writing: Writing, rivers: cast.Company) -> None:
    nia, dev, sam = await desk("Nia"), await desk("Dev"), await desk("Sam", rivers)
    letter: dict[str, Any] = {
        "title": "Clean air",
        "addressee_name": "Ros Pell MP",
        "body": "1. Act.\n",
        "attestation": "We sign.",
        "deadline_date": "2026-06-05",
        "deadline_time": "17:00:00",
    }
    begun = await dev.api("POST", "/letters", 201, **letter)
    assert (begun["reference"], begun["headline"], begun["deadline_at"]) == ("FFA-2026-01", "Draft", "2026-06-05T16:00:00Z")
    wrong = await dev.api("POST", "/letters", 422, **{**letter, "title": "", "deadline_time": "00:00:00"})
    assert set(wrong["errors"]) == {"title", "deadline_time"}
    assert (await dev.api("POST", "/letters", 422, **letter, colour="red"))["status"] == 422
    written = await dev.api("PUT", "/letters/FFA-2026-01", **letter, row_version=begun["row_version"])
    stale = await dev.api("PUT", "/letters/FFA-2026-01", 409, **letter, row_version=begun["row_version"])
    assert "Dev Anand changed this letter" in stale["detail"]
    checks = await dev.api("GET", "/letters/FFA-2026-01/checks")
    assert checks["problems"] == []
    await dev.api("POST", "/letters/FFA-2026-01/lock", 403, row_version=written["row_version"])
    await sam.api("GET", "/letters/FFA-2026-01", 404)
    locked = await nia.api("POST", "/letters/FFA-2026-01/lock", row_version=written["row_version"])
    assert locked["content_hash"] == checks["fingerprint"]
    version = await nia.api("GET", "/letters/FFA-2026-01/versions/1")
    assert version["rendered"]["asks"] == ["Act."]
    refused = await nia.api("POST", "/letters/FFA-2026-01/close", 409, row_version=locked["row_version"], reason="x")
    assert refused["detail"] == "Signing is not open yet, so this cannot be done now."
    revised = await nia.api("POST", "/letters/FFA-2026-01/revise", row_version=locked["row_version"], reason="Better")
    assert (revised["version"], revised["text"]) == (2, "drafting")
    assert [one["number"] for one in await nia.api("GET", "/letters/FFA-2026-01/versions")] == [2, 1]
    assert (await nia.api("GET", "/letters/FFA-2026-01/history"))[0]["reason"] == "Better"
    moved = await nia.api(
        "PUT",
        "/letters/FFA-2026-01/deadline",
        deadline_date="2026-07-01",
        deadline_time="12:00:00",
        zone="Europe/Paris",
        row_version=revised["row_version"],
    )
    assert moved["deadline_at"] == "2026-07-01T10:00:00Z"
