"""Takes the pictures of the documentation from a running demonstration and writes them to docs/images.

    make demo FRESH=1                                # in one terminal; leave its letters as they are
    .venv/bin/python scripts/screenshots.py http://127.0.0.1:8000 http://127.0.0.1:8025

The two addresses are those that `make demo` prints for the public site and the mailbox. A Chromium is looked for on the
PATH, or where CHROMIUM says. A machine with fonts for Arabic, Bengali and Chinese takes the same pictures as one without.
"""

import io
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
LIMIT = 150_000
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
PUBLISHED = "Keep the branch libraries open"
OPEN = "Warm homes for every family"
FROZEN = "Two pounds to the hospital"
DRAFT = "A fair deal for carers"
SECRETARY = "nia@harbour.example"
SIGNER = "amina@wensum.example"


def main(site: str, mailbox: str) -> None:
    """Take every picture, each from the state that a fresh demonstration is in."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        _public(browser, site)
        _mail(browser, mailbox)
        _signing(browser, mailbox)
        _secretariat(browser, site, mailbox)
        browser.close()


def _public(browser: Browser, site: str) -> None:
    with _window(browser, DESK) as page:
        page.goto(site)
        page.get_by_role("link", name=PUBLISHED).click()
        _keep(page, "letter", height=1420)
        address = page.url
    with _window(browser, PHONE, scale=2) as page:
        page.goto(address)
        _keep(page, "letter-phone")


def _mail(browser: Browser, mailbox: str) -> None:
    with _window(browser, {"width": 720, "height": 900}) as page:
        page.goto(f"{mailbox}/messages/{_newest(mailbox, SIGNER, OPEN)['id']}/html")
        _keep(page, "invitation-mail")


def _signing(browser: Browser, mailbox: str) -> None:
    with _window(browser, PHONE, scale=2) as page:
        page.goto(next(link for link in _newest(mailbox, SIGNER, OPEN)["links"] if "/r/" in link))
        page.get_by_role("button", name="Sign for").click()
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Continue").click()
        page.locator("[name=authority][value=chief_executive]").check()
        page.get_by_role("button", name="Continue").click()
        _keep(page, "sign-check", height=1000)


def _secretariat(browser: Browser, site: str, mailbox: str) -> None:
    with _window(browser, DESK) as page:
        page.goto(f"{site}/sign-in")
        page.get_by_label("Email").fill(SECRETARY)
        since = len(_mails(mailbox, SECRETARY, "sign in"))
        page.get_by_role("button", name="Send the link").click()
        page.goto(next(link for link in _newest(mailbox, SECRETARY, "sign in", since)["links"] if "/sign-in/link/" in link))
        page.get_by_role("button", name="Sign in").click()
        for title, part, picture, height in (
            (OPEN, "responses", "board", 1100),
            (DRAFT, "lock", "lock", 1000),
            (FROZEN, "edition", "edition", 1100),
        ):
            page.goto(f"{site}/secretariat/fair-futures/letters")
            page.get_by_role("link", name=title).first.click()
            page.goto(f"{page.url}/{part}")
            _keep(page, picture, height=height)


@contextmanager
def _window(browser: Browser, size: dict[str, int], scale: float = 1) -> Iterator[Page]:
    context = browser.new_context(viewport=size, device_scale_factor=scale, locale="en-GB", reduced_motion="reduce")  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def _keep(page: Page, name: str, *, height: int = 0) -> None:
    """Write what the window shows, `height` CSS pixels of it at most, as a PNG with a palette."""
    size = page.viewport_size or DESK
    page.set_viewport_size({"width": size["width"], "height": height or size["height"]})
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    file = IMAGES / f"{name}.png"
    for colours in (256, 128, 64, 32):
        image.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size < LIMIT:
            break
    print(f"{file.name}: {image.width} × {image.height}, {file.stat().st_size:,} bytes")


def _mails(mailbox: str, to: str, subject: str) -> list[dict[str, str]]:
    with urlopen(f"{mailbox}/api/messages?{urlencode({'to': to, 'subject': subject})}") as answer:  # noqa: S310 - told by the caller
        return list(json.load(answer))


def _newest(mailbox: str, to: str, subject: str, since: int = 0) -> dict[str, list[str]]:
    """The newest such mail, once there are more than `since` of them; gives up after half a minute."""
    until = time.monotonic() + 30
    while len(found := _mails(mailbox, to, subject)) <= since:
        if time.monotonic() > until:
            sys.exit(f"No mail to {to} about “{subject}” came to {mailbox}.")
        time.sleep(0.2)
    with urlopen(f"{mailbox}/api/messages/{found[0]['id']}") as answer:  # noqa: S310
        return dict(json.load(answer))


if __name__ == "__main__":
    addresses = [address.rstrip("/") for address in sys.argv[1:]]
    if len(addresses) != len(("site", "mailbox")):
        sys.exit(__doc__)
    main(*addresses)
