"""The pages about standing authority in a real browser: for everybody, on every screen."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser

from campaigns.standing_authority.telling import REQUEST, USED
from campaigns.web.wiring import Application
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import Writing
from tests.letters.test_look import Looking, look_at_refusal, told
from tests.signatures.story import AMINA, BEN, JO, SIAN, Story
from tests.standing_authority.giving import ask, given, path_in, use

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = "/secretariat/fair-futures"


@pytest.fixture
async def paths(story: Story, clock: Clock) -> dict[str, str]:
    """Wensum's was used, Mill Road's can be, and Siân has not answered."""
    wensum = await given(story, clock)
    await use(story, clock, wensum)
    await given(story, clock, BEN, cast.MILL_ROAD, topics="Homes, rents and repairs\nPoverty")
    await ask(story, clock, SIAN, cast.LLAIS)
    letter = f"{DESK}/letters/{story.reference}"
    organisations = {name: f"{DESK}/organisations/{one.id}" for name, one in story.company.organisations.items()}
    signature = (await story.newest()).id
    return {
        "coalition": f"{DESK}/coalition/standing-authority?done=on",
        "coalition-itself": f"{DESK}/coalition",
        "organisation-in-force": f"{organisations[cast.WENSUM]}/standing-authority",
        "organisation-asked": f"{organisations[cast.LLAIS]}/standing-authority?done=asked",
        "letter": f"{letter}/standing-authority",
        "board": f"{letter}/responses",
        "signature": f"{letter}/signatures/{signature}",
        "grant": await path_in(story, REQUEST, SIAN),
        "standing": await path_in(story, USED, AMINA),
        "not-this-one": f"{await path_in(story, USED, JO)}/uses/1",
    }


@pytest.mark.parametrize("width", [1280, 360])
async def test_every_page_is_for_everybody(
    chromium: Browser, app: Application, story: Story, clock: Clock, paths: dict[str, str], width: int
) -> None:
    wrong: dict[str, list[str]] = {}
    writing = Writing(story.sessions, story.company, clock)
    async with Looking(chromium, app, writing).browser(width) as browser:

        async def look(name: str) -> None:
            if folder := os.environ.get("CAMPAIGNS_PICTURES"):
                await browser.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
            if found := await browser.faults():
                wrong[name] = found

        for name, path in paths.items():
            await browser.go(path)
            await look(name)
        for name, button in (("organisation-in-force", "Ask by mail"), ("letter", "Continue"), ("grant", "Send my answer")):
            await look_at_refusal(browser, f"{name}, nothing typed", paths[name], button, wrong)
            await look(f"{name}-refused")
        await browser.go(paths["letter"])
        await browser.page.get_by_label(cast.MILL_ROAD, exact=True).check()
        await browser.page.get_by_label("Why is this letter within that?").fill("It is about cold rented homes.")
        await browser.page.get_by_role("button", name="Continue").click()
        await browser.page.get_by_role("heading", name="Check before you sign for 1 organisation").wait_for()
        await look("check")
        await browser.page.get_by_role("button", name="Sign for 1 organisation and tell them").click()
        await browser.page.get_by_text("are signed for by standing authority").wait_for()
        await look("signed")
    assert not wrong, told(wrong)
    assert len(await story.signatures()) == 2
