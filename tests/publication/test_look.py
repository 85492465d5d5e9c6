"""The public's pages in a real browser: for everybody, on every screen, on paper, and with nothing from another host."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from PIL import Image
from playwright.async_api import Page, expect
from pypdf import PdfReader

from campaigns.coalitions.actions import set_logo
from campaigns.people.sessions import start_session
from campaigns.settings import Settings
from tests import cast
from tests.individuals.people import ADA, SAM, accepted, let_in
from tests.publication.stage import SITE, Stage, whole_application
from tests.walls.pages import Part, missed
from tests.web.test_look import PATHS, Browsing

pytestmark = pytest.mark.browser

COALITION = "/letters/fair-futures"
STATEMENT = f"{COALITION}/principles-for-fair-funding"
MEMBERS = f"{COALITION}/we-stand-together"
DESK = "/secretariat/fair-futures/coalition"
PUBLIC = [
    "/",
    COALITION,
    STATEMENT,
    f"{STATEMENT}/editions/1",
    f"{STATEMENT}/editions/1/signatories",
    f"{MEMBERS}/signatories",
    f"{STATEMENT}/signatories?search=zz",
    f"{STATEMENT}/individuals",
    f"{STATEMENT}/editions/1/individuals",
]
SECRETARIAT = [DESK, f"{DESK}/change", f"{DESK}/logo", f"{DESK}/people/add"]


@pytest.fixture
async def browsing(page: Page, client: httpx.AsyncClient, stage: Stage) -> AsyncIterator[Browsing]:
    """Nia's browser. There are a statement with two editions, and one of 243 members; there is a logo."""
    logo = BytesIO()
    Image.new("RGBA", (320, 100), "#7a1f3d").save(logo, "PNG")
    await set_logo(stage.session, stage.company.id, logo.getvalue(), "Fair Futures Alliance, a square")
    notes = "1. A note with a [report](https://report.example)."
    letter = await stage.open(cast.statement(notes_to_editors=notes))
    await stage.sign(letter, cast.WENSUM, show=True)
    await let_in(stage.session, letter, stage.by, stage.now)
    for who in (SAM, ADA):
        await accepted(stage.session, letter, who, stage.by, stage.now)
    await stage.edition(letter)
    await stage.sign(letter, cast.MILL_ROAD, "Quay Mutual")
    await stage.edition(letter, stage.now + timedelta(days=7))
    await stage.of_members(240, title="We stand together")
    session_id = await start_session(stage.session, stage.company.people["Nia"], stage.now)
    await stage.session.commit()
    browsing = Browsing(page, client)
    await page.context.add_cookies([{"name": "session", "value": session_id, "url": SITE}])
    async with browsing.served():
        yield browsing


@pytest.mark.parametrize("path", [*PUBLIC, *SECRETARIAT])
async def test_every_page_is_for_everybody_on_every_screen(browsing: Browsing, path: str) -> None:
    for width in (1280, 360):
        await browsing.page.set_viewport_size({"width": width, "height": 900})
        await browsing.go(path)
        # Complaints are among them: the strict policy blocks nothing, not even the linked data.
        assert await browsing.faults() == []
    await browsing.page.set_viewport_size({"width": 320, "height": 600})
    assert not await browsing.scrolls_sideways()


def test_no_public_page_is_missed(settings: Settings) -> None:
    assert missed(whole_application(settings), Part.PUBLIC, [*PUBLIC, *PATHS]) == set()


async def test_the_letter_prints_as_a_letter_with_its_whole_fingerprint(browsing: Browsing) -> None:
    await browsing.go(STATEMENT)
    await browsing.page.emulate_media(media="print")
    for hidden in (".masthead", ".colophon", ".glance", ".takeaway", ".call"):
        await expect(browsing.page.locator(hidden)).to_be_hidden()
    paper = PdfReader(BytesIO(await browsing.page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(paper.pages) == 2
    text = "".join(page.extract_text() for page in paper.pages)
    for printed in ("Principles for fair funding", cast.MILL_ROAD, "FFA-2026-01", "Notes to editors", "editions/2"):
        assert printed in text
    assert re.search(r"[0-9a-f]{64}", text)


async def test_a_reader_on_a_phone_sees_the_letter_first_and_gets_to_the_rest(browsing: Browsing) -> None:
    await browsing.page.set_viewport_size({"width": 360, "height": 740})
    await browsing.go(STATEMENT)
    title = await browsing.page.locator("h1").bounding_box()
    assert title is not None
    assert title["y"] + title["height"] < 740, "the title is on the first screen"

    for words, place in (("downloads", "Downloads"), ("open for signature", "Open for signature")):
        await browsing.page.get_by_role("link", name=words, exact=True).click()
        await expect(browsing.page.get_by_role("heading", name=place, exact=True)).to_be_in_viewport()
    await browsing.page.locator(".takeaway summary").first.click()
    await expect(browsing.page.locator(".takeaway .fingerprint__whole").first).to_be_visible()


async def test_a_colour_is_tried_on(browsing: Browsing) -> None:
    await browsing.go(f"{DESK}/change")
    await browsing.page.get_by_label("Accent colour").fill("#0b5d4f")
    await browsing.page.get_by_role("button", name="Try the colour on").click()
    await expect(browsing.page.get_by_role("button", name="Save")).to_have_css("background-color", "rgb(11, 93, 79)")
    assert await browsing.violations() == []
