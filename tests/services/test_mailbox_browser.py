"""The mailbox as somebody sees it who tries the demonstration."""

import smtplib
from email.message import EmailMessage

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


@pytest.fixture
def delivered(mailbox):
    """The mailbox with a mail to Amina whose links lead back into it, and whose HTML is up to no good."""
    pages, smtp_port = mailbox
    message = EmailMessage()
    message["From"] = "Fair Futures Alliance <letters@harbour.example>"
    message["To"] = "Amina Cole <amina@wensum.example>"
    message["Subject"] = "Please sign “Warm homes for every tenant” by Friday 12 June, 17:00"
    message.set_content(f"Dear Amina,\n\nSign here: {pages}/?to=text.\n\nNia Rees")
    message.add_alternative(
        f"<html lang='en'><head><title>Sign</title></head><body style='color: #333'><h1>Warm homes</h1>"
        f"<p><a href='{pages}/?to=html'>Sign</a></p><img src='http://tracker.example/seen.png' alt=''>"
        "<script>parent.document.title = 'taken over'</script></body></html>",
        subtype="html",
    )
    with smtplib.SMTP("127.0.0.1", smtp_port) as smtp:
        smtp.send_message(message)
    return pages


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_everybody_can_use_it_at_every_width_by_day_and_by_night(delivered, page, width, scheme):
    await page.set_viewport_size({"width": width, "height": 900})
    await page.emulate_media(color_scheme=scheme)
    await page.goto(delivered)
    index = await Axe().run(page, options=RULES)
    assert index.response["violations"] == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width

    await page.get_by_role("link", name="Warm homes").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Warm homes")
    message = await Axe().run(page, options=RULES | {"iframes": False})
    assert message.response["violations"] == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_amina_follows_the_link_in_either_text_and_the_mail_does_nothing_of_its_own(delivered, page):
    answered = []
    page.context.on("requestfinished", lambda request: answered.append(request.url))
    await page.goto(delivered)
    await page.get_by_role("link", name="Warm homes").click()
    frame = page.frame_locator("iframe")
    await expect(frame.get_by_role("heading", name="Warm homes")).to_be_visible()
    await expect(page).to_have_title("Please sign “Warm homes for every tenant” by Friday 12 June, 17:00 – Mailbox")
    assert all(address.startswith((delivered, "data:")) for address in answered)

    async with page.context.expect_page() as opened:
        await frame.get_by_role("link", name="Sign").click()
    beside = await opened.value
    await expect(beside).to_have_url(f"{delivered}/?to=html")

    await page.locator(".text").get_by_role("link").click()
    await expect(page).to_have_url(f"{delivered}/?to=text")
