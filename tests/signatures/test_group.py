"""A federation signs for its members collectively: the row says so and counts as one, and it is looked at first."""

import httpx
import pytest

from campaigns.database import hold_to
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.queries import count_accepted
from tests import cast
from tests.signatures.story import AMINA, BEN, JO, Story, Window, sign, to_authorise

ON_BEHALF = "on behalf of its members"


async def as_group(window: Window, path: str, **signer: str) -> Window:
    """From the letter to the page with the last button, with the box about members ticked."""
    await window.open(path)
    await window.press("Sign for")
    await window.press("Continue", group="yes")
    await window.press("Continue")
    await window.press("Continue", signer)
    return await window.press("Continue", authority="chief_executive")


async def test_it_is_chosen_shown_and_reviewed_and_counts_as_one(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(story.path(AMINA))
    await window.press("Sign for")
    assert window.chosen("group") == [], "nobody speaks for others without saying so"
    await window.press("Continue", group="yes")
    assert "because it is on behalf of your members" in window.text
    assert f"Wensum Voluntary Action (WVA) {ON_BEHALF}" in window.text
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="chief_executive")
    assert f"Wensum Voluntary Action (WVA), {ON_BEHALF}" in window.text
    assert "The secretariat checks it before it counts, because it is on behalf of your members." in window.text
    await window.press("Sign the letter for")

    signature = await story.newest()
    assert (signature.state, signature.as_group) == (SignatureState.AWAITING_REVIEW, True)
    assert signature.attested.startswith(f"I confirm that Wensum Voluntary Action (WVA), {ON_BEHALF}, supports “Warm homes")
    await story.accept(cast.WENSUM)
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert await count_accepted(session, story.letter_id) == 1


async def test_where_the_directory_says_so_it_counts_at_once(client: httpx.AsyncClient, story: Story) -> None:
    await story.change_organisation(cast.WENSUM, signs_as_group=True)
    window = await as_group(Window(client), story.path(AMINA))
    assert "It counts at once" in window.text
    await window.press("Sign the letter for")

    assert (await story.newest()).state is SignatureState.ACCEPTED


@pytest.mark.parametrize("known", [False, True])
async def test_neither_an_own_address_nor_a_second_person_goes_past_the_review(
    client: httpx.AsyncClient, story: Story, known: bool
) -> None:
    await story.change_organisation(cast.WENSUM, signs_as_group=known, mail_domains="wensum.example")
    expected = SignatureState.ACCEPTED if known else SignatureState.AWAITING_REVIEW
    window = await as_group(Window(client), story.path(AMINA), signer_email="new@wensum.example")
    await window.press("Sign the letter for")
    check = await Window(client).open(await story.check_path())
    await check.press("Confirm this address")
    assert (await story.newest()).state is expected
    await check.open(story.path(AMINA))
    await check.follow("Withdraw the signature")
    await check.press("Withdraw the signature")

    whom = {"authoriser": str(story.company.contacts[AMINA].id)}
    window = await to_authorise(Window(client), story.path(JO), whom)
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        (await session.merge(await story.newest(), load=True)).as_group = True
    await window.open(f"{story.path(JO)}/check")
    await window.press("Send it to Amina Cole to authorise")
    answer = await Window(client).open(await story.authority_path())
    assert f"{ON_BEHALF}, supports" in answer.text
    await answer.press("Send my answer", authorising="chief_executive", person_title="Chief executive")
    assert (await story.newest()).state is expected


async def test_a_group_signs_for_its_members_or_jointly_and_not_both(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(story.path(AMINA))
    await window.press("Sign for")
    await window.press("Continue", group="yes", joint_names="Canal Together")

    assert window.status == 422
    assert window.errors == ["Sign either on behalf of your members or together with other organisations, not both."]
    assert (window.chosen("group"), window.value("joint_names")) == (["yes"], "Canal Together")


async def test_a_member_that_signs_too_stands_beside_its_federation(client: httpx.AsyncClient, story: Story) -> None:
    await story.change_organisation(cast.WENSUM, signs_as_group=True)
    await (await as_group(Window(client), story.path(AMINA))).press("Sign the letter for")
    await sign(Window(client), story.path(BEN))

    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert await count_accepted(session, story.letter_id) == 2


async def test_a_program_signs_for_the_members_of_a_federation(client: httpx.AsyncClient, story: Story) -> None:
    body = {
        "version": 1,
        "display_name": cast.WENSUM,
        "group": True,
        "signer_name": "Amina Cole",
        "signer_title": "Chief executive",
        "signer_email": AMINA,
        "authority": "chief_executive",
    }
    path = f"/api/v1/invitations/{story.tokens[AMINA]}/signature"
    both = await client.post(path, json={**body, "joint_names": ["Canal Together"]})
    assert (both.status_code, set(both.json()["errors"])) == (422, {"group"})

    answer = (await client.post(path, json=body)).json()

    assert (answer["stand"], answer["signature"]["group"]) == ("awaiting_review", True)
