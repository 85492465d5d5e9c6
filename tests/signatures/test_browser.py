"""The member's side in a real browser: for everybody, on every screen, with JavaScript and without."""

import pytest
from playwright.async_api import Browser, Page, expect

from campaigns.signatures.lifecycle import SignatureState
from campaigns.web.wiring import Application
from tests import cast
from tests.conftest import Clock
from tests.languages.speaking import welsh
from tests.signatures.browsing import Browsing
from tests.signatures.story import AMINA, Story
from tests.signatures.tour import tour
from tests.walls.pages import Part, missed
from tests.web.accessibility import scrolls_sideways, small_targets, unreadable_in_the_dark, violations

pytestmark = pytest.mark.browser


async def test_every_page_is_for_everybody_on_every_screen(
    page: Page, site: str, own_app: Application, own_story: Story, clock: Clock
) -> None:
    browsing = Browsing(page, site)
    wrong: dict[str, list[str]] = {}
    seen = []

    async for name in tour(browsing, own_story, clock):
        seen.append(page.url.removeprefix(site))
        for width in (1280, 360):
            await page.set_viewport_size({"width": width, "height": 900})
            found = [*await violations(page), *await small_targets(page)]
            if await scrolls_sideways(page):
                found.append("scrolls sideways")
            if found:
                wrong[f"{name} at {width}"] = found
        if found := await unreadable_in_the_dark(page):
            wrong[f"{name} in the dark"] = found

    assert wrong == {}
    assert browsing.complaints == []
    assert missed(own_app, Part.MEMBERS, seen) == set()


async def test_the_whole_tour_goes_without_javascript_and_at_320_pixels(
    chromium: Browser, site: str, own_story: Story, clock: Clock
) -> None:
    context = await chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    browsing = Browsing(await context.new_page(), site)
    seen = []

    async for name in tour(browsing, own_story, clock):
        seen.append(name)
        box = await browsing.page.locator("body").bounding_box()
        assert box is not None
        assert box["width"] <= 320, name

    assert len(seen) > 35
    assert browsing.complaints == []
    await context.close()


async def test_the_way_to_a_signature_is_for_everybody_in_welsh_on_a_phone(
    chromium: Browser, site: str, own_story: Story
) -> None:
    """Welsh is longer than English: nothing is cut off, and what is not Welsh says so."""
    context = await chromium.new_context(locale="cy", viewport={"width": 360, "height": 740})
    page = await context.new_page()
    browsing = Browsing(page, site)
    wrong: dict[str, list[str]] = {}

    async def look() -> None:
        assert await page.locator("html").get_attribute("lang") == "cy"
        found = [*await violations(page), *await small_targets(page), *await unreadable_in_the_dark(page)]
        if await scrolls_sideways(page):
            found.append("scrolls sideways")
        if found:
            wrong[page.url] = found

    await own_story.publish()
    reply = own_story.path(AMINA)
    for path in (
        "/",
        "/privacy",
        "/cookies",
        "/my-organisation",
        own_story.start_path,
        f"{reply}/decline",
        f"{reply}/more-time",
    ):
        await browsing.go(path)
        await look()
    await browsing.go(reply)
    await look()
    await browsing.press(welsh("Sign for %(organisation)s", organisation=cast.WENSUM))
    for _ in ("name", "signer"):
        await look()
        await browsing.press(welsh("Continue"))
    await look()
    await browsing.choose("authority", "chief_executive")
    await browsing.press(welsh("Continue"))
    await look()
    await browsing.press(welsh("Sign the letter for %(organisation)s", organisation=cast.WENSUM))
    await look()
    for more in ("change", "withdraw"):
        await browsing.go(f"{reply}/{more}")
        await look()

    assert (await own_story.newest()).state is SignatureState.ACCEPTED
    assert wrong == {}
    assert browsing.complaints == []
    await context.close()


async def test_amina_signs_with_the_keyboard_alone(page: Page, site: str, own_story: Story) -> None:
    async def press_at(words: str) -> None:
        """Tab on to the button, as somebody does who has no mouse, and press it."""
        for _ in range(60):
            await page.keyboard.press("Tab")
            if words in await page.evaluate("document.activeElement.textContent.trim()"):
                break
        async with page.expect_navigation():
            await page.keyboard.press("Enter")

    await page.goto(site + own_story.path(AMINA))
    await press_at("Sign for Wensum")
    await press_at("Continue")
    await press_at("Continue")
    await expect(page.get_by_role("radio").first).not_to_be_checked()
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.type") == "radio":
            break
    await page.keyboard.press("Space")
    await press_at("Continue")
    await press_at("Sign the letter for")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Wensum Voluntary Action (WVA) has signed")
    assert (await own_story.newest()).state is SignatureState.ACCEPTED


async def test_an_error_is_where_the_reader_is_taken(page: Page, site: str, own_story: Story) -> None:
    browsing = Browsing(page, site)
    await browsing.go(own_story.path(AMINA))
    await browsing.press("Sign for")
    await browsing.fill(display_name="")
    await browsing.press("Continue")

    summary = page.locator(".govuk-error-summary")
    await expect(summary).to_be_focused()
    await expect(page).to_have_title("Error: Name in the list – Fair Futures Alliance")
    await summary.get_by_role("link").click()
    await expect(page.locator("#display_name")).to_be_focused()


async def test_the_row_is_shown_while_it_is_typed_and_need_not_be_shown_again(
    page: Page, site: str, own_story: Story
) -> None:
    browsing = Browsing(page, site)
    await browsing.go(own_story.path(AMINA))
    await browsing.press("Sign for")

    await browsing.fill(display_name="Wensum Action")
    await expect(page.locator(".row-preview__own")).to_have_text("Wensum Action")
    await browsing.press("Continue")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Who is signing?")
    assert browsing.complaints == []


async def test_a_page_that_runs_every_script_for_a_while_changes_nothing(page: Page, site: str, own_story: Story) -> None:
    browsing = Browsing(page, site)
    await browsing.go(own_story.path(AMINA))
    await browsing.press("Sign for")
    before = await own_story.everything()

    for path in ("", "/name", "/check", "/decline", "/more-time", "/withdraw"):
        await browsing.go(own_story.path(AMINA) + path)
        await page.wait_for_load_state("networkidle")
        await page.mouse.wheel(0, 4000)

    assert await own_story.everything() == before
