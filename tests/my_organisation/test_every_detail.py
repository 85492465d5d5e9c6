"""Every detail of the record is on Jo's page, and each can be corrected: numbers, parent, rule, place and logo."""

import io
from base64 import b64encode
from hashlib import sha256

import httpx
from PIL import Image

from campaigns.database import hold_to
from campaigns.my_organisation.corrections.lifecycle import CorrectionState
from campaigns.my_organisation.corrections.models import Correction, ProposedLogo, What
from campaigns.organisations.models import InCategory, OrganisationIdentifier, OrganisationName, SignOff
from campaigns.organisations.record.categories import add_category
from campaigns.organisations.record.fields import CategoryFields
from campaigns.organisations.record.models import OrganisationLogo
from campaigns.organisations.relations import CategoryKind
from tests import cast
from tests.letters.desk import Desk
from tests.letters.desk import words as words_of
from tests.my_organisation.test_corrections import QUEUE, nia, propose, rows, waiting, wensum
from tests.my_organisation.test_own_page import opened
from tests.signatures.story import AMINA, BEN, JO, Story

__all__ = ["nia"]

BLUE, RED = "#1d70b8", "#b81d1d"


def picture(colour: str, kind: str = "PNG") -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (120, 60), colour).save(kept, format=kind)
    return kept.getvalue()


async def accept(nia: Desk, one: Correction) -> None:
    await nia.post(f"{QUEUE}/{one.id}", decision="accept")


async def accept_all(story: Story, nia: Desk) -> None:
    for one in await rows(story, Correction, Correction.state == CorrectionState.WAITING):
        await accept(nia, one)


async def upload(client: httpx.AsyncClient, story: Story, content: bytes | None, **typed: str) -> httpx.Response:
    """Jo sends the form with a picture."""
    window = await opened(client, story, JO)
    await window.follow("Propose another logo")
    path, held = window.form("Propose the logo", typed)
    held.pop("logo", None)
    return await client.post(path, data=held, files={"logo": ("logo.png", content)} if content else None)


async def test_what_nobody_knows_is_said_to_be_not_recorded(client: httpx.AsyncClient, story: Story) -> None:
    window = await opened(client, story, JO)
    for row in (
        "Legal name",
        "Numbers in registers",
        "Branch of",
        "Branches",
        "Nation or place",
        "Categories",
        "Interests",
        "Logo",
    ):
        assert f"{row} Not recorded" in window.text, row
    assert "Filed under Wensum Voluntary Action" in window.text
    assert "Who has to agree One authorised person" in window.text
    assert "Not recorded: whoever signs chooses each time." in window.text


async def test_numbers_names_place_and_rule_go_through(client: httpx.AsyncClient, story: Story, nia: Desk) -> None:
    window = await propose(
        client,
        story,
        legal_name="Wensum Voluntary Action CIO",
        charity_number="1099 999; 1088888",
        company_number="1999999",
        locality="Norwich",
        sign_off="two_people",
        sort_name="Voluntary Action Wensum",
    )
    assert "Numbers in registers waits for the secretariat" in window.text
    assert "GB-CHC-1088888, GB-CHC-1099999, GB-COH-01999999" in window.text
    await accept_all(story, nia)

    one = await wensum(story)
    assert (one.locality, one.sign_off, one.sort_name) == ("Norwich", SignOff.TWO_PEOPLE, "Voluntary Action Wensum")
    assert [(name.kind, name.name) for name in await rows(story, OrganisationName)] == [
        ("legal", "Wensum Voluntary Action CIO")
    ]
    window = await opened(client, story, JO)
    assert "Charity number in England and Wales: 1088888" in window.text
    assert "Company number: 01999999" in window.text

    await window.follow("Correct the details")
    assert window.value("charity_number") == "1088888, 1099999"
    await window.press("Propose the changes", charity_number="1099999", legal_name="")
    await accept_all(story, nia)
    assert {one.number for one in await rows(story, OrganisationIdentifier)} == {"1099999", "01999999"}
    assert await rows(story, OrganisationName) == []


async def test_jo_sees_the_labels_and_a_correction_leaves_them(client: httpx.AsyncClient, story: Story, nia: Desk) -> None:
    one = await wensum(story)
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        for label, kind in (("Charities", CategoryKind.CATEGORY), ("Housing", CategoryKind.INTEREST)):
            added = await add_category(session, one.coalition_id, CategoryFields(label=label, kind=kind))
            session.add(InCategory(coalition_id=one.coalition_id, organisation_id=one.id, category_id=added.id))
    await propose(client, story, locality="Norwich")
    await accept_all(story, nia)
    window = await opened(client, story, JO)
    assert "Nation or place Norwich Categories Charities Interests Housing" in window.text


async def test_a_number_that_is_none_is_said_at_once(client: httpx.AsyncClient, story: Story) -> None:
    window = await propose(client, story, company_number="twelve", legal_name="=1", branch_of="Mill|Road")
    assert len(window.errors) == 3
    assert "“TWELVE” is not a number of this register. It should be like 01999999." in window.errors
    assert await rows(story, Correction) == []


async def test_a_new_name_takes_its_filing_along_without_a_proposal_of_its_own(
    client: httpx.AsyncClient, story: Story, nia: Desk
) -> None:
    window = await opened(client, story, JO)
    await window.follow("Correct the details")
    await window.press("Propose the changes", name="Wensum Together", acronym="", sort_name="")
    assert [one.what for one in await rows(story, Correction) if one.what is What.SORT_NAME] == []
    await accept_all(story, nia)
    assert (await wensum(story)).sort_name == "Wensum Together"


async def test_the_parent_is_looked_up_only_when_nia_accepts(client: httpx.AsyncClient, story: Story, nia: Desk) -> None:
    window = await propose(client, story, branch_of="Nobody Knows Us")
    assert window.status == 200, "nothing tells whom the coalition knows"
    here = f"{QUEUE}/{(await waiting(story)).id}"
    assert "No organisation called “Nobody Knows Us” is on record." in words_of(await nia.post(here, 422, decision="accept"))
    await propose(client, story, branch_of=cast.MILL_ROAD)
    await accept(nia, await waiting(story))
    assert (await wensum(story)).branch_of_id == story.company.organisations[cast.MILL_ROAD].id
    assert f"Branches {cast.WENSUM}" in (await opened(client, story, BEN)).text
    assert f"Branch of {cast.MILL_ROAD}" in (await opened(client, story, JO)).text


async def test_a_logo_is_compared_and_then_stands_on_record(client: httpx.AsyncClient, story: Story, nia: Desk) -> None:
    refused = await upload(client, story, picture(BLUE), logo_alt="")
    assert refused.status_code == 422
    assert "Say that the picture may be used." in refused.text
    assert "Say what the logo shows" in refused.text
    assert (await upload(client, story, b"<svg/>", logo_alt="x", rights="yes")).status_code == 422
    assert (await upload(client, story, None, logo_alt="A river")).status_code == 422, "there is none to describe"
    assert await rows(story, Correction) == []

    answer = await upload(client, story, picture(BLUE, "JPEG"), logo_alt="A river", rights="yes")
    assert answer.status_code == 303
    one = await waiting(story)
    window = await opened(client, story, JO)
    assert "A new picture: A river" in window.text
    mine = await client.get(f"{window.path}/proposals/{one.id}/logo.png")
    assert mine.content.startswith(b"\x89PNG"), "it was drawn anew"
    bens = await opened(client, story, BEN)
    assert (await client.get(f"{bens.path}/proposals/{one.id}/logo.png")).status_code == 404
    here = f"{QUEUE}/{one.id}"
    shown = words_of(await nia.get(here))
    assert "No logo" in shown
    assert "Jo Pratt, Policy officer said that the coalition may use this picture." in shown
    assert (await nia.get(f"{here}/logo.png")).content == mine.content

    await accept(nia, one)

    [logo] = await rows(story, OrganisationLogo)
    assert (logo.alt, logo.rights_by) == ("A river", "Jo Pratt, Policy officer")
    assert await rows(story, ProposedLogo) == [], "the proposal's copy is not kept"
    await nia.get(f"{here}/logo.png", 404)
    window = await opened(client, story, AMINA)
    assert sha256((await client.get(f"{window.path}/logo.png")).content).hexdigest() == logo.sha256

    assert (await upload(client, story, None, logo_alt="A river between banks")).status_code == 303
    await accept(nia, await waiting(story))
    [logo] = await rows(story, OrganisationLogo)
    assert logo.alt == "A river between banks"


async def test_a_picture_that_is_refused_taken_back_or_replaced_is_deleted(
    client: httpx.AsyncClient, story: Story, nia: Desk
) -> None:
    await upload(client, story, picture(BLUE), logo_alt="Blue", rights="yes")
    await upload(client, story, picture(RED), logo_alt="Red", rights="yes")
    [kept] = await rows(story, ProposedLogo)
    assert kept.correction_id == (await waiting(story)).id
    window = await opened(client, story, JO)
    await window.press("Take it back")
    assert await rows(story, ProposedLogo) == []
    await upload(client, story, picture(RED), logo_alt="Red", rights="yes")
    await nia.post(f"{QUEUE}/{(await waiting(story)).id}", decision="refuse", reason="It is another charity’s.")
    assert await rows(story, ProposedLogo) == []
    assert await rows(story, OrganisationLogo) == []


async def test_programs_propose_a_logo_too(client: httpx.AsyncClient, story: Story, nia: Desk) -> None:
    window = await opened(client, story, JO)
    api = window.path.replace("/m/", "/api/v1/my-organisation/")
    body = {"picture": b64encode(picture(BLUE)).decode(), "alt": "Blue"}
    assert (await client.post(f"{api}/logo", json=body)).status_code == 422
    shown = (await client.post(f"{api}/logo", json={**body, "rights": True})).json()
    assert [(one["what"], one["has_picture"]) for one in shown["proposals"]] == [("logo", True)]
    here = f"{QUEUE}/{shown['proposals'][0]['id']}"
    detail = await nia.api("GET", here)
    assert (detail["has_picture"], detail["has_logo_now"], detail["now_stands"]) == (True, False, "")
    assert (await nia.api("GET", f"{here}/logo")).startswith(b"\x89PNG")
    await nia.api("POST", f"{here}/accept", keep_former=False)
    assert (await client.post(api)).json()["logo"]["alt"] == "Blue"


async def test_the_list_of_organisations_counts_what_waits(client: httpx.AsyncClient, story: Story, nia: Desk) -> None:
    assert "Proposed corrections Categories" in words_of(await nia.get("/organisations"))
    await propose(client, story, acronym="WVAN", website="wensum.example")
    assert "Proposed corrections (2 waiting for you)" in words_of(await nia.get("/organisations"))
