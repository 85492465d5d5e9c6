"""Nia's desk: she lets individuals sign, sees who does, and decides on each; alone, at once with Tom, and by the API."""

import csv
import io

import pytest

from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.models import IndividualSignature
from campaigns.letters.actions import close_signing
from campaigns.letters.models import Attribution, Letter
from campaigns.signatures.queries import count_accepted
from tests import cast
from tests.individuals.people import ADA, SAM, YouAnswer, accepted, checked, let_in, sent
from tests.letters.desk import Desk, Open, Writing, words

LETTER = "/letters/FFA-2026-01"
HERE = f"{LETTER}/individuals"


@pytest.fixture
async def letter(desk: Open, writing: Writing) -> Letter:
    """Open for signature, also for individuals."""
    letter = await writing.locked()
    nia = await desk("Nia")
    invite = f"{LETTER}/invite"
    await nia.send(await nia.post(invite, 200, who="members", do="check"), invite, do="send")
    async with writing.held() as session:
        await let_in(session, letter, writing.company.actor("Nia"), writing.clock.now())
    return letter


async def waits(writing: Writing, letter: Letter, who: YouAnswer = SAM) -> IndividualSignature:
    async with writing.held() as session:
        return await checked(session, letter, who, writing.clock.now())


async def state_of(writing: Writing, signature: IndividualSignature) -> IndividualState:
    async with writing.held() as session:
        return (await session.get_one(IndividualSignature, signature.id)).state


async def test_nia_says_whether_individuals_may_sign(desk: Open, writing: Writing) -> None:
    await writing.locked()
    nia = await desk("Nia")
    assert "Organisations only See or change individuals" in words(await nia.get(LETTER))
    page = await nia.get(HERE)
    assert "Only organisations sign this letter." in words(page)
    told = await nia.follow(await nia.send(page, HERE, individuals_may_sign="yes"))
    assert "Individuals can sign this letter as themselves" in words(told)
    late = await nia.send(page, HERE, 409, individuals_may_sign="no")
    assert "changed this letter while you were on this page" in words(late)
    assert "Let individuals sign Nia Rees" in words(await nia.get(f"{LETTER}/history"))
    told = await nia.follow(await nia.post(HERE, individuals_may_sign="no"))
    assert "for organisations only" in words(told)


async def test_once_signing_has_closed_it_stays_as_it_was(desk: Open, writing: Writing, letter: Letter) -> None:
    nia = await desk("Nia")
    page = await nia.get(HERE)
    async with writing.held() as session:
        await close_signing(session, letter.id, None, writing.company.actor("Tom"), writing.clock.now())
    assert "Change whether individuals may sign" not in words(await nia.get(HERE))
    row_version = (await nia.api("GET", LETTER))["row_version"]
    refused = await nia.send(page, HERE, 409, individuals_may_sign="no", row_version=row_version)
    assert "Signing is closed, so this cannot be done now." in words(refused)


async def test_a_statement_in_the_coalitions_name_takes_nobody(desk: Open, writing: Writing) -> None:
    fields = cast.statement(attribution=Attribution.COALITION, attestation="", rolling=False)
    made = await writing.draft(fields)
    nia = await desk("Nia")
    assert "no signatures" in words(await nia.get(HERE))
    answer = await nia.api("PUT", HERE, 409, individuals_may_sign=True, row_version=made.row_version)
    assert "no signatures" in answer["detail"]


async def test_sam_waits_in_the_review_and_nia_accepts(desk: Open, writing: Writing, letter: Letter) -> None:
    sam = await waits(writing, letter)
    nia = await desk("Nia")
    assert "0 accepted, 1 to review" in words(await nia.get(LETTER))
    queue = words(await nia.get(f"{LETTER}/review"))
    assert "In a personal capacity" in queue
    assert "Sam Ode, Senior lecturer, University of Ellery (for identification only)" in queue
    assert "No signature of an organisation waits for a review." in queue, "he is no signature of an organisation"
    page = await nia.get(f"{HERE}/{sam.id}")
    refused = await nia.send(page, f"{HERE}/{sam.id}/accept", 422, check="  ")
    assert "Say how you know that this person is who they say." in words(refused)
    told = await nia.follow(await nia.send(page, f"{HERE}/{sam.id}/accept", check="Rang the university."))
    assert "They stand in the list of individuals." in words(told)
    assert "1 accepted" in words(await nia.get(LETTER))
    async with writing.held() as session:
        assert await count_accepted(session, letter.id) == 0
    freeze = words(await nia.get(f"{LETTER}/freeze"))
    assert "Individuals signing in a personal capacity: 1" in freeze
    assert "In the list: 0 rows, 0 organisations" in freeze


async def test_nia_rejects_and_removes_with_reasons(desk: Open, writing: Writing, letter: Letter) -> None:
    sam, ada = await waits(writing, letter), await waits(writing, letter, ADA)
    nia = await desk("Nia")
    page = await nia.get(f"{HERE}/{sam.id}")
    refused = await nia.send(page, f"{HERE}/{sam.id}/reject", 422)
    assert "Say why, in words that the person may read." in words(refused)
    await nia.send(page, f"{HERE}/{sam.id}/reject", reason="We could not reach you.")
    assert await state_of(writing, sam) is IndividualState.REJECTED
    await nia.post(f"{HERE}/{ada.id}/accept", page=f"{HERE}/{ada.id}", check="Known to us.")
    await nia.post(f"{HERE}/{ada.id}/remove", page=f"{HERE}/{ada.id}", reason="It was somebody else of that name.")
    assert await state_of(writing, ada) is IndividualState.REMOVED
    shown = words(await nia.get(f"{HERE}/{ada.id}"))
    assert "Removed, by Nia Rees. It was somebody else of that name." in shown


async def test_nia_and_tom_decide_at_once(desk: Open, writing: Writing, letter: Letter) -> None:
    sam = await waits(writing, letter)
    nia, tom = await desk("Nia"), await desk("Tom")
    page = await tom.get(f"{HERE}/{sam.id}")
    await nia.post(f"{HERE}/{sam.id}/accept", page=f"{HERE}/{sam.id}", check="Known to us.")
    late = await tom.send(page, f"{HERE}/{sam.id}/reject", 409, reason="I do not know him.")
    assert "This was changed on another page or by somebody else." in words(late)
    assert await state_of(writing, sam) is IndividualState.ACCEPTED


async def test_the_list_is_paged_filtered_and_searched(
    desk: Open, writing: Writing, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with writing.held() as session:
        by, now = writing.company.actor("Nia"), writing.clock.now()
        for number in range(55):
            who = YouAnswer(name=f"Person {number:02}", title="", affiliation="", email=f"person{number}@home.example")
            await accepted(session, letter, who, by, now)
        await checked(session, letter, SAM, now)
        await sent(session, letter, ADA, now)
    nia = await desk("Nia")
    first = await nia.get(HERE)
    assert "57 all 55 accepted 1 to review 1 awaiting address check" in words(first)
    assert "Person 49" in first.text
    assert "Person 50" not in first.text
    following = first.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = words(await nia.get(following))
    assert "Person 50" in second
    assert "Sam Ode" in second
    assert "Sam Ode" not in words(await nia.get(f"{HERE}?show=accepted&q=ellery"))
    assert "Sam Ode" in words(await nia.get(f"{HERE}?show=awaiting_review"))
    assert "Person 07" in words(await nia.get(f"{HERE}?q=person7@HOME"))
    rows = (await nia.api("GET", f"{HERE}?show=accepted"))["individuals"]
    rest = await nia.api("GET", f"{HERE}?show=accepted&after={rows[-1]['id']}")
    assert (len(rows), len(rest["individuals"]), rest["after"]) == (50, 5, None)
    table = (await nia.get(f"{LETTER}/individuals.csv")).content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(table)))) == 57


async def test_the_api_does_the_same(desk: Open, writing: Writing, letter: Letter) -> None:
    sam, ada = await waits(writing, letter), await waits(writing, letter, ADA)
    nia = await desk("Nia")
    told = await nia.api("GET", HERE)
    assert (told["individuals_may_sign"], told["figures"]["awaiting_review"]) == (True, 2)
    whole = await nia.api("GET", f"{HERE}/{sam.id}")
    assert [step["step"] for step in whole["history"]] == ["check_address", "submit"]
    row_version = whole["signature"]["row_version"]
    done = await nia.api("POST", f"{HERE}/{sam.id}/accept", check="Known to us.", row_version=row_version)
    assert done["state"] == "accepted"
    stale = await nia.api("POST", f"{HERE}/{sam.id}/remove", 409, reason="Never mind.", row_version=row_version)
    assert "changed on another page" in stale["detail"]
    gone = await nia.api("POST", f"{HERE}/{sam.id}/remove", reason="An error.", row_version=done["row_version"])
    assert gone["state"] == "removed"
    no = await nia.api("POST", f"{HERE}/{ada.id}/reject", reason="Unknown.", row_version=ada.row_version)
    assert no["state"] == "rejected"
    letter_now = await nia.api("GET", LETTER)
    shut = await nia.api("PUT", HERE, individuals_may_sign=False, row_version=letter_now["row_version"])
    assert shut["individuals_may_sign"] is False


async def test_whoever_only_drafts_sees_no_address(desk: Open, letter: Letter) -> None:
    dev: Desk = await desk("Dev")
    await dev.get(HERE, 403)
    await dev.api("GET", HERE, 403)
    assert "Individuals 0 accepted" in words(await dev.get(LETTER))
