"""What is reviewed may stand in the place of the organisation's signature that stands: first that one leaves the list."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from campaigns.errors import Conflict, NotAllowedNow
from campaigns.letters.models import Letter
from campaigns.review import actions
from campaigns.review.actions import Decision
from campaigns.signatures.leaving import suspend
from campaigns.signatures.lifecycle import LIVE, SignatureState
from campaigns.signatures.models import Signatory, Signature
from campaigns.signatures.queries import count_accepted
from campaigns.tokens import Keys
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.review.test_pages import LETTER, came_by_itself, letter, page_of, state_of
from tests.signatures.test_signing import opened_by, sign

__all__ = ["app", "company", "desk", "letter", "rivers", "writing"]


@pytest.fixture
async def signed(writing: Writing, letter: Letter, keys: Keys) -> Signature:
    """Amina has signed for Wensum."""
    async with writing.held() as session:
        return await sign(
            session, await opened_by(session, keys, writing.company, "amina@wensum.example"), writing.clock.now()
        )


async def accept(writing: Writing, signature: Signature, *organisations: UUID | None, in_place_of: list[UUID]) -> None:
    async with writing.held() as session:
        decision = Decision(check="Rang them", organisations=list(organisations), in_place_of=in_place_of)
        await actions.accept(session, signature.id, decision, None, writing.company.actor("Nia"), writing.clock.now())


async def live(writing: Writing) -> int:
    async with writing.held() as session:
        return await session.scalar(select(func.count()).select_from(Signatory).where(Signatory.state.in_(LIVE))) or 0


async def test_only_a_signature_of_the_chosen_organisation_makes_room(
    writing: Writing, letter: Letter, signed: Signature, clock: Clock
) -> None:
    wensum, mill_road = (writing.company.organisations[name].id for name in (cast.WENSUM, cast.MILL_ROAD))
    second = await came_by_itself(writing, letter, "Wensum VA", "kit@wensum.example")
    with pytest.raises(Conflict, match="has signed the letter already"):
        await accept(writing, second, wensum, in_place_of=[])
    with pytest.raises(Conflict, match="not one of the organisation that you chose"):
        await accept(writing, second, mill_road, in_place_of=[signed.id])
    with pytest.raises(Conflict, match="does not stand any more"):
        await accept(writing, second, wensum, in_place_of=[second.id])
    assert await state_of(writing, signed) is SignatureState.ACCEPTED
    await accept(writing, second, wensum, in_place_of=[signed.id])
    assert (await state_of(writing, signed), await state_of(writing, second)) == (
        SignatureState.SUPERSEDED,
        SignatureState.ACCEPTED,
    )
    assert await live(writing) == 1


async def test_a_joint_row_takes_the_place_of_each_and_none_takes_its_own(
    writing: Writing, letter: Letter, signed: Signature, keys: Keys
) -> None:
    wensum, mill_road = (writing.company.organisations[name].id for name in (cast.WENSUM, cast.MILL_ROAD))
    async with writing.held() as session:
        opened = await opened_by(session, keys, writing.company, "ben@millroad.example")
        bens = await sign(session, opened, writing.clock.now())
    jointly = await came_by_itself(writing, letter, "Wensum VA", "kit@wensum.example", "Mill Road")
    await accept(writing, jointly, wensum, mill_road, in_place_of=[signed.id, bens.id])
    assert await live(writing) == 2
    alone = await came_by_itself(writing, letter, "Mill Rd", "kit@millroad.example")
    with pytest.raises(NotAllowedNow, match="names other organisations too"):
        await accept(writing, alone, mill_road, in_place_of=[jointly.id])
    async with writing.held() as session:
        assert await count_accepted(session, letter.id) == 2


async def test_a_disputed_signature_is_not_replaced(desk: Open, writing: Writing, letter: Letter, signed: Signature) -> None:
    second = await came_by_itself(writing, letter, cast.WENSUM, "kit@wensum.example")
    async with writing.held() as session:
        await suspend(session, signed.id, "A doubt", writing.company.actor("Nia"), writing.clock.now())
    nia = await desk("Nia")
    page = await nia.get(page_of(second))
    assert "The signature is suspended. Settle first whether it is right." in words(page)
    assert 'name="in_place_of"' not in page.text
    choice = {"organisation-0": str(writing.company.organisations[cast.WENSUM].id), "how": "rang"}
    told = await nia.send(page, page_of(second), 409, do="accept", in_place_of=str(signed.id), details="At noon", **choice)
    assert "suspended" in words(told)
    assert "At noon" in told.text, "what was typed is kept"
    assert await state_of(writing, second) is SignatureState.AWAITING_REVIEW


async def test_the_board_of_one_that_was_not_asked_says_which_was_replaced(
    desk: Open, writing: Writing, letter: Letter
) -> None:
    first = await came_by_itself(writing, letter, "Otter Friends", "kit@otter.example")
    await accept(writing, first, None, in_place_of=[])
    second = await came_by_itself(writing, letter, "The Otters", "lee@otter.example")
    async with writing.held() as session:
        otter = await session.scalar(select(Signatory.organisation_id).where(Signatory.signature_id == first.id))
    await accept(writing, second, otter, in_place_of=[first.id])
    nia = await desk("Nia")
    board = words(await nia.get(f"{LETTER}/responses"))
    assert "1 signed" in board
    assert "1 replaced" in board
    replaced = words(await nia.get(f"{LETTER}/responses?show=superseded"))
    assert "Otter Friends" in replaced
    assert "The Otters" not in replaced
    downloaded = (await nia.get(f"{LETTER}/responses.csv")).text
    assert [line for line in downloaded.splitlines() if "Otter Friends" in line and "replaced" in line]
    history = words(await nia.get(f"{LETTER}/history"))
    assert "Replaced by another signature of the organisation Nia Rees" in history


async def test_a_program_says_so_too(desk: Open, writing: Writing, letter: Letter, signed: Signature) -> None:
    second = await came_by_itself(writing, letter, cast.WENSUM, "kit@wensum.example")
    nia = await desk("Nia")
    at = f"{LETTER}/signatures/{second.id}"
    seen = await nia.api("GET", at)
    [stands] = [one["stands"] for one in seen["near"][0] if one["stands"]]
    assert (stands["signature_id"], stands["why_not"]) == (str(signed.id), "")
    wensum = str(writing.company.organisations[cast.WENSUM].id)
    said = {"check": "Rang", "organisations": [wensum], "row_version": seen["item"]["signature"]["row_version"]}
    await nia.api("POST", f"{at}/accept", 409, **said)
    answer = await nia.api("POST", f"{at}/accept", in_place_of=[str(signed.id)], **said)
    assert answer["state"] == "accepted"
    old = await nia.api("GET", f"{LETTER}/signatures/{signed.id}")
    assert old["item"]["signature"]["superseded_by_id"] == str(second.id)
    assert old["item"]["successor"]["signer_name"] == "Kit Moss"
    assert [one["id"] for one in (await nia.api("GET", at))["item"]["in_place_of"]] == [str(signed.id)]
    assert "Wensum Voluntary Action (WVA) Replaced" in words(await nia.get(f"{LETTER}/freeze"))


async def test_the_pair_is_decided_by_a_program(desk: Open, writing: Writing, letter: Letter, signed: Signature) -> None:
    nia = await desk("Nia")
    second = await came_by_itself(writing, letter, "Otter Friends", "kit@otter.example")
    await accept(writing, second, None, in_place_of=[])
    async with writing.held() as session:
        other = await session.scalar(select(Signatory.organisation_id).where(Signatory.signature_id == second.id))
    wensum = writing.company.organisations[cast.WENSUM].id
    base = "/organisations/duplicates"
    pair = await nia.api("POST", base, 201, one_id=str(wensum), other_id=str(other))
    [both] = pair["both_signed"]
    assert both["may_stay"] == [str(signed.id), str(second.id)]
    said = {"decision": "same", "organisation_id": str(wensum)}
    unsaid = await nia.api("POST", f"{base}/{pair['id']}/decide", 422, **said)
    assert f"stays-{letter.id}" in str(unsaid)
    await nia.api("POST", f"{base}/{pair['id']}/decide", 204, stays=[str(second.id)], **said)
    assert await state_of(writing, signed) is SignatureState.SUPERSEDED
