"""What the reviewer is warned of: a domain that looks like a known one, and one person for several organisations."""

from campaigns.letters.models import Letter
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.review.test_pages import REVIEW, came_by_itself, letter, page_of

__all__ = ["app", "company", "desk", "letter", "rivers", "writing"]


async def test_a_domain_that_looks_like_one_on_record_is_shown_beside_it(
    desk: Open, writing: Writing, letter: Letter
) -> None:
    nia = await desk("Nia")
    sent = await came_by_itself(writing, letter, "Wensum Voluntary Action", "kit@vvensum.example")
    known = await came_by_itself(writing, letter, "Acorn Trust", "kit@wensum.example")
    told = "Look twice: the address is at vvensum.example. That looks like wensum.example, which is on record for Wensum"
    assert told in words(await nia.get(page_of(sent)))
    queue = words(await nia.get(REVIEW))
    assert queue.count("Looks like wensum.example") == 1
    assert "Look twice" not in words(await nia.get(page_of(known)))
    waiting = [row["signature"] for row in (await nia.api("GET", f"{REVIEW}s"))["rows"]]
    rows = {row["id"]: row["looks_like"] for row in waiting}
    assert rows == {str(sent.id): "wensum.example", str(known.id): ""}
    near = (await nia.api("GET", f"/letters/FFA-2026-01/signatures/{sent.id}"))["near"][0]
    assert near[0]["looks_like"] == "wensum.example"


async def test_one_person_who_signs_for_several_organisations_is_flagged_with_the_others(
    desk: Open, writing: Writing, letter: Letter
) -> None:
    nia = await desk("Nia")
    one = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example")
    assert "also signed for" not in words(await nia.get(page_of(one)))
    other = await came_by_itself(writing, letter, "Moss Trust", "kit@moss.example")
    page = words(await nia.get(page_of(one)))
    assert "The same person, by address or by name, also signed for: Moss Trust" in page
    assert "also signed for: Acorn Trust" in words(await nia.get(page_of(other)))
    assert "also signed for: Acorn Trust" in words(await nia.get(REVIEW))
    waiting = [row["signature"] for row in (await nia.api("GET", f"{REVIEW}s"))["rows"]]
    rows = {row["display_name"]: row["also_for"] for row in waiting}
    assert rows == {"Acorn Trust": ["Moss Trust"], "Moss Trust": ["Acorn Trust"]}
    await nia.post(f"{page_of(other)}/reject", page=page_of(other), reason="Not known there.")
    assert "also signed for" not in words(await nia.get(page_of(one)))
