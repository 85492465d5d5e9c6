"""The person who authorises, the signer and the secretariat at the same moment: one outcome, told in words."""

import asyncio

import httpx
import pytest
from sqlalchemy import func, select

from campaigns.database import hold_to
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.publication.actions import freeze
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signatory
from tests.conftest import Clock
from tests.signatures.story import AMINA, JO, SITE, Story, Window, ready
from tests.signatures.test_authority import ANSWER, prepare

YES = {"authorising": "chief_executive", "person_title": "Chief executive"}


@pytest.mark.parametrize("first", ["authorise", "withdraw"])
async def test_amina_authorises_while_jo_takes_it_back(own_client: httpx.AsyncClient, own_story: Story, first: str) -> None:
    await prepare(Window(own_client), own_story)
    yes = (await Window(own_client).open(await own_story.authority_path())).form(ANSWER, YES)
    back = (await Window(own_client).open(f"{own_story.path(JO)}/withdraw")).form("Withdraw the signature", {})
    forms = [yes, back] * 5 if first == "authorise" else [back, yes] * 5

    answers = await asyncio.gather(*(own_client.post(path, data=data, follow_redirects=True) for path, data in forms))

    assert {answer.status_code for answer in answers} == {200}
    assert (await own_story.newest()).state is SignatureState.WITHDRAWN, "taking back is never refused"
    steps = [step for step, _ in await own_story.steps()]
    assert steps in (["submit_for_authority", "withdraw"], ["submit_for_authority", "authorise", "withdraw"])
    if "authorise" not in steps:
        assert await own_story.mailed("signature_accepted") == []


async def test_ten_answers_at_once_are_one(own_client: httpx.AsyncClient, own_story: Story) -> None:
    await prepare(Window(own_client), own_story)
    window = await Window(own_client).open(await own_story.authority_path())
    yes, no = window.form(ANSWER, YES), window.form(ANSWER, {**YES, "authorising": "not_signing"})

    answers = await asyncio.gather(
        *(own_client.post(path, data=data, follow_redirects=True) for path, data in [yes, no] * 5)
    )

    assert {answer.status_code for answer in answers} == {200}
    signature = await own_story.newest()
    assert signature.state in {SignatureState.ACCEPTED, SignatureState.REJECTED}
    assert (signature.authoriser_basis is None) == (signature.state is SignatureState.REJECTED)
    assert len(await own_story.steps()) == 2


async def test_the_list_is_frozen_while_amina_authorises(
    own_client: httpx.AsyncClient, own_story: Story, clock: Clock
) -> None:
    await prepare(Window(own_client), own_story)
    await own_story.change_letter(signing=SigningState.CLOSED)
    path, data = (await Window(own_client).open(await own_story.authority_path())).form(ANSWER, YES)

    async def freezing() -> None:
        async with own_story.sessions.begin() as session:
            hold_to(session, own_story.company.id)
            await freeze(session, own_story.letter_id, None, SITE, own_story.company.actor("Nia"), clock.now())

    answer, _ = await asyncio.gather(own_client.post(path, data=data, follow_redirects=True), freezing())

    state = (await own_story.newest()).state
    assert state in {SignatureState.ACCEPTED, SignatureState.EXPIRED}
    heading = "Wensum Voluntary Action (WVA) has signed" if state is SignatureState.ACCEPTED else "Nobody is asked any more"
    assert heading in answer.text


async def test_amina_authorises_and_signs_herself_at_once(own_client: httpx.AsyncClient, own_story: Story) -> None:
    await prepare(Window(own_client), own_story)
    yes = (await Window(own_client).open(await own_story.authority_path())).form(ANSWER, YES)
    own = (await ready(Window(own_client), own_story.path(AMINA))).form("Sign the letter for", {})

    answers = await asyncio.gather(*(own_client.post(path, data=data) for path, data in [yes, own] * 5))

    assert {answer.status_code for answer in answers} <= {303, 409}
    async with own_story.sessions() as session:
        hold_to(session, own_story.company.id)
        live = select(func.count()).select_from(Signatory).where(Signatory.state == SignatureState.ACCEPTED)
        assert await session.scalar(live) == 1
