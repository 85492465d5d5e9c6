"""The pages about mail in a real browser: for everybody, on every screen."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser
from sqlalchemy import select, update

from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, SuppressionReason
from campaigns.mail.suppression import suppress
from campaigns.tokens import Keys, Purpose
from campaigns.web.wiring import Application
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import Open, Writing, app, company, desk, writing
from tests.letters.test_look import Looking
from tests.signatures.story import BEN, SIAN

__all__ = ["app", "company", "desk", "writing"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

LETTER = "/secretariat/fair-futures/letters/FFA-2026-01"


@pytest.fixture
async def paths(desk: Open, writing: Writing, keys: Keys, clock: Clock) -> dict[str, str]:
    """Ben wants no more, mail to Siân came back, and the others have not answered yet."""
    await writing.locked()
    nia = await desk("Nia")
    invite = "/letters/FFA-2026-01/invite"
    await nia.send(await nia.post(invite, 200, who="members", do="check"), invite, do="send")
    async with writing.held() as session:
        for email, reason in ((BEN, SuppressionReason.UNSUBSCRIBED), (SIAN, SuppressionReason.BOUNCED)):
            message = await session.scalar(select(Message).where(Message.recipient_email == email))
            assert message is not None
            await suppress(session, message, reason, clock.now(), "550 5.1.1 <sian@llais.example>: user unknown" * 3)
        await session.execute(
            update(Message)
            .where(Message.recipient_email == SIAN)
            .values(state=MessageState.BOUNCED, smtp_reply="550 5.1.1 gone")
        )
        jo = await session.scalar(select(Message).where(Message.recipient_email == "jo@wensum.example"))
        assert jo is not None
    clock.advance(hours=4)
    await nia.api("PUT", "/letters/FFA-2026-01/reminders", first="2_working_days", second="4_hours")
    [*rows] = (await nia.api("GET", "/suppressions"))["rows"]
    llais = writing.company.organisations[cast.LLAIS].id
    return {
        "unsubscribe": f"/u/{keys.token(Purpose.UNSUBSCRIBE, jo.id)}",
        "suppressions": "/secretariat/fair-futures/suppressions",
        "lift": f"/secretariat/fair-futures/suppressions/{rows[0]['id']}/lift",
        "reminders": f"{LETTER}/reminders",
        "board": f"{LETTER}/responses",
        "mail": f"{LETTER}/responses/{llais}/mail",
        "invite": f"{LETTER}/invite",
    }


@pytest.mark.parametrize("width", [1280, 360])
async def test_every_page_is_for_everybody(
    chromium: Browser, app: Application, writing: Writing, paths: dict[str, str], width: int
) -> None:
    wrong: dict[str, list[str]] = {}
    async with Looking(chromium, app, writing).browser(width) as browser:
        for name, path in paths.items():
            await browser.go(path)
            if folder := os.environ.get("CAMPAIGNS_PICTURES"):
                await browser.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
            if found := await browser.faults():
                wrong[name] = found
    assert wrong == {}
