"""An invitation speaks for one organisation under its own name; under any other name it is looked at before it counts."""

import httpx
import pytest

from campaigns.database import hold_to
from campaigns.organisations.record.fields import OtherNameFields
from campaigns.organisations.record.names import add_name
from campaigns.organisations.relations import NameKind
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.own_form import KnownAs, is_own_form
from tests import cast
from tests.signatures.story import AMINA, BEN, SIAN, Story, Window

OWN = [
    "Wensum Voluntary Action (WVA)",
    "Wensum Voluntary Action",
    "wensum voluntary action",
    "The Wensum Voluntary Action (WVA)",
    "Wensum Voluntary Action Ltd",
    "Wensum Voluntary Action WVA",
]
NOT_OWN = [
    "The Mill Road Centre",
    "WVA",
    "Wensum Action",
    "Wensum Voluntary Action (ACTION)",
    "Wensum Voluntary Action ★",
    "Wensum Voluntary Action for The Mill Road Centre",
    "Wensum Voluntary Action of Port Quay",
]


@pytest.mark.parametrize("name", [*OWN, *NOT_OWN])
async def test_what_is_the_name_that_the_secretariat_knows(story: Story, name: str) -> None:
    wensum = story.company.organisations[cast.WENSUM]
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert await is_own_form(session, name, KnownAs(wensum.id, wensum.display_name, "")) is (name in OWN)


async def test_an_acronym_or_a_company_form_that_is_another_organisations_is_not_ones_own(story: Story) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        now = story.company.coalition.created_at
        centre = story.company.organisations[cast.MILL_ROAD]
        known = KnownAs(centre.id, centre.display_name, "")
        names = ("The Mill Road Centre (MRC)", "The Mill Road Centre Ltd")
        assert [await is_own_form(session, name, known) for name in names] == [True, True]

        await cast.organisation(session, story.company, "Marsh River Club (MRC)", [], now)
        await cast.organisation(session, story.company, "Mill Road Centre Ltd", [], now)

        assert [await is_own_form(session, name, known) for name in names] == [False, False]


async def test_a_former_name_of_another_organisation_is_not_ones_own(story: Story) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        wensum, centre = (story.company.organisations[name] for name in (cast.WENSUM, cast.MILL_ROAD))
        fields = OtherNameFields(kind=NameKind.FORMER, name="Mill Road Centre Ltd")
        await add_name(session, wensum.id, fields, story.company.actor("Nia"), story.company.coalition.created_at)
        known = KnownAs(centre.id, centre.display_name, "")
        names = ("The Mill Road Centre", "The Mill Road Centre Ltd")
        assert [await is_own_form(session, name, known) for name in names] == [True, False]


async def answers_for(window: Window, story: Story, email: str, name: str) -> Window:
    await window.open(story.path(email))
    await window.press("Sign for")
    await window.press("Continue", display_name=name)
    assert "so it looks at this name before it counts" in window.text
    await window.press("Continue")
    await window.press("Continue")
    return await window.press("Continue", authority="chief_executive")


@pytest.mark.parametrize("name", ["Wensum Voluntary Action (WVA)", "The Mill Road Centre and Wensum Voluntary Action (WVA)"])
async def test_ben_cannot_put_wensum_on_the_list_and_is_told_so(client: httpx.AsyncClient, story: Story, name: str) -> None:
    window = await answers_for(Window(client), story, BEN, name)
    told = "This name differs from the one the secretariat knows, “The Mill Road Centre”, so it is looked at first."
    assert told in window.text
    assert "It counts at once" not in window.text

    await window.press("Sign the letter for")

    assert window.heading == "The secretariat is checking your signature"
    assert told in window.text
    assert (await story.newest()).state is SignatureState.AWAITING_REVIEW
    assert await story.mailed("signature_accepted") == []


async def test_sian_cannot_count_three_organisations_through_the_api(client: httpx.AsyncClient, story: Story) -> None:
    body = {
        "version": 1,
        "display_name": "Llais Ynys Môn, Wensum Voluntary Action (WVA) and The Mill Road Centre",
        "signer_name": "Siân Huws",
        "signer_title": "Prif weithredwr",
        "signer_email": SIAN,
        "authority": "chief_executive",
    }

    answer = await client.post(f"/api/v1/invitations/{story.tokens[SIAN]}/signature", json=body)

    assert (answer.status_code, answer.json()["stand"]) == (201, "awaiting_review")


async def test_amina_may_leave_out_the_acronym(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(story.path(AMINA))
    await window.press("Sign for")
    await window.press("Continue", display_name="Wensum Voluntary Action")
    assert "looks at this name" not in window.text
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="chief_executive")
    assert "It counts at once" in window.text
    await window.press("Sign the letter for")
    assert window.heading == "Wensum Voluntary Action has signed"
