"""Forms sent twice, from an old page, or after a colleague was faster: a plain page says how things stand."""

import httpx
import pytest

from campaigns.signatures.lifecycle import SignatureState
from tests.signatures.story import AMINA, JO, Story, Window, ready, sign


async def test_the_last_form_sent_twice_shows_the_one_signature(client: httpx.AsyncClient, story: Story) -> None:
    window = await ready(Window(client), story.path(AMINA))
    path, data = window.form("Sign the letter for", {})

    first = await client.post(path, data=data, follow_redirects=True)
    second = await client.post(path, data=data, follow_redirects=True)

    assert first.status_code == second.status_code == 200
    assert "has signed" in second.text
    assert len(await story.signatures()) == 1
    assert await story.mailed("signature_accepted") == [AMINA]


async def test_going_back_after_signing_and_sending_a_question_again_says_it_was_not_saved(
    client: httpx.AsyncClient, story: Story
) -> None:
    window = await Window(client).open(story.path(AMINA))
    await window.press("Sign for")
    old = window.form("Continue", {"display_name": "Another name"})
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="chief_executive")
    await window.press("Sign the letter for")

    answer = await client.post(old[0], data=old[1])

    assert answer.status_code == 409
    assert "These answers were sent already, so what you typed just now was not saved." in answer.text
    assert (await story.newest()).display_name == "Wensum Voluntary Action (WVA)"
    for page in ("name", "signer", "authority", "check"):
        await window.open(f"{story.path(AMINA)}/{page}")
        assert window.heading == "Wensum Voluntary Action (WVA) has signed"


async def test_a_page_to_check_that_another_tab_has_overtaken_is_checked_again(
    client: httpx.AsyncClient, story: Story
) -> None:
    window = await ready(Window(client), story.path(AMINA))
    stale = window.form("Sign the letter for", {})
    await window.open(f"{story.path(AMINA)}/name")
    await window.press("Continue", display_name="Wensum Voluntary Action")
    await window.press("Continue")

    answer = await client.post(stale[0], data=stale[1])

    assert answer.status_code == 409
    assert "Check them again before you go on." in answer.text
    assert (await story.newest()).state is SignatureState.STARTED
    await window.open(f"{story.path(AMINA)}/check")
    await window.press("Sign the letter for Wensum Voluntary Action")
    assert window.heading == "Wensum Voluntary Action has signed"


async def test_a_colleague_was_faster(client: httpx.AsyncClient, story: Story) -> None:
    slow = await ready(Window(client), story.path(JO))
    await sign(Window(client), story.path(AMINA))

    await slow.press("Sign the letter for")

    assert slow.status == 409
    assert (
        "Your organisation has signed this letter already: Amina Cole signed at 10am on Tuesday 2 June 2026 (BST)."
        in slow.text
    )
    assert slow.text.count("Amina Cole") == 1
    await slow.follow("See the signature")
    assert slow.heading == "Wensum Voluntary Action (WVA) has signed"


@pytest.mark.parametrize("page", ["decline", "more-time"])
async def test_an_organisation_that_has_signed_withdraws_first(client: httpx.AsyncClient, story: Story, page: str) -> None:
    window = await Window(client).open(f"{story.path(JO)}/{page}")
    button = "Send this answer" if page == "decline" else "Ask for more time"
    typed = (
        {"reasons": ["risk"]}
        if page == "decline"
        else {"needed_by-day": "4", "needed_by-month": "6", "needed_by-year": "2026"}
    )
    stale = window.form(button, typed)
    await sign(Window(client), story.path(AMINA))

    await window.open(f"{story.path(JO)}/{page}")
    assert window.heading == "Withdraw the signature first"
    answer = await client.post(stale[0], data=stale[1])
    assert answer.status_code == 409
    assert "Withdraw the signature before you give another answer." in answer.text
    assert await story.mailed("answer_recorded") == []


async def test_withdrawing_what_is_not_the_signature_shown_any_more(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path(AMINA))
    window = await Window(client).open(f"{story.path(JO)}/withdraw")
    stale = window.form("Withdraw the signature", {})
    await window.press("Withdraw the signature")
    await sign(Window(client), story.path(JO))

    answer = await client.post(stale[0], data=stale[1])

    assert answer.status_code == 409
    assert "The signature you meant is not the one that stands now." in answer.text
    assert (await story.newest()).state is SignatureState.ACCEPTED
