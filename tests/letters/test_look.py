"""The secretariat's pages in a real browser: for everybody, on every screen, with and without JavaScript."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from campaigns.people.sessions import start_session
from campaigns.tokens import Keys
from campaigns.web.wiring import Application
from tests.letters.desk import SITE, Open, Writing
from tests.letters.scenery import Scenery
from tests.letters.test_writing import TYPED
from tests.walls.pages import Part, missed
from tests.web.test_look import Browsing

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LETTER = "/secretariat/fair-futures/letters/FFA-2026-01"


class Looking:
    """Opens browsers in which Nia is signed in."""

    def __init__(self, chromium: Browser, app: Application, writing: Writing) -> None:
        self.chromium, self.app, self.writing = chromium, app, writing

    @asynccontextmanager
    async def browser(self, width: int = 1280, *, scripts: bool = True) -> AsyncIterator[Browsing]:
        async with self.writing.sessions.begin() as session:
            token = await start_session(session, self.writing.company.people["Nia"], self.writing.clock.now())
        context = await self.chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="en-GB",
        )
        await context.add_cookies([{"name": "session", "value": token, "url": SITE}])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app)) as client:
            browsing = Browsing(await context.new_page(), client)
            async with browsing.served():
                yield browsing
            await context.close()


@pytest.fixture
def looking(chromium: Browser, app: Application, writing: Writing) -> Looking:
    return Looking(chromium, app, writing)


@pytest.mark.parametrize("width", [1280, 360])
async def test_every_page_is_for_everybody(looking: Looking, writing: Writing, keys: Keys, width: int) -> None:
    scenery = Scenery(writing, keys)
    await scenery.set_up()
    wrong: dict[str, list[str]] = {}
    async with looking.browser(width) as browser:
        for name, path in scenery.paths.items():
            await browser.go(path)
            await look(browser, name, wrong)
        for name, (path, button) in scenery.refused.items():
            await look_at_refusal(browser, name, path, button, wrong)
    assert not wrong, told(wrong)
    assert missed(looking.app, Part.LETTERS, scenery.paths.values()) == set()


async def look(browser: Browsing, name: str, wrong: dict[str, list[str]]) -> None:
    """Note what is wrong with the page that is open."""
    if found := await browser.faults():
        wrong[name] = found


def told(wrong: dict[str, list[str]]) -> str:
    """All of it, of which pytest would show the beginning."""
    return "\n".join(f"{name}: {one}" for name, found in wrong.items() for one in found)


async def look_at_refusal(browser: Browsing, name: str, path: str, button: str, wrong: dict[str, list[str]]) -> None:
    """Press a button of a page with nothing typed, wherever it is, and look at the same page with its problems."""
    await browser.go(path)
    async with browser.page.expect_navigation():
        found = browser.page.get_by_role("button", name=button, include_hidden=True).first
        await found.evaluate("button => button.click()")
    await expect(browser.page.locator(".govuk-error-summary"), name).to_be_visible()
    await browser.page.evaluate("document.fonts.ready.then(() => true)")
    # The browser notes a form that is shown again as an error of loading.
    browser.complaints[:] = [one for one in browser.complaints if "status of 422" not in one]
    await look(browser, name, wrong)


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_letter_is_written_locked_and_sent_in_a_browser(looking: Looking, *, scripts: bool) -> None:
    async with looking.browser(scripts=scripts) as browser:
        page = browser.page
        await page.goto(f"{SITE}/secretariat/fair-futures/letters")
        await page.get_by_role("button", name="Begin the first letter").click()
        await page.get_by_role("button", name="Save draft").click()
        await expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        await page.get_by_label("Title", exact=True).fill("Warm homes")
        await page.get_by_label("To whom").fill("The Rt Hon Alex Venn")
        await page.get_by_role("textbox", name="Body").fill("Dear Secretary of State,\n\n1. Act before the winter.")
        await page.get_by_label("Attestation").fill("We, the undersigned, ask you to act.")
        if scripts:
            preview = page.get_by_role("region", name="Preview")
            await expect(preview.get_by_text("Act before the winter.")).to_be_visible()
            await expect(preview.get_by_text("not for sharing")).to_be_visible()
        await page.get_by_role("button", name="Save draft").click()
        await expect(page.get_by_role("alert")).to_contain_text("The draft was begun")
        await page.get_by_role("button", name="Check and lock the text").click()
        await page.get_by_role("button", name="Lock version 1").click()
        await page.get_by_role("button", name="Set the deadline").click()
        for label, typed in (("Day", "5"), ("Month", "6"), ("Year", "2026"), ("Time", "17:00")):
            await page.get_by_label(label, exact=True).fill(typed)
        await page.get_by_role("button", name="Set the deadline").click()
        await page.get_by_role("button", name="Choose whom to invite").click()
        await page.get_by_role("button", name="Continue").click()
        browser.complaints.clear()  # the browser notes the 422 of the empty title
        assert not scripts or await browser.faults() == []
        await page.get_by_role("button", name="Open signing and send 5 invitations").click()
        await expect(page.get_by_role("alert")).to_contain_text("The invitations are on their way")
        await page.get_by_role("link", name="3 no reply").click()
        await page.get_by_role("button", name="Send the same link again to Llais Ynys Môn").click()
        await expect(page.get_by_role("alert")).to_contain_text("The same link is on its way again")
        assert browser.complaints == []


@pytest.mark.parametrize("width", [1280, 360])
async def test_two_texts_side_by_side_are_for_everybody(looking: Looking, desk: Open, writing: Writing, width: int) -> None:
    await writing.draft()
    async with looking.browser(width) as browser:
        page: Page = browser.page
        await browser.go(f"{LETTER}/edit")
        tom = await desk("Tom")
        await tom.post("/letters/FFA-2026-01/edit", **{**TYPED, "body": "What Tom wrote."})
        await page.get_by_role("textbox", name="Body").fill("What Nia wrote.")
        await page.get_by_role("button", name="Save draft").click()
        await expect(page.get_by_role("heading", name="Somebody else saved first", level=1)).to_be_visible()
        await expect(page.get_by_role("group", name="Body, saved meanwhile")).to_contain_text("What Tom wrote.")
        await expect(page.get_by_role("textbox", name="Body: Yours, to copy")).to_have_value("What Nia wrote.")
        found = [one for one in await browser.faults() if "409" not in one]
        assert found == []
        await page.get_by_role("button", name="Save this over theirs").click()
        await expect(page.get_by_role("alert")).to_contain_text("The draft was saved")


async def test_the_figures_move_while_somebody_looks(looking: Looking, writing: Writing, keys: Keys) -> None:
    scenery = Scenery(writing, keys)
    letter = await scenery.invited("Warm homes for every family")
    async with looking.browser() as browser:
        await browser.page.clock.install()
        await browser.go(f"{LETTER}/responses")
        await expect(browser.page.get_by_role("link", name="0 signed")).to_be_visible()
        await scenery.signs(letter, "amina@wensum.example")
        await browser.page.clock.run_for(20_500)
        await expect(browser.page.get_by_role("link", name="1 signed")).to_be_visible()
        assert await browser.page.locator(".counts [aria-live], .counts [role=status]").count() == 0, "it moves quietly"
        await expect(browser.page.get_by_role("status")).to_have_text("Rows that have changed: 1.")
        assert browser.complaints == []
