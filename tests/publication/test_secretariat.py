"""Nia takes a letter from the last signature to a published edition, and a statement from one edition to the next."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from campaigns.errors import NotAllowedNow
from campaigns.invitations.actions import invite
from campaigns.jobs import Job
from campaigns.letters.actions import close_signing
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.models import Attribution, Letter
from campaigns.publication.actions import build_next_files, publish_next_due
from campaigns.publication.content import EditionContent
from campaigns.publication.documents.files import BuiltFile, BuiltFiles
from campaigns.review.actions import Decision, accept
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.leaving import withdraw
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signature
from campaigns.tokens import Keys
from tests import cast
from tests.conftest import Clock, RecordingBell
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.signatures.test_signing import VISITOR, opened_by, sign

__all__ = ["app", "company", "desk", "rivers", "writing"]

LETTER = "/letters/FFA-2026-01"
EDITION = f"{LETTER}/edition"
AMINA, BEN, SIAN = "amina@wensum.example", "ben@millroad.example", "sian@llais.example"


def files(content: EditionContent) -> BuiltFiles:
    """One small file, and a warning about a name; how real ones are made is the documents' own story."""
    text = "\n".join(entry.display_name for entry in content.entries).encode()
    file = BuiltFile(
        file_name="names.txt",
        label="The names",
        media_type="text/plain; charset=utf-8",
        content=text,
        sha256=sha256(text).hexdigest(),
    )
    return BuiltFiles(files=[file], warnings=["No font can draw “健” in 希望中心."])


async def make_files(writing: Writing) -> None:
    """What the worker does when its bell rings."""
    async with writing.sessions.begin() as session:
        await build_next_files(session, files, writing.clock.now())


async def signed(writing: Writing, keys: Keys, letter: Letter, *emails: str) -> list[UUID]:
    """Organisations that sign from their invitations."""
    ids = []
    async with writing.held() as session:
        for email in emails:
            opened = await opened_by(session, keys, writing.company, email)
            assert opened.letter.id == letter.id
            ids.append((await sign(session, opened, writing.clock.now())).id)
    return ids


async def invited(writing: Writing, letter: Letter) -> None:
    async with writing.held() as session:
        ids = [one.id for one in writing.company.organisations.values()]
        await invite(session, letter.id, ids, None, writing.company.actor("Nia"), writing.clock.now())


@pytest.fixture
async def closed(writing: Writing, keys: Keys) -> Letter:
    """A letter that two of three organisations signed, and that is closed."""
    letter = await writing.locked(cast.letter(body="Dear Minister,\n\nWe are {count} organisations.\n\n1. Act.\n"))
    await invited(writing, letter)
    await signed(writing, keys, letter, AMINA, BEN)
    async with writing.held() as session:
        await close_signing(session, letter.id, None, writing.company.actor("Nia"), writing.clock.now(), "All in")
    return letter


async def test_the_way_of_a_letter_and_the_one_step_that_is_due(
    desk: Open, writing: Writing, keys: Keys, clock: Clock
) -> None:
    nia, dev = await desk("Nia"), await desk("Dev")
    await writing.draft()
    assert "What is next Nobody is asked to sign words that can still change. Check and lock the text" in words(
        await nia.get(LETTER)
    )
    assert "What is next" not in words(await dev.get(LETTER)), "a drafter cannot lock"
    await nia.post(f"{LETTER}/lock")
    assert "What is next This opens signing. Choose whom to invite" in words(await nia.get(LETTER))
    letter = await writing.of((await writing.draft(cast.letter(title="Another"))).id)
    assert letter.reference == "FFA-2026-02"
    check = await nia.post(f"{LETTER}/invite", 200, who="members", do="check")
    await nia.send(check, f"{LETTER}/invite", do="send")
    page = words(await nia.get(LETTER))
    assert "Open for signature until 5pm on Friday 5 June 2026 (BST)" in page
    assert "What is next" not in page, "now it is the organisations' turn"
    assert "Invite organisations 3 invited Collect signatures 0 signed Close signing By itself, 5pm on Friday" in page
    listed = words(await nia.get("/letters"))
    assert "0 signed, 3 invited" in listed
    assert listed.index("Another") < listed.index("Warm homes for every family"), "the newest first"


async def test_from_a_closed_letter_to_a_published_edition(
    desk: Open, writing: Writing, closed: Letter, bell: RecordingBell
) -> None:
    nia = await desk("Nia")
    assert "Closed, checking names" in words(await nia.get(LETTER))
    page = await nia.get(f"{LETTER}/freeze")
    assert "The edition will have 2 rows for 2 organisations" in words(page)
    assert "The Mill Road Centre Wensum Voluntary Action (WVA)" in words(page)
    assert "Every signature that was sent is in the list." in words(page)

    made = await nia.follow(await nia.send(page, f"{LETTER}/freeze"))

    assert "The files of edition 1 are being made" in words(made)
    assert made.headers["refresh"] == "2"
    assert Job.BUILD_EDITIONS in bell.jobs
    assert "Publish edition 1 now" not in words(made)
    await make_files(writing)
    ready = await nia.get(EDITION)
    assert "refresh" not in ready.headers
    said = words(ready)
    assert "No font can draw “健” in 希望中心." in said
    assert "2 organisations, edition 1, as at 10am on Tuesday 2 June 2026 (BST)" in said
    assert "We are 2 organisations." in said
    names = b"The Mill Road Centre\nWensum Voluntary Action (WVA)"
    assert f"The names names.txt {len(names)} bytes {sha256(names).hexdigest()}" in said
    file = await nia.get(f"{LETTER}/editions/1/files/names.txt")
    assert (file.content, file.headers["cache-control"]) == (names, "no-store")
    await nia.get(f"{LETTER}/editions/1/files/other.txt", 404)
    await nia.get(f"{LETTER}/editions/2/files/names.txt", 404)

    question = await nia.get(f"{EDITION}/publish")
    asked = words(question)
    assert "Publish edition 1 now?" in asked
    assert "Version 1, fingerprint" in asked
    assert "2 organisations, edition 1, as at" in asked
    assert (await writing.of(closed.id)).release is ReleaseState.UNRELEASED, "a question publishes nothing"

    out = await nia.follow(await nia.send(question, f"{EDITION}/publish"))

    assert "The edition is published." in words(out)
    nothing_left = await nia.get(f"{EDITION}/publish", 303)
    assert nothing_left.headers["location"].endswith(EDITION)
    assert "Edition 1, public" in words(out)
    assert "http://letters.example/letters/fair-futures/warm-homes-for-every-family" in words(out)
    assert (await writing.of(closed.id)).release is ReleaseState.PUBLISHED
    assert "A new edition would say the same as the one that is public." in words(out)


async def test_a_list_is_not_frozen_while_somebody_waits_for_a_decision(desk: Open, writing: Writing, keys: Keys) -> None:
    letter = await writing.locked()
    await invited(writing, letter)
    async with writing.held() as session:
        for email in (AMINA, BEN):
            opened = await opened_by(session, keys, writing.company, email)
            waiting = await sign(session, opened, writing.clock.now(), email=f"{email.split('@')[0]}@elsewhere.example")
            if email == AMINA:
                await confirm_address(session, waiting.id, VISITOR, writing.clock.now())
                to_review = waiting
        await close_signing(session, letter.id, None, writing.company.actor("Nia"), writing.clock.now())
    nia = await desk("Nia")
    said = words(await nia.get(f"{LETTER}/freeze"))
    assert "One signature waits for review. Accept or reject it before you freeze the list." in said
    assert "Not in the list: 2 The Mill Road Centre Awaiting address check Wensum Voluntary Action (WVA) To review" in said
    assert "Freeze the list?" not in said
    row_version = (await writing.of(letter.id)).row_version
    refused = await nia.api("POST", f"{LETTER}/freeze", 409, row_version=row_version)
    assert "One signature waits for review" in refused["detail"]
    async with writing.held() as session:
        await withdraw(session, to_review.id, "", VISITOR, writing.clock.now())
    page = await nia.get(f"{LETTER}/freeze")
    assert "1 signature will expire with it: its signer has not confirmed the address" in words(page)

    await nia.send(page, f"{LETTER}/freeze")

    async with writing.held() as session:
        unchecked = await session.scalar(select(Signature).where(Signature.id == waiting.id))
        assert unchecked is not None
        assert unchecked.state is SignatureState.EXPIRED
        with pytest.raises(NotAllowedNow):
            await accept(session, waiting.id, Decision(check="x", organisations=[None]), None, VISITOR, writing.clock.now())


async def test_a_frozen_list_is_opened_again_and_its_edition_discarded(desk: Open, writing: Writing, closed: Letter) -> None:
    nia = await desk("Nia")
    await nia.post(f"{LETTER}/freeze")
    page = await nia.get(f"{LETTER}/freeze")
    assert "The list can no longer change." in words(page)
    again = await nia.follow(await nia.send(page, f"{LETTER}/unfreeze"))
    assert "The list is open to changes again." in words(again)
    assert "Freeze the list first." in words(await nia.get(EDITION))
    await make_files(writing)
    assert "Edition 1, not public" not in words(await nia.get(EDITION))


async def test_publication_is_set_to_the_second_and_held(
    desk: Open, writing: Writing, closed: Letter, clock: Clock, bell: RecordingBell
) -> None:
    nia = await desk("Nia")
    await nia.post(f"{LETTER}/freeze")
    await make_files(writing)
    when: dict[str, Any] = {"publish_date-day": "3", "publish_date-month": "6", "publish_date-year": "2026"}
    page = await nia.post(f"{EDITION}/schedule", 422, page=EDITION, **when, publish_time="midnight")
    assert "“midnight” can mean the beginning or the end of the day" in words(page)
    assert 'value="midnight"' in page.text
    page = await nia.send(page, f"{EDITION}/schedule", 422, **{**when, "publish_date-day": "1"}, publish_time="00:01")
    assert "The time of publication has passed." in words(page)
    assert 'href="#publish_date-day"' in page.text
    page = await nia.send(page, f"{EDITION}/schedule", 422, **when, publish_time="00:01", zone="Moon/Base")
    assert "Choose a time zone from the list." in words(page)

    done = await nia.send(page, f"{EDITION}/schedule", **when, publish_time="00:01", zone="Europe/London")

    midnight_and_a_minute = datetime(2026, 6, 2, 23, 1, tzinfo=UTC)
    assert (Job.PUBLISH_DUE_LETTERS, midnight_and_a_minute) in bell.rung
    page = await nia.follow(done)
    assert "Edition 1 will be published at 00:01 on Wednesday 3 June 2026 (BST), by itself." in words(page)
    assert "Scheduled for 00:01 on Wednesday 3 June 2026 (BST)" in words(await nia.get(LETTER))
    assert "To change the list, hold the publication first." in words(await nia.get(f"{LETTER}/freeze"))
    held = await nia.follow(await nia.send(page, f"{EDITION}/hold"))
    assert "The publication is stopped." in words(held)
    clock.set(midnight_and_a_minute)
    async with writing.sessions.begin() as session:
        assert await publish_next_due(session, clock.now()) is None


async def test_two_people_publish_and_hold_at_once(desk: Open, writing: Writing, closed: Letter) -> None:
    nia, tom = await desk("Nia"), await desk("Tom")
    await nia.post(f"{LETTER}/freeze")
    await make_files(writing)
    toms_page = await tom.get(f"{EDITION}/publish")
    when: dict[str, Any] = {
        "publish_date-day": "3",
        "publish_date-month": "6",
        "publish_date-year": "2026",
        "publish_time": "9am",
    }
    await nia.post(f"{EDITION}/schedule", page=EDITION, **when)
    refused = await tom.send(toms_page, f"{EDITION}/publish", 409)
    assert "Nia Rees changed this letter while you were on this page" in words(refused)
    assert (await writing.of(closed.id)).release is ReleaseState.SCHEDULED


async def test_publishing_before_the_files_are_there_publishes_as_soon_as_they_are(
    desk: Open, writing: Writing, closed: Letter
) -> None:
    nia = await desk("Nia")
    await nia.post(f"{LETTER}/freeze")
    row_version = (await writing.of(closed.id)).row_version
    answer = await nia.api("POST", f"{EDITION}/publish", row_version=row_version)
    assert answer["release"] == "scheduled"
    assert "or as soon as its files are made" in words(await nia.get(EDITION))
    await make_files(writing)
    async with writing.sessions.begin() as session:
        assert await publish_next_due(session, writing.clock.now()) == closed.id
    assert "Edition 1, public" in words(await nia.get(EDITION))


async def test_a_rolling_statement_goes_from_one_edition_to_the_next(
    desk: Open, writing: Writing, keys: Keys, clock: Clock
) -> None:
    nia = await desk("Nia")
    statement = await writing.locked(cast.statement())
    assert "Close signing and freeze the list first." in words(await nia.get(EDITION))
    await invited(writing, statement)
    [amina] = await signed(writing, keys, statement, AMINA)
    page = await nia.get(EDITION)
    assert "The edition lists everybody who has signed by this moment. Signing stays open. Build edition 1" in words(page)
    assert "What is next Build edition 1" in words(await nia.get(LETTER))
    await nia.send(page, f"{EDITION}/build")
    await make_files(writing)
    await nia.post(f"{EDITION}/publish", page=f"{EDITION}/publish")
    assert "Published, still open" in words(await nia.get("/letters"))

    clock.advance(days=7)
    await signed(writing, keys, statement, BEN, SIAN)
    async with writing.held() as session:
        await withdraw(session, amina, "", VISITOR, clock.now())
    nia = await desk("Nia")
    page = await nia.get(EDITION)
    assert "Since edition 1 2 rows added Llais Ynys Môn The Mill Road Centre 1 row no longer listed Wensum" in words(page)
    built = await nia.follow(await nia.send(page, f"{EDITION}/build"))
    assert "What edition 2 changes 2 rows added" in words(built)
    assert "Publish edition 2 now" not in words(built)
    await make_files(writing)
    ready = await nia.get(EDITION)
    assert "Publish at a time instead" not in words(ready), "a letter that is public releases its next edition at once"
    out = words(await nia.follow(await nia.post(f"{EDITION}/publish", page=f"{EDITION}/publish")))
    assert "Edition 2, public" in out
    assert "Edition 2 10am BST, 9 June 2026 2 2 added, 1 no longer listed Edition 1" in out


async def test_a_statement_in_the_coalitions_name_lists_its_members(desk: Open, writing: Writing) -> None:
    await writing.locked(cast.statement(attribution=Attribution.COALITION, attestation="", rolling=False))
    nia = await desk("Nia")
    overview = words(await nia.get(LETTER))
    assert "What is next Build edition 1" in overview
    assert "Invite organisations" not in overview
    assert "No signatures" in words(await nia.get("/letters"))
    await nia.post(f"{EDITION}/build", page=EDITION)
    await make_files(writing)
    page = words(await nia.get(EDITION))
    assert "Members of Fair Futures Alliance" in page
    assert "Signed by" not in page
    await nia.post(f"{EDITION}/publish", page=f"{EDITION}/publish")
    async with writing.held() as session:
        await cast.organisation(session, writing.company, "Ósk Community Trust", [], writing.clock.now())
    assert "Since edition 1 1 row added Ósk Community Trust" in words(await nia.get(EDITION))


async def test_an_edition_that_is_not_public_is_seen_by_its_own_secretariat_alone(
    desk: Open, writing: Writing, closed: Letter, rivers: cast.Company
) -> None:
    nia, rosa, sam = await desk("Nia"), await desk("Rosa"), await desk("Sam", rivers)
    await nia.post(f"{LETTER}/freeze")
    await make_files(writing)
    for path in (EDITION, f"{LETTER}/editions/1/files/names.txt", f"{LETTER}/freeze"):
        await rosa.get(path, 403)
        await sam.get(path, 404)
    for path in (f"{EDITION}/publish", f"{LETTER}/unfreeze", f"{EDITION}/hold"):
        await rosa.api("POST", path, 403, row_version=1)
        await sam.api("POST", path, 404, row_version=1)


async def test_the_api_goes_the_whole_way(desk: Open, writing: Writing, closed: Letter) -> None:
    nia, dev = await desk("Nia"), await desk("Dev")
    listed = await nia.api("GET", "/letters")
    assert [(one["letter"]["reference"], one["progress"]["signed"]) for one in listed["letters"]] == [("FFA-2026-01", 2)]
    assert (await dev.api("GET", "/letters"))["letters"][0]["progress"] is None
    due = [task for task in (await nia.api("GET", f"{LETTER}/tasks"))["tasks"] if task["button"]]
    assert [task["button"] for task in due] == ["Check and freeze the list"]
    freezing = await nia.api("GET", f"{LETTER}/freeze")
    assert (freezing["listed"]["row_count"], freezing["left_out_count"]) == (2, 0)
    version = (await nia.api("GET", LETTER))["row_version"]
    frozen = await nia.api("POST", f"{LETTER}/freeze", row_version=version)
    assert frozen["signing"] == "frozen"
    await make_files(writing)
    waiting = await nia.api("GET", EDITION)
    assert (waiting["candidate"]["number"], waiting["current"], waiting["changes"]) == (1, None, None)
    assert [file["file_name"] for file in waiting["candidate"]["files"]] == ["names.txt"]
    assert [row["display_name"] for row in await nia.api("GET", f"{EDITION}/rows")] == [cast.MILL_ROAD, cast.WENSUM]
    assert (await nia.api("GET", f"{LETTER}/editions/1/files/names.txt")).startswith(b"The Mill Road Centre")
    when: dict[str, Any] = {"publish_date": "2026-06-03", "publish_time": "09:00:00", "zone": "Europe/London"}
    midnight = await nia.api(
        "POST", f"{EDITION}/schedule", 422, **{**when, "publish_time": "00:00:00"}, row_version=frozen["row_version"]
    )
    assert set(midnight["errors"]) == {"publish_time"}
    set_ = await nia.api("POST", f"{EDITION}/schedule", **when, row_version=frozen["row_version"])
    assert set_["publish_at"] == "2026-06-03T08:00:00Z"
    held = await nia.api("POST", f"{EDITION}/hold", row_version=set_["row_version"])
    thawed = await nia.api("POST", f"{LETTER}/unfreeze", row_version=held["row_version"])
    again = await nia.api("POST", f"{LETTER}/freeze", row_version=thawed["row_version"])
    await make_files(writing)
    out = await nia.api("POST", f"{EDITION}/publish", row_version=again["row_version"])
    assert out["headline"] == "Published"
    changes = (await nia.api("GET", EDITION))["changes"]
    nobody = {"names": [], "count": 0}
    assert changes == dict.fromkeys(("added", "left", "individuals_added", "individuals_left"), nobody)
