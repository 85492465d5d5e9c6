"""The secretariat corrects a row: it is kept, its signer is told before and after, and can undo it until the freeze."""

from typing import Any

import httpx
import pytest

from campaigns.database import hold_to
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.organisations.record.fields import OtherNameFields
from campaigns.organisations.record.names import add_name
from campaigns.organisations.relations import NameKind
from campaigns.settings import Settings
from campaigns.signatures.editing import Edit, edit
from campaigns.signatures.lifecycle import SignatureState
from campaigns.tokens import Purpose
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, INFO, JO, Story, Window, sign
from tests.signatures.test_changing import mail, rows


async def corrects(story: Story, clock: Clock, **wanted: Any) -> bool:
    """Nia corrects the newest row."""
    signature = await story.newest()
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        return await edit(session, signature.id, Edit(**wanted), None, story.company.actor("Nia"), clock.now())


async def known_as(story: Story, clock: Clock, name: str, kind: NameKind = NameKind.ALIAS) -> None:
    """Another name of Wensum's that the directory has."""
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        wensum = story.company.organisations[cast.WENSUM].id
        await add_name(session, wensum, OtherNameFields(kind=kind, name=name), story.company.actor("Nia"), clock.now())


async def undo_path(story: Story) -> str:
    signature = await story.newest()
    return f"/s/{story.keys.token(Purpose.REPLY, signature.id, signature.rotation)}/undo"


async def test_amina_is_told_before_and_after_and_undoes_it_with_one_button(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    await sign(Window(client), story.path(AMINA), signer_title="cheif exec")
    attested = (await story.newest()).attested

    assert await corrects(story, clock, name="Wensum Voluntary Action", title="Chief executive", reason="As on your site.")

    assert await rows(story) == ["Wensum Voluntary Action"]
    assert (await story.newest()).attested == attested
    assert (await story.steps())[-1] == ("edit", "Nia Rees")
    assert set(await story.mailed("signature_changed")) == {AMINA, JO, INFO}
    told = await mail(story, settings, clock, "signature_changed", AMINA)
    assert "Nia Rees of the secretariat corrected how Wensum Voluntary Action stands" in told
    assert "Name in the list before: Wensum Voluntary Action (WVA)" in told
    assert "cheif exec" in told
    assert "Their reason: As on your site." in told
    link = await undo_path(story)
    assert link in told
    assert len(f"http://letters.example{link}") < 100
    assert "/undo" not in await mail(story, settings, clock, "signature_changed", JO)

    before = await story.everything()
    window = await Window(client).open(link)
    assert window.heading == "The secretariat corrected your row"
    assert await story.everything() == before, "opening the page undoes nothing"
    await window.press("Undo it")

    assert window.path.endswith("/changed")
    assert "This was undone." in window.text
    assert await rows(story) == [cast.WENSUM]
    signature = await story.newest()
    assert (signature.display_name, signature.signer_title) == (cast.WENSUM, "cheif exec")
    assert (await story.steps())[-1] == ("undo_edit", "Amina Cole")
    assert set(await story.mailed("edit_undone")) == {"nia@harbour.example", "tom@harbour.example"}
    undone = await mail(story, settings, clock, "edit_undone", "nia@harbour.example")
    assert "Amina Cole undid what the secretariat had corrected" in undone
    # There is nothing more to undo.
    await window.open(link)
    assert window.path.endswith("/changed")


@pytest.mark.parametrize("name", [cast.MILL_ROAD, "Norfolk Together", "Wensum Action"])
async def test_another_organisations_name_is_no_correction(
    client: httpx.AsyncClient, story: Story, clock: Clock, name: str
) -> None:
    await sign(Window(client), story.path(AMINA))

    with pytest.raises(Invalid, match="is no form of a name that the directory has for this organisation") as refusal:
        await corrects(story, clock, name=name)

    assert set(refusal.value.problems) == {"name"}
    assert await rows(story) == [cast.WENSUM]


async def test_any_name_that_the_directory_has_for_it_will_do(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await sign(Window(client), story.path(AMINA))
    await known_as(story, clock, "Wensum Action Network")

    await corrects(story, clock, name="WENSUM ACTION NETWORK Ltd")

    assert await rows(story) == ["WENSUM ACTION NETWORK Ltd"]


async def test_a_place_of_its_own_needs_a_reason_and_goes_back_when_undone(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    await sign(Window(client), story.path(AMINA))
    own_key = (await story.newest()).sort_key
    with pytest.raises(Invalid, match="Say why it is filed under another name"):
        await corrects(story, clock, sort_name="Voluntary Action, Wensum")

    await corrects(story, clock, sort_name="Voluntary Action, Wensum", reason="They are filed so everywhere.")

    filed = await story.newest()
    assert (filed.sort_name, filed.display_name) == ("Voluntary Action, Wensum", cast.WENSUM)
    assert filed.sort_key < own_key
    assert "Filed as after: Voluntary Action, Wensum" in await mail(story, settings, clock, "signature_changed", AMINA)
    # The name may be corrected and the place stays.
    await corrects(story, clock, name="Wensum Voluntary Action")
    assert (await story.newest()).sort_name == "Voluntary Action, Wensum"
    window = await Window(client).open(await undo_path(story))
    await window.press("Undo it")
    await window.open(await undo_path(story))
    await window.press("Undo it")
    back = await story.newest()
    assert (back.sort_name, back.sort_key, back.display_name) == (cast.WENSUM, own_key, cast.WENSUM)


async def test_a_corrected_name_moves_to_its_place(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await sign(Window(client), story.path(BEN))

    await corrects(story, clock, name="Mill Road Centre", sort_name="Mill Road Centre, The")

    assert (await story.newest()).sort_name == "Mill Road Centre", "the page had the place that goes with the old name"


async def test_nothing_is_corrected_or_undone_once_the_list_is_frozen(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(AMINA))
    await corrects(story, clock, name="Wensum Voluntary Action")
    window = await Window(client).open(await undo_path(story))
    await story.change_letter(signing=SigningState.FROZEN)

    with pytest.raises(NotAllowedNow, match="frozen"):
        await corrects(story, clock, title="Director")
    await window.press("Undo it")

    assert window.status == 409
    await window.open(await undo_path(story))
    assert "The list is frozen, so this can no longer be undone here." in window.text
    assert await rows(story) == ["Wensum Voluntary Action"]


async def test_what_was_changed_again_since_is_not_undone(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await sign(Window(client), story.path(AMINA))
    await corrects(story, clock, name="Wensum Voluntary Action")
    window = await Window(client).open(await undo_path(story))
    await (await Window(client).open(f"{story.path(JO)}/change")).press(
        "Change the row", display_name="WENSUM VOLUNTARY ACTION"
    )

    await window.press("Undo it")

    assert window.status == 409
    assert "The row was changed again since" in window.text
    assert await rows(story) == ["WENSUM VOLUNTARY ACTION"]


async def test_only_whoever_signed_undoes_it(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await sign(Window(client), story.path(AMINA))
    await corrects(story, clock, name="Wensum Voluntary Action")

    window = await Window(client).open(f"{story.path(JO)}/undo")
    assert window.path.endswith("/changed")
    assert "Undo what the secretariat corrected" not in window.text
    [change] = (await client.get(f"/api/v1/invitations/{story.tokens[JO]}/changes")).json()
    refused = await client.post(f"/api/v1/invitations/{story.tokens[JO]}/undo", json={"change": change["id"]})
    assert refused.status_code == 409
    await window.open(f"{story.path(AMINA)}/changed")
    await window.follow("Undo what the secretariat corrected")
    await window.press("Undo it")
    assert await rows(story) == [cast.WENSUM]


async def test_a_person_is_hidden_and_only_they_are_shown_again(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(AMINA), shown="person")

    await corrects(story, clock, hide_person=True)

    assert (await story.newest()).show_person is False
    assert not await corrects(story, clock, hide_person=False), "nobody is shown by it"
    await (await Window(client).open(await undo_path(story))).press("Undo it")
    assert (await story.newest()).show_person is True


async def test_the_names_of_a_joint_row_are_corrected_each_in_its_place(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await Window(client).open(story.path(BEN))
    await window.press("Sign for")
    await window.press("Continue", joint_names="CANAL TOGETHER")
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="chief_executive")
    await window.press("Sign the letter for")
    await story.accept(cast.MILL_ROAD)

    with pytest.raises(Invalid, match="Every organisation stays in the row"):
        await corrects(story, clock, joint_names=["Canal Together", "Quay Mutual"])
    with pytest.raises(Invalid, match="is no form of a name"):
        await corrects(story, clock, joint_names=["Quay Mutual"])
    await corrects(story, clock, joint_names=["Canal Together"])

    signature = await story.newest()
    assert signature.display_name == "The Mill Road Centre and Canal Together"
    assert await rows(story) == [cast.MILL_ROAD, "Canal Together"]
    await (await Window(client).open(await undo_path(story))).press("Undo it")
    assert await rows(story) == [cast.MILL_ROAD, "CANAL TOGETHER"]
    assert (await story.newest()).joint_names == ["CANAL TOGETHER"]


async def test_the_same_again_is_no_correction(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await sign(Window(client), story.path(AMINA))

    assert not await corrects(story, clock, name=f" {cast.WENSUM} ", sort_name="", title="Chief executive")

    assert await story.mailed("signature_changed") == []


async def test_what_has_left_the_list_is_not_corrected(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await sign(Window(client), story.path(AMINA))
    window = await Window(client).open(f"{story.path(AMINA)}/withdraw")
    await window.press("Withdraw the signature")

    with pytest.raises(NotAllowedNow):
        await corrects(story, clock, name="Wensum Voluntary Action")
    assert (await story.newest()).state is SignatureState.WITHDRAWN


async def test_a_program_undoes_it_once(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await sign(Window(client), story.path(AMINA))
    await corrects(story, clock, name="Wensum Voluntary Action")
    signature = await story.newest()
    base = f"/api/v1/replies/{story.keys.token(Purpose.REPLY, signature.id, signature.rotation)}"
    [change] = (await client.get(f"{base}/changes")).json()
    assert (change["step"], change["undone"]) == ("edit", False)

    answer = await client.post(f"{base}/undo", json={"change": change["id"]})
    again = await client.post(f"{base}/undo", json={"change": change["id"]})
    unknown = await client.post(f"{base}/undo", json={"change": str(signature.id)})

    assert [one["step"] for one in answer.json()] == ["undo_edit", "edit"]
    assert answer.json()[1]["undone"] is True
    assert (again.status_code, unknown.status_code) == (409, 404)
    assert again.json()["detail"] == str(Conflict("This was undone already."))
