"""The board that stays open in a browser: what has changed is put in place, and nothing of what somebody does is lost."""

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import update

from campaigns.mail.models import Message
from campaigns.signatures.lifecycle import SignatureState
from campaigns.web.wiring import Application
from tests import cast
from tests.letters.desk import SITE, Writing, app, company, writing
from tests.letters.test_look import Looking
from tests.responses.test_board import invited_letter
from tests.signatures.rows import signature

__all__ = ["app", "company", "writing"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOARD = f"{SITE}/secretariat/fair-futures/letters/FFA-2026-01/responses"
#: What a browser says when somebody comes back to the page; the clock of twenty seconds does the same.
COME_BACK = "document.dispatchEvent(new Event('visibilitychange'))"


async def test_rows_that_changed_are_put_in_place_and_told_once(
    chromium: Browser, app: Application, writing: Writing
) -> None:
    letter = await invited_letter(writing)
    ids = {name: one.id for name, one in writing.company.organisations.items()}
    async with Looking(chromium, app, writing).browser() as browser:
        page = browser.page
        await page.goto(BOARD)
        await expect(page.get_by_text("Read at 10am BST, 2 June 2026.")).to_be_visible()
        await page.get_by_label(f"Tick {cast.LLAIS}").check(force=True)
        await page.get_by_label("Search by name").fill("half a wo")
        focused = page.get_by_role("link", name=cast.MILL_ROAD, exact=True)
        await focused.focus()
        async with writing.held() as session:
            at = writing.clock.now()
            await signature(session, letter, cast.WENSUM, SignatureState.ACCEPTED, 1, at, ids[cast.WENSUM])
            await session.execute(update(Message).values(state="sent", sent_at=at))
            await signature(session, letter, "Acorn Trust", SignatureState.AWAITING_REVIEW, 2, at, None)
        writing.clock.advance(minutes=5)

        await page.evaluate(COME_BACK)

        # Mill Road's row is used, so that it is left for now; Llais', Wensum's and the new one are there.
        await expect(page.get_by_role("status").get_by_text("Rows that have changed: 3.")).to_be_visible()
        await expect(page.get_by_text("Read at 10:05am BST, 2 June 2026.")).to_be_visible()
        rows = page.locator("[data-live-rows] > tr")
        names = [(await row.locator("th").inner_text()).split("\n")[0] for row in await rows.all()]
        assert names == ["Acorn Trust", cast.LLAIS, cast.MILL_ROAD, cast.WENSUM]
        await expect(rows.nth(3)).to_contain_text("Signer 1, Director")
        await expect(rows.nth(2)).to_contain_text("waiting to be sent")
        await expect(page.locator("[data-figure=signed]")).to_have_text("1")
        await expect(focused).to_be_focused()
        await expect(page.get_by_label(f"Tick {cast.LLAIS}")).to_be_checked()
        await expect(page.get_by_label("Search by name")).to_have_value("half a wo")

        await page.get_by_label("Search by name").focus()
        await page.evaluate(COME_BACK)

        await expect(page.get_by_role("status").get_by_text("Rows that have changed: 1.")).to_be_visible()
        await expect(rows.nth(2)).not_to_contain_text("waiting to be sent")
        assert await browser.faults() == []


async def test_nobody_asks_while_the_page_is_hidden(chromium: Browser, app: Application, writing: Writing) -> None:
    await invited_letter(writing)
    async with Looking(chromium, app, writing).browser() as browser:
        page = browser.page
        await page.goto(BOARD)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
        await page.evaluate(COME_BACK)
        assert asked == []
        await page.evaluate("Object.defineProperty(document, 'hidden', {value: false})")
        async with page.expect_request(BOARD):
            await page.evaluate(COME_BACK)


async def test_without_scripts_a_link_reads_it_again(chromium: Browser, app: Application, writing: Writing) -> None:
    await invited_letter(writing)
    async with Looking(chromium, app, writing).browser(360, scripts=False) as browser:
        page = browser.page
        await page.goto(f"{BOARD}?show=no_reply&tier=member")
        writing.clock.advance(minutes=5)
        await page.get_by_role("link", name="Refresh").click()
        await expect(page.get_by_text("Read at 10:05am BST, 2 June 2026.")).to_be_visible()
        assert "show=no_reply" in page.url
        assert "tier=member" in page.url
