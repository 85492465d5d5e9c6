"""The member's side in a real browser: for everybody, on every screen, with JavaScript and without."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from campaigns.signatures.lifecycle import SignatureState
from campaigns.web.wiring import Application
from tests.conftest import Clock
from tests.signatures.browsing import Browsing
from tests.signatures.story import AMINA, Story
from tests.signatures.tour import tour
from tests.walls.pages import Part, missed

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
#: A phone by day and a desk by night: every width and every colour is seen, though not each with each.
SCREENS = [(360, "light"), (1280, "dark")]


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page, options=RULES)
    return [f"{one['id']}: {node['html'][:200]}" for one in found.response["violations"] for node in one["nodes"]]


async def small_targets(page: Page) -> list[str]:
    """What is smaller than 24 by 24 pixels and not within a sentence (WCAG 2.2, 2.5.8)."""
    small: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")]
          .filter(e => e.getClientRects().length && !e.closest("p, dd, .letter__body, .govuk-skip-link, [aria-hidden]"))
          .filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24; })
          .map(e => e.outerHTML.slice(0, 160))"""
    )
    return small


async def scrolls_sideways(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


async def test_every_page_is_for_everybody_on_every_screen(
    page: Page, site: str, own_app: Application, own_story: Story, clock: Clock
) -> None:
    browsing = Browsing(page, site)
    wrong: dict[str, list[str]] = {}
    seen = []

    async for name in tour(browsing, own_story, clock):
        seen.append(page.url.removeprefix(site))
        for width, scheme in SCREENS:
            await page.set_viewport_size({"width": width, "height": 900})
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of two words
            found = [*await violations(page), *await small_targets(page)]
            if await scrolls_sideways(page):
                found.append("scrolls sideways")
            if found:
                wrong[f"{name} at {width}"] = found

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
