"""Names in every script reach the page, the list's row and the signature as they were typed."""

import httpx
import pytest

from campaigns.signatures.lifecycle import SignatureState
from tests import cast
from tests.signatures.story import AMINA, BEN, SIAN, Story, Window, sign

NAMES = [
    "مركز الأمل (Markaz al-Amal)",
    "আশা কেন্দ্র",
    "希望中心",
    "Llais Ynys Môn a’r Tŷ Gŵydd",
    "Żubr Polonia Society",
    "Ósk Community Trust",
    "Re'New Transport Circle <b>&amp;",
    "สมาคมไทย",
    "အားမာန်",
]


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_in_any_script_is_signed_as_it_was_typed(client: httpx.AsyncClient, story: Story, name: str) -> None:
    window = await Window(client).open(story.path(AMINA))
    await window.press("Sign for")
    await window.press("Continue", display_name=name)
    assert window.value("display_name") == name
    [own] = window.page.xpath("//li[@class='row-preview__own']")
    assert own.text_content().strip() == name
    await window.press("Continue")
    await window.press("Continue", signer_name=name.partition(" (")[0], signer_title="Περιφερειάρχης")
    await window.press("Continue", authority="chief_executive")
    assert f"I confirm that {name} supports" in window.text
    await window.press("Sign the letter for")

    # It is not the name that the secretariat knows, so somebody looks first.
    assert window.heading == "The secretariat is checking your signature"
    await story.accept(cast.WENSUM)
    await window.open(f"{story.path(AMINA)}/signed")
    assert window.heading == f"{name} has signed"
    signature = await story.newest()
    assert (signature.display_name, signature.state) == (name, SignatureState.ACCEPTED)
    assert name in (await window.follow("Download the text")).answer.text


async def test_a_name_that_looks_like_a_slip_is_shown_once_more_and_never_blocked(
    client: httpx.AsyncClient, story: Story
) -> None:
    window = await Window(client).open(story.path(AMINA))
    await window.press("Sign for")
    await window.press("Continue", display_name="WENSUM  ACTION LTD.")

    assert window.status == 200
    for slip in ("all in capitals", "ends with a full stop", "contains “Ltd”", "extra spaces"):
        assert slip in window.text
    assert window.value("display_name") == "WENSUM ACTION LTD."
    await window.press("Continue")
    assert window.heading == "Who is signing?"


async def test_the_row_is_shown_between_its_neighbours(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path(BEN))
    await sign(Window(client), story.path(SIAN))
    window = await Window(client).open(story.path(AMINA))
    await window.press("Sign for")

    async def rows(name: str) -> list[str]:
        await window.open(f"{story.path(AMINA)}/name")
        await window.press("Continue", display_name=name)
        return [one.text_content().strip() for one in window.page.xpath("//ol[@class='row-preview__list']/li")]

    assert await rows("Alder House") == ["Alder House", "Llais Ynys Môn"]
    assert await rows("The Marsh Centre") == ["Llais Ynys Môn", "The Marsh Centre", "The Mill Road Centre"]
    assert await rows("Żubr Polonia Society") == ["The Mill Road Centre", "Żubr Polonia Society"]


async def test_the_preview_while_typing_keeps_nothing(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(story.path(AMINA))
    await window.press("Sign for")
    _, data = window.form("Continue", {"display_name": "Wensum  <i>", "joint_names": "Canal"})
    before = await story.everything()

    shown = await client.post(f"{story.path(AMINA)}/name/preview", data=data)
    refused = await client.post(f"{story.path(AMINA)}/name/preview", data={**data, "display_name": "@x"})

    assert shown.status_code == 200
    assert "Wensum &lt;i&gt; and Canal" in shown.text
    assert "extra spaces" in shown.text
    assert "<html" not in shown.text
    assert "must not begin with" in refused.text
    assert await story.everything() == before
