"""What can be found wrong with a page that is open in a real browser: by axe-core, by measuring, by its width."""

from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.async_api import Page

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
_CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
_AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
_RUN = "options => axe.run(document, options).then(result => result.violations)"


async def violations(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """What axe-core finds, each with the element. It is put into a page once, and asked for nothing but violations."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE)
    found = await page.evaluate(_RUN, {**RULES, **(options or {}), "resultTypes": ["violations"]})
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


async def unreadable_in_the_dark(page: Page) -> list[str]:
    """Words whose colours are too near each other in the dark theme, which changes nothing else (WCAG 2.2, 1.4.3)."""
    await page.emulate_media(color_scheme="dark")
    found = await violations(page, _CONTRAST)
    await page.emulate_media(color_scheme="light")
    return [f"in the dark: {one}" for one in found]


async def small_targets(page: Page) -> list[str]:
    """What is smaller than 24 by 24 pixels and not within a sentence (WCAG 2.2, 2.5.8)."""
    small: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")]
          .filter(e => e.getClientRects().length && !e.closest("p, dd, .letter__body, .govuk-skip-link, [aria-hidden]"))
          .filter(e => !e.parentElement.matches("li") || e.parentElement.textContent.trim() === e.textContent.trim())
          .filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24; })
          .map(e => e.outerHTML.slice(0, 160))"""
    )
    return small


async def scrolls_sideways(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
