"""Nia begins a letter, Dev writes it, and nothing that anybody types is lost."""

from typing import Any

from campaigns.coalitions.models import CoalitionRole
from campaigns.coalitions.roles import Role
from campaigns.letters.lifecycles.text import TextState
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import Open, Writing, words

TYPED: dict[str, Any] = {
    "title": "Warm homes for every family",
    "working_title": "Warm homes",
    "kind": "open_letter",
    "attribution": "undersigned",
    "addressee_name": "The Rt Hon Alex Venn",
    "addressee_office": "Secretary of State for Housing",
    "body": "Dear Secretary of State,\r\n\r\n1. Fund insulation.\r\n2. Publish the figures.\r\n",
    "attestation": "We, the undersigned, ask you to act.",
    "notes_to_editors": "",
    "rolling": "no",
    "deadline_date-day": "5",
    "deadline_date-month": "June",
    "deadline_date-year": "2026",
    "deadline_time": "5pm",
    "zone": "Europe/London",
    "language": "en",
}


async def test_the_empty_list_says_what_to_do_first(desk: Open) -> None:
    nia = await desk("Nia")
    page = await nia.get("/letters")
    assert "There are no letters yet" in words(page)
    assert f'href="{nia.base}/letters/new"' in page.text
    assert "begins the first one" in words(await (await desk("Rosa")).get("/letters"))


async def test_a_letter_is_begun_and_stands_in_the_list(desk: Open) -> None:
    nia = await desk("Nia")
    begun = await nia.post("/letters/new", **TYPED)
    assert begun.headers["location"] == f"{nia.base}/letters/FFA-2026-01?done=begun"
    shown = await nia.follow(begun)
    assert "The draft was begun" in words(shown)
    assert "5pm on Friday 5 June 2026 (BST)" in words(shown)
    listed = words(await nia.get("/letters"))
    assert "Warm homes for every family FFA-2026-01, open letter, Warm homes Draft" in listed


async def test_what_was_typed_stays_with_a_sentence_for_each_mistake(desk: Open) -> None:
    nia = await desk("Nia")
    wrong = {**TYPED, "title": "", "deadline_date-day": "31", "body": "Ein <b>Brief</b>\r\nmit Umlauten: ä"}
    page = await nia.post("/letters/new", 422, **wrong)
    assert page.text.count("<title>Error: New letter") == 1
    assert "Enter the title of the letter." in page.text
    assert "The date of the deadline must be a real date, such as 5 6 2026." in page.text
    assert "Ein &lt;b&gt;Brief&lt;/b&gt;\nmit Umlauten: ä" in page.text
    assert 'value="31"' in page.text
    assert 'href="#deadline_date-day"' in page.text


async def test_midnight_and_an_open_letter_without_end_are_refused_in_words(desk: Open) -> None:
    nia = await desk("Nia")
    page = await nia.post("/letters/new", 422, **{**TYPED, "deadline_time": "midnight"})
    assert "“midnight” can mean the beginning or the end of the day" in words(page)
    page = await nia.post("/letters/new", 422, **{**TYPED, "rolling": "yes"})
    assert "Only a statement can stay open" in words(page)
    page = await nia.post("/letters/new", 422, **{**TYPED, "zone": "Mars/Olympus"})
    assert "Choose a time zone from the list." in words(page)
    assert 'value="Mars/Olympus" selected' in page.text


async def test_any_zone_of_the_world_is_taken(desk: Open) -> None:
    nia = await desk("Nia")
    begun = await nia.post("/letters/new", **{**TYPED, "zone": "Asia/Kathmandu"})
    assert "5pm on Friday 5 June 2026 (Kathmandu time)" in words(await nia.follow(begun))


async def test_the_draft_is_written_again_and_again(desk: Open, writing: Writing) -> None:
    letter = await writing.draft()
    dev = await desk("Dev")
    page = await dev.get("/letters/FFA-2026-01/edit")
    assert 'value="5"' in page.text
    assert 'value="17:00"' in page.text
    for title in ("Warmer homes", "Warmest homes"):
        await dev.post("/letters/FFA-2026-01/edit", **{**TYPED, "title": title})
    assert (await writing.of(letter.id)).slug == "warmest-homes"
    assert "Dev Anand" in words(await dev.get("/letters/FFA-2026-01/history"))


async def test_a_quarter_of_a_megabyte_is_read_and_too_long_a_body_is_said_so(desk: Open) -> None:
    nia = await desk("Nia")
    page = await nia.post("/letters/new", 422, **{**TYPED, "body": "word " * 14_000})
    assert "The body must be 65536 characters or fewer" in words(page)
    page = await nia.post("/letters/new", 422, **{**TYPED, "body": "আশা " * 8_000})
    assert "Shorten this to 64 KB or less" in words(page)
    answer = await nia.client.post(f"{nia.base}/letters/new", data={**TYPED, "body": "word " * 60_000})
    assert answer.status_code == 413


async def test_two_people_write_at_once_and_the_second_sees_both_texts(desk: Open, writing: Writing) -> None:
    await writing.draft()
    nia, tom = await desk("Nia"), await desk("Tom")
    toms_page = await tom.get("/letters/FFA-2026-01/edit")
    await nia.post("/letters/FFA-2026-01/edit", **{**TYPED, "body": "What Nia wrote."})

    conflict = await tom.send(toms_page, "/letters/FFA-2026-01/edit", 409, **{**TYPED, "body": "What Tom wrote."})

    assert "Nia Rees changed this letter while you were on this page" in words(conflict)
    assert "What Nia wrote." in conflict.text
    assert conflict.text.count("What Tom wrote.") == 2, "to copy, and in the form"
    settled = await tom.send(conflict, "/letters/FFA-2026-01/edit", **{**TYPED, "body": "What both wrote."})
    assert "The draft was saved" in words(await tom.follow(settled))
    assert "What both wrote." in words(await tom.get("/letters/FFA-2026-01/preview"))


async def test_what_was_typed_can_be_copied_when_the_text_was_locked_meanwhile(desk: Open, writing: Writing) -> None:
    await writing.draft()
    nia, dev = await desk("Nia"), await desk("Dev")
    devs_page = await dev.get("/letters/FFA-2026-01/edit")
    await nia.post("/letters/FFA-2026-01/lock")

    conflict = await dev.send(devs_page, "/letters/FFA-2026-01/edit", 409, **{**TYPED, "body": "A better beginning."})

    assert "The text is locked now, so yours cannot be saved" in words(conflict)
    assert "A better beginning." in conflict.text
    assert "Save this over theirs" not in conflict.text
    assert "is locked, so nothing can be saved here" in words(await dev.get("/letters/FFA-2026-01/edit"))


async def test_the_live_preview_is_the_letter_as_it_will_be_and_saves_nothing(desk: Open, writing: Writing) -> None:
    letter = await writing.draft()
    dev = await desk("Dev")
    page = await dev.get("/letters/FFA-2026-01/edit")
    csrf = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = await dev.client.post(
        f"{dev.base}/letters/preview", data={**TYPED, "body": "1. Fund {count} <script>", "csrf_token": csrf}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="ask-1"' in answer.text
    assert "<script" not in answer.text
    assert "Draft" in answer.text
    assert (await writing.of(letter.id)).row_version == letter.row_version


async def test_drafters_write_reviewers_read_and_neither_locks(desk: Open, writing: Writing) -> None:
    await writing.draft()
    dev, rosa, amina = await desk("Dev"), await desk("Rosa"), await desk("Amina")
    for path in ("/letters/new", "/letters/FFA-2026-01/edit"):
        assert "does not let you write and preview drafts" in words(await rosa.get(path, 403))
    for browser in (dev, rosa):
        for page in ("", "/preview", "/versions/1", "/history", "/draft.pdf"):
            await browser.get(f"/letters/FFA-2026-01{page}")
        refused = words(await browser.get("/letters/FFA-2026-01/lock", 403))
        assert "Your role in Fair Futures Alliance does not let you lock a version" in refused
        for page in ("revise", "deadline", "invite", "close", "responses", "review", "freeze", "edition", "responses.csv"):
            await browser.get(f"/letters/FFA-2026-01/{page}", 403)
    await amina.get("/letters", 403)
    await amina.get("/letters/FFA-2026-01", 403)


async def test_another_coalitions_letter_is_not_there(desk: Open, writing: Writing, rivers: cast.Company) -> None:
    await writing.locked()
    sam = await desk("Sam", rivers)
    for page in ("", "/edit", "/preview", "/lock", "/invite", "/responses", "/review", "/freeze", "/edition", "/draft.pdf"):
        await sam.get(f"/letters/FFA-2026-01{page}", 404)
        await sam.get(f"/secretariat/fair-futures/letters/FFA-2026-01{page}", 404)


async def test_nobody_reads_without_signing_in(desk: Open, writing: Writing) -> None:
    await writing.draft()
    nia = await desk("Nia")
    nia.client.cookies.clear()
    answer = await nia.get("/letters/FFA-2026-01", 303)
    assert answer.headers["location"].startswith("/sign-in?next=/secretariat/fair-futures/letters/FFA-2026-01")


async def test_people_land_where_they_can_do_something(
    desk: Open, writing: Writing, rivers: cast.Company, clock: Clock
) -> None:
    nia, amina = await desk("Nia"), await desk("Amina")
    assert (await nia.get("/secretariat", 303)).headers["location"] == "/secretariat/fair-futures"
    assert (await nia.get("/secretariat/fair-futures", 303)).headers["location"] == f"{nia.base}/letters"
    assert "You represent a member of Fair Futures Alliance" in words(await amina.get("/secretariat/fair-futures"))
    async with writing.sessions.begin() as session:
        session.add(CoalitionRole(coalition_id=rivers.id, person_id=writing.company.people["Nia"].id, role=Role.REVIEWER))
    page = await nia.get("/secretariat")
    assert "Choose a coalition Clean Rivers Network Reviewer Fair Futures Alliance Secretariat" in words(page)


async def test_an_address_that_an_edition_bears_is_kept_when_the_next_version_has_another_title(
    desk: Open, writing: Writing, clock: Clock
) -> None:
    letter = await writing.draft()
    async with writing.held() as session:
        row = await session.get_one(type(letter), letter.id)
        row.address_fixed_at = clock.now()
    nia = await desk("Nia")
    await nia.post("/letters/FFA-2026-01/edit", **{**TYPED, "title": "Another title"})
    found = await writing.of(letter.id)
    assert (found.slug, found.text) == ("warm-homes-for-every-family", TextState.DRAFTING)
