"""The look in a real browser: readable by everybody, at every width, with and without what browsers can do."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from playwright.async_api import Page, Route, expect

from campaigns import jobs
from campaigns.settings import Settings
from campaigns.web.wiring import Application, application

from .accessibility import scrolls_sideways, small_targets, unreadable_in_the_dark, violations
from .conftest import HANDLERS
from .gallery import gallery

pytestmark = pytest.mark.browser

SITE = "http://letters.example"
PATHS = [
    "/gallery/letter",
    "/gallery/draft",
    "/gallery/desk",
    "/gallery/done",
    "/reply",
    "/cookies",
    "/privacy",
    "/accessibility",
    "/nowhere",
]


class Browsing:
    """A page whose every request is answered by the application itself, and which remembers what went wrong."""

    def __init__(self, page: Page, client: httpx.AsyncClient) -> None:
        self.page, self._client, self._answering = page, client, asyncio.Lock()
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Answer every request meanwhile, and finish the last of them before the application goes away."""
        await self.page.context.route("**/*", self.answer)
        yield
        await self.page.context.unroute_all(behavior="wait")

    async def answer(self, route: Route) -> None:
        request = route.request
        if not request.url.startswith(SITE):
            self.complaints.append(f"asked another host: {request.url}")
            await route.abort()
            return
        headers = await request.all_headers()
        # One at a time: the pictures of a page are asked for together, and the application may have one transaction only.
        async with self._answering:
            response = await self._client.request(
                request.method, request.url, content=request.post_data_buffer, headers=headers
            )
        sent = {name: value for name, value in response.headers.items() if name != "content-encoding"}
        await route.fulfill(status=response.status_code, headers=sent, body=response.content)

    async def go(self, path: str) -> None:
        await self.page.goto(SITE + path)
        await self.page.evaluate("document.fonts.ready.then(() => true)")

    async def violations(self) -> list[str]:
        return await violations(self.page)

    async def scrolls_sideways(self) -> bool:
        return await scrolls_sideways(self.page)

    async def small_targets(self) -> list[str]:
        return await small_targets(self.page)

    async def faults(self) -> list[str]:
        """What is wrong with the page that is open, in daylight and, on a phone, in the dark as well."""
        found = [*await self.violations(), *await self.small_targets(), *self.complaints]
        self.complaints.clear()
        if await self.scrolls_sideways():
            found.append("it scrolls sideways")
        size = self.page.viewport_size
        return [*found, *await unreadable_in_the_dark(self.page)] if size and size["width"] < 1000 else found


@pytest.fixture
async def browsing(page: Page, web_settings: Settings) -> AsyncIterator[Browsing]:
    no_sessions: object = None
    app: Application = application(web_settings, no_sessions, jobs.NoBell(), [*HANDLERS, gallery])  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        browsing = Browsing(page, client)
        async with browsing.served():
            yield browsing


@pytest.mark.parametrize("path", PATHS)
async def test_every_page_is_for_everybody_on_every_screen(browsing: Browsing, path: str) -> None:
    for width in (1280, 360):
        await browsing.page.set_viewport_size({"width": width, "height": 900})
        await browsing.go(path)
        assert [fault for fault in await browsing.faults() if "404" not in fault] == []
    await browsing.page.set_viewport_size({"width": 320, "height": 600})
    assert not await browsing.scrolls_sideways()


@pytest.mark.parametrize("path", PATHS[:5])
async def test_pages_hold_with_wider_text_spacing_and_forced_colours(browsing: Browsing, path: str) -> None:
    await browsing.page.emulate_media(forced_colors="active")
    await browsing.page.set_viewport_size({"width": 360, "height": 900})
    await browsing.go(path)
    assert await browsing.violations() == []
    # WCAG 2.2, 1.4.12: set as a person's own style sheet would.
    await browsing.page.evaluate(
        """() => { const s = new CSSStyleSheet(); s.replaceSync(
          "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }");
          document.adoptedStyleSheets = [s]; }"""
    )
    assert not await browsing.scrolls_sideways()


async def test_the_browser_check_can_fail(browsing: Browsing) -> None:
    await browsing.go("/gallery/done")
    await browsing.page.evaluate(
        """() => { document.documentElement.lang = ""; document.title = "";
          document.querySelector("main").innerHTML =
            '<h1>x</h1><input id="a"><img src="/mark.png"><a class="tiny" href="/">.</a><p id="pale">pale</p>';
          const s = new CSSStyleSheet(); s.replaceSync("#pale { color: #ccc; background: #fff } h1 { width: 2000px }");
          document.adoptedStyleSheets = [s]; }"""
    )
    found = {one.partition(":")[0] for one in await browsing.violations()}
    assert {"html-has-lang", "document-title", "label", "image-alt", "color-contrast"} <= found
    assert await browsing.scrolls_sideways()
    assert any("tiny" in one for one in await browsing.small_targets())


async def test_a_letter_prints_as_a_letter(browsing: Browsing) -> None:
    await browsing.go("/gallery/letter")
    await browsing.page.emulate_media(media="print")
    for hidden in (".masthead", ".colophon", ".govuk-button"):
        await expect(browsing.page.locator(hidden)).to_be_hidden()
    sheet = browsing.page.locator(".sheet")
    await expect(sheet).to_have_css("box-shadow", "none")
    await expect(sheet).to_have_css("border-top-width", "0px")
    pdf = await browsing.page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2


async def test_the_accent_is_the_coalitions_own(browsing: Browsing) -> None:
    await browsing.go("/gallery/letter")
    await expect(browsing.page.locator(".govuk-button")).to_have_css("background-color", "rgb(31, 93, 87)")
    await browsing.go("/reply")
    await expect(browsing.page.locator(".govuk-button")).to_have_css("background-color", "rgb(107, 45, 62)")


async def test_letters_are_set_in_literata_from_our_own_server(browsing: Browsing) -> None:
    await browsing.go("/gallery/letter")
    fonts = await browsing.page.evaluate("[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)")
    assert fonts.count("Literata") >= 2
    # The gallery has names in scripts that a machine may have no font for; those come from our server too.
    assert set(fonts) <= {"Literata", "Scripts"}


@pytest.mark.parametrize("family", ["var(--sans)", "var(--serif)"])
async def test_a_name_all_in_one_script_is_drawn_by_a_font_that_has_it(browsing: Browsing, family: str) -> None:
    """Mixed with Latin it always was; alone on its line Chromium took the first family on the machine, and drew boxes."""
    await browsing.go("/reply")
    await browsing.page.evaluate(
        """family => { const p = document.createElement("p"); p.id = "name"; p.textContent = "আশা কেন্দ্র";
          p.style.setProperty("font-family", family); document.querySelector("main").append(p); }""",
        family,
    )
    await browsing.page.evaluate(
        "document.fonts.load('16px Scripts', 'আ').then(() => document.fonts.ready).then(() => true)"
    )
    devtools = await browsing.page.context.new_cdp_session(browsing.page)
    await devtools.send("DOM.enable")
    await devtools.send("CSS.enable")
    root = (await devtools.send("DOM.getDocument"))["root"]["nodeId"]
    node = (await devtools.send("DOM.querySelector", {"nodeId": root, "selector": "#name"}))["nodeId"]
    used = (await devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node}))["fonts"]
    assert any("Bengali" in one["familyName"] for one in used), used
    assert sum(one["glyphCount"] for one in used if "Bengali" not in one["familyName"]) <= 1, "the space between the words"


async def test_problems_take_the_focus_and_lead_to_their_fields(browsing: Browsing) -> None:
    await browsing.go("/reply")
    await browsing.page.get_by_label("Title").fill("")
    await browsing.page.get_by_role("button", name="Send").click()
    summary = browsing.page.get_by_role("alert")
    await expect(summary).to_be_visible()
    await expect(browsing.page.locator(".govuk-error-summary")).to_be_focused()
    await expect(browsing.page).to_have_title(re.compile("^Error: "))
    await summary.get_by_role("link", name="Enter the title.").click()
    await expect(browsing.page.get_by_label("Title")).to_be_focused()
    assert await browsing.violations() == []


async def test_the_toolbar_writes_markdown(browsing: Browsing) -> None:
    await browsing.go("/reply")
    comment = browsing.page.get_by_label("Comment", exact=True)
    await comment.fill("homes")
    await comment.press("Control+a")
    await browsing.page.get_by_role("button", name="Bold").click()
    await expect(comment).to_have_value("**homes**")
    assert browsing.complaints == []


async def test_swagger_ui_asks_nobody_else(browsing: Browsing) -> None:
    await browsing.go("/api/v1/schema")
    await expect(browsing.page.locator(".opblock-summary-path")).to_have_text("/api/v1/replies")
    assert [complaint for complaint in browsing.complaints if "another host" in complaint] == []
