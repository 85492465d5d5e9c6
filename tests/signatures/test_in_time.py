"""Answers that come early, at the last moment, too late, or never."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.signatures.expiring import expire_unfinished
from campaigns.signatures.lifecycle import SignatureState
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, JO, Story, Window, ready, sign

DEADLINE = datetime(2026, 6, 5, 16, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


async def test_the_last_microsecond_counts_and_the_next_does_not(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    amina, ben = await ready(Window(client), story.path(AMINA)), await ready(Window(client), story.path(BEN))

    clock.set(DEADLINE - MICROSECOND)
    await amina.press("Sign the letter for")
    clock.set(DEADLINE)
    await ben.press("Sign the letter for")

    assert amina.heading == "Wensum Voluntary Action (WVA) has signed"
    assert (ben.status, ben.heading) == (200, "This came too late, so nothing is signed")
    assert "The Mill Road Centre is not in the list." in ben.text
    signature = await story.newest()
    assert (signature.state, signature.authority) == (SignatureState.STARTED, "chief_executive")


@pytest.mark.parametrize("page", ["decline", "more-time", "organisation"])
async def test_no_page_takes_another_answer_after_the_deadline(
    client: httpx.AsyncClient, story: Story, clock: Clock, page: str
) -> None:
    window = await Window(client).open(f"{story.path(AMINA)}/{page}")
    button = {
        "decline": "Send this answer",
        "more-time": "Ask for more time",
    }.get(page, "Continue")
    answers: dict[str, dict[str, Any]] = {
        "decline": {"reasons": ["risk"]},
        "organisation": {"whose": "branch", "branch_name": "Wensum Youth", "branch_place": "Norwich"},
        "more-time": {"needed_by-day": "9", "needed_by-month": "6", "needed_by-year": "2026"},
    }
    path, data = window.form(button, answers.get(page, {}))
    before = await story.everything()
    clock.set(DEADLINE)

    answer = await client.post(path, data=data)

    assert answer.status_code == 409
    assert "Signing has closed" in answer.text
    # That somebody asked is counted all the same.
    assert {**await story.everything(), "rate_limit": []} == before


@pytest.mark.parametrize(
    ("signing", "release", "says"),
    [
        (SigningState.CLOSED, ReleaseState.UNRELEASED, "The letter is not published yet."),
        (SigningState.FROZEN, ReleaseState.SCHEDULED, "it is to be published at 9am on Tuesday 9 June 2026 (BST)"),
        (SigningState.FROZEN, ReleaseState.PUBLISHED, "as it was published"),
        (SigningState.NOT_OPEN, ReleaseState.UNRELEASED, "Signing has not opened yet."),
    ],
)
async def test_a_link_that_is_found_weeks_later_says_what_became_of_the_letter(
    client: httpx.AsyncClient, story: Story, signing: SigningState, release: ReleaseState, says: str
) -> None:
    publish_at = datetime(2026, 6, 9, 8, tzinfo=UTC) if release is not ReleaseState.UNRELEASED else None
    await story.change_letter(signing=signing, release=release, publish_at=publish_at)

    window = await Window(client).open(story.path(AMINA))

    assert window.heading == "Signing has closed"
    assert says in window.text
    assert "write to the secretariat" in window.text
    assert "letters@fair-futures.example" in window.text
    # Whoever may still ask to be added late reads what it is about.
    assert ("One family in five" in window.text) is (signing is not SigningState.NOT_OPEN)
    if release is ReleaseState.PUBLISHED:
        [link] = [one for one in window.page.iter("a") if "as it was published" in one.text_content()]
        assert link.get("href") == f"/letters/fair-futures/{story.slug}"


async def test_a_signature_can_be_seen_and_withdrawn_after_the_list_is_frozen(
    client: httpx.AsyncClient, story: Story
) -> None:
    await sign(Window(client), story.path(AMINA))
    await story.change_letter(signing=SigningState.FROZEN)

    window = await Window(client).open(story.path(JO))

    assert window.heading == "Wensum Voluntary Action (WVA) has signed"
    await window.follow("Withdraw the signature")
    assert "Signing has closed, so you cannot sign again here." in window.text
    await window.press("Withdraw the signature")
    assert (await story.newest()).state is SignatureState.WITHDRAWN


async def test_an_address_checked_after_the_deadline_keeps_its_time(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    clock.set(DEADLINE - timedelta(minutes=1))
    window = await sign(Window(client), story.path(BEN), signer_email="ben.private@post.example")
    clock.set(DEADLINE + timedelta(minutes=20))

    await window.press("Continue", code=await story.code())

    assert window.heading == "The secretariat is checking your signature"
    assert "what you sent at 4:59pm on Friday 5 June 2026 (BST) is in time" in window.text


async def test_an_address_cannot_be_checked_once_the_list_is_frozen(client: httpx.AsyncClient, story: Story) -> None:
    window = await sign(Window(client), story.path(BEN), signer_email="ben.private@post.example")
    code, link = await story.code(), await story.check_path()
    await story.change_letter(signing=SigningState.FROZEN)

    await window.press("Continue", code=code)
    assert (window.status, "The list is frozen." in window.text) == (409, True)
    await window.open(link)
    await window.press("Confirm this address")
    assert (window.status, "The list is frozen." in window.text) == (409, True)


async def test_answers_left_for_a_fortnight_are_begun_again(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await story.change_letter(deadline_at=DEADLINE + timedelta(days=60))
    window = await Window(client).open(story.path(AMINA))
    await window.press("Sign for")
    stale = window.form("Continue", {})
    async with story.sessions.begin() as session:
        await expire_unfinished(session, clock.advance(days=14))

    answer = await client.post(stale[0], data=stale[1])

    assert answer.status_code == 409
    assert "There are no answers begun here any more" in answer.text
    await sign(window, story.path(AMINA))
    assert window.heading == "Wensum Voluntary Action (WVA) has signed"


async def test_an_address_never_checked_comes_to_nothing_after_three_days(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await story.change_letter(deadline_at=DEADLINE + timedelta(days=60))
    await sign(Window(client), story.path(BEN), signer_email="ben.private@post.example")
    link = await story.check_path()
    async with story.sessions.begin() as session:
        await expire_unfinished(session, clock.advance(hours=72))

    window = await Window(client).open(link)
    assert window.heading == "Nothing waits for this address"
    await window.open(story.path(BEN))
    assert "came to nothing: its address was never confirmed." in window.text
    await sign(window, story.path(BEN))
    assert window.heading == "The Mill Road Centre has signed"
