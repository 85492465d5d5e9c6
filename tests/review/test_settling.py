"""Nia settles whether a signature is right: on its page, in the queue and on the board."""

from urllib.parse import quote

import pytest

from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signature
from campaigns.tokens import Keys
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.review.test_pages import LETTER, REVIEW, came_by_itself, letter, state_of
from tests.signatures.test_signing import opened_by, sign

__all__ = ["app", "company", "desk", "letter", "rivers", "writing"]


@pytest.fixture
async def signed(writing: Writing, letter: object, keys: Keys) -> Signature:
    """Amina has signed for Wensum."""
    async with writing.held() as session:
        return await sign(
            session, await opened_by(session, keys, writing.company, "amina@wensum.example"), writing.clock.now()
        )


def settle(signature: Signature) -> str:
    return f"{LETTER}/signatures/{signature.id}/settle"


async def test_nia_suspends_what_may_be_wrong_and_lists_it_again(desk: Open, writing: Writing, signed: Signature) -> None:
    nia = await desk("Nia")
    assert "Suspend or remove it" in words(await nia.get(f"{LETTER}/signatures/{signed.id}"))
    page = await nia.get(settle(signed))
    refused = await nia.send(page, f"{LETTER}/signatures/{signed.id}/suspend", 422)
    assert "Enter why it may be wrong" in words(refused)
    assert await state_of(writing, signed) is SignatureState.ACCEPTED

    told = await nia.follow(
        await nia.send(page, f"{LETTER}/signatures/{signed.id}/suspend", why="Their chair rang: not agreed.")
    )

    assert "The signature is suspended." in words(told)
    assert "Said to be wrong" in words(told)
    assert "1 suspended" in words(await nia.get(f"{LETTER}/responses"))
    assert "Settle 1 signature" in words(await nia.get(LETTER))
    assert "1 said to be wrong" in words(await nia.get("/letters"))
    history = words(await nia.get(f"{LETTER}/history"))
    assert "Said to be wrong, and suspended Nia Rees" in history
    assert "Their chair rang: not agreed." in history
    assert "Wensum Voluntary Action (WVA) Suspended" in words(await nia.get(f"{LETTER}/freeze"))
    sent_on = await nia.get(f"{REVIEW}/{signed.id}", 303)
    page = await nia.follow(sent_on)
    assert "Nia Rees said at 10am on Tuesday 2 June 2026 (BST) that this is wrong: Their chair rang: not agreed." in words(
        page
    )
    listed = await nia.follow(
        await nia.send(page, f"{LETTER}/signatures/{signed.id}/reinstate", check="Rang 020 7946 0100, they had agreed.")
    )
    assert "The signature is listed again." in words(listed)
    assert await state_of(writing, signed) is SignatureState.ACCEPTED


async def test_disputes_stand_before_everything_else_in_the_queue(
    desk: Open, writing: Writing, letter: object, signed: Signature
) -> None:
    await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example")  # type: ignore[arg-type]
    writing.clock.advance(hours=1)
    nia = await desk("Nia")
    await nia.post(f"{LETTER}/signatures/{signed.id}/suspend", page=settle(signed), why="A doubt")
    queue = words(await nia.get(REVIEW))
    assert "2 all 1 said to be wrong 1 not a member" in queue
    assert queue.index("Wensum Voluntary Action (WVA)") < queue.index("Acorn Trust")
    rows = (await nia.api("GET", f"{LETTER}/reviews"))["rows"]
    assert [row["signature"]["suspended"] for row in rows] == [True, False]
    after = await nia.api("GET", f"{LETTER}/reviews?after={quote(rows[0]['place'])}")
    assert [row["name"] for row in after["rows"]] == ["Acorn Trust"]


async def test_nia_removes_for_a_reason(desk: Open, writing: Writing, signed: Signature) -> None:
    nia = await desk("Nia")
    page = await nia.get(settle(signed))
    refused = await nia.send(page, f"{LETTER}/signatures/{signed.id}/remove", 422, details="They rang.")
    assert "Say why the signature is removed." in words(refused)
    assert "They rang." in refused.text
    told = await nia.follow(await nia.send(page, f"{LETTER}/signatures/{signed.id}/remove", reason="duplicate"))
    assert "The signature was removed." in words(told)
    assert await state_of(writing, signed) is SignatureState.REMOVED
    shown = await nia.follow(await nia.get(settle(signed), 303))
    assert "Removed, by Nia Rees. The organisation is listed twice" in words(shown)
    assert "1 removed" in words(await nia.get(f"{LETTER}/responses"))


async def test_two_people_settle_at_once(desk: Open, writing: Writing, signed: Signature) -> None:
    nia, tom = await desk("Nia"), await desk("Tom")
    await nia.post(f"{LETTER}/signatures/{signed.id}/suspend", page=settle(signed), why="A doubt")
    toms = await tom.get(settle(signed))
    await nia.post(f"{LETTER}/signatures/{signed.id}/reinstate", page=settle(signed), check="Rang them")
    late = await tom.send(toms, f"{LETTER}/signatures/{signed.id}/reinstate", 409, check="Wrote to them")
    assert "Check them again before you go on." in words(late)
    refused = await tom.send(toms, f"{LETTER}/signatures/{signed.id}/remove", 409, reason="error")
    assert "Check them again before you go on." in words(refused)
    assert await state_of(writing, signed) is SignatureState.ACCEPTED


async def test_the_api_settles_the_same(desk: Open, writing: Writing, signed: Signature) -> None:
    nia = await desk("Nia")
    at = f"{LETTER}/signatures/{signed.id}"
    suspended = await nia.api("POST", f"{at}/suspend", why="A doubt")
    assert suspended["state"] == "suspended"
    row_version = suspended["row_version"]
    again = await nia.api("POST", f"{at}/reinstate", check="Rang them", row_version=row_version)
    assert again["state"] == "accepted"
    await nia.api("POST", f"{at}/remove", 409, reason="error", row_version=row_version)
    removed = await nia.api("POST", f"{at}/remove", reason="error", row_version=again["row_version"])
    assert removed["state"] == "removed"
