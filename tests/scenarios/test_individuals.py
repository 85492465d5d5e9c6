"""Acceptance scenario 8: Sam signs in a personal capacity, or cannot."""

import pytest
from playwright.async_api import Browser

from campaigns.database import hold_to
from campaigns.individuals.deciding import accept
from campaigns.letters.queries import letter_of_id
from campaigns.publication.secretariat_queries import list_preview
from campaigns.signatures.queries import count_accepted
from tests.individuals.people import newest
from tests.individuals.test_signing import YOU, fill_in, individuals
from tests.mail.reading import text_of
from tests.scenarios.scene import Scene, addressed
from tests.signatures.browsing import Browsing
from tests.signatures.story import AMINA

SAM = "sam.ode@ellery.example"


async def test_scenario_8_personal_capacity(scene: Scene) -> None:
    """A letter for organisations only takes nobody; one that takes individuals lists Sam apart, and no organisation more."""
    story, window = scene.story, await scene.browser()
    await window.open(story.path(AMINA))
    await window.press("Sign for")
    await window.press("Continue")
    await window.press("Continue")
    assert "personal capacity" not in window.text, "on a letter for organisations only the choice is not offered"
    await window.press("Continue", {}, authority="personal")
    refusal = ["Only organisations sign this letter. Say whether you can sign for yours."]
    assert (window.status, window.errors) == (422, refusal)
    await story.publish()
    for path in (f"{story.path(AMINA)}/personal", f"{story.start_path}/personal"):
        await window.open(path)
        assert window.heading == "Only organisations sign this letter"
        await story.change_letter(individuals_may_sign=True)
        await window.open(path)
        await story.change_letter(individuals_may_sign=False)
        await window.press("Start now")
        assert (window.status, "signed by organisations only" in window.text) == (409, True)
    body = {"version": 1, "name": "Sam Ode", "email": SAM, "publish_name": True}
    for path in (f"/api/v1/invitations/{story.tokens[AMINA]}/individuals", f"/api/v1{story.start_path[:-5]}/individuals"):
        answer = await window.client.post(path, json=body)
        assert answer.status_code == 409
        assert "signed by organisations only" in answer.json()["detail"]
    assert await individuals(story) == []
    assert await scene.deliver() == []

    await story.change_letter(individuals_may_sign=True)
    await window.open(f"{story.path(AMINA)}/authority")
    await window.press("Continue", authority="personal")
    assert window.heading == "Sign in a personal capacity"
    await fill_in(window)
    assert "I, Sam Ode, sign “Warm homes for every family”, version 1, in a personal capacity." in window.text
    assert "for identification only" in window.text
    await window.press("Sign the letter in a personal capacity")
    asked = addressed(await scene.deliver())
    assert set(asked) == {SAM}
    await window.open(scene.path_in(asked[SAM], "/q/"))
    await window.press("Confirm this address")
    assert "not in the list yet" in window.text
    await nia_accepts(scene)

    told = addressed(await scene.deliver())
    assert set(told) == {SAM}, "no organisation hears of it"
    assert "in a personal capacity" in " ".join(text_of(told[SAM]).split())
    await apart_from_the_organisations(scene)
    assert "Sam" not in (await window.client.get(f"/api/v1/invitations/{story.tokens[AMINA]}")).text, (
        "Wensum has not answered"
    )
    signatures = [one.state for one in await story.signatures()]
    assert signatures == ["started"], "what was begun for the organisation stays as it was"


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
async def test_scenario_8_in_a_browser(chromium: Browser, site: str, scene: Scene, *, scripts: bool) -> None:
    context = await chromium.new_context(java_script_enabled=scripts)
    sam = Browsing(await context.new_page(), site)
    await sam.go(scene.story.path(AMINA))
    for button in ("Sign for", "Continue", "Continue"):
        await sam.press(button)
    assert await sam.page.locator('[name="authority"][value="personal"]').count() == 0
    await scene.story.change_letter(individuals_may_sign=True)
    await sam.go(f"{scene.story.path(AMINA)}/authority")
    await sam.choose("authority", "personal")
    await sam.press("Continue")
    await sam.press("Start now")
    await sam.fill(**YOU)
    await sam.press("Continue")
    await sam.choose("publish_name", "yes")
    await sam.press("Continue")
    await sam.press("Sign the letter in a personal capacity")

    asked = addressed(await scene.deliver())
    await sam.go(scene.path_in(asked[SAM], "/q/"))
    await sam.press("Confirm this address")
    await nia_accepts(scene)

    await apart_from_the_organisations(scene)
    assert sam.complaints == []
    await context.close()


async def nia_accepts(scene: Scene) -> None:
    async with scene.story.sessions.begin() as session:
        hold_to(session, scene.story.company.id)
        signature = await newest(session)
        nia = scene.story.company.actor("Nia")
        await accept(session, signature.id, "Rang the university.", None, nia, signature.started_at)


async def apart_from_the_organisations(scene: Scene) -> None:
    async with scene.story.sessions() as session:
        hold_to(session, scene.story.company.id)
        preview = await list_preview(session, await letter_of_id(session, scene.story.letter_id))
        assert await count_accepted(session, scene.story.letter_id) == 0
    assert [(one.name, one.affiliation) for one in preview.individuals] == [("Sam Ode", YOU["affiliation"])]
    assert (preview.individual_count, preview.organisation_count, preview.rows) == (1, 0, [])
