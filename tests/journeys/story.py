"""What people do at the pages, told once for a visitor without a browser and for one in Chromium."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.journeys.mailbox import Mailbox
from tests.journeys.visitors import Visitor

PATIENCE = 60.0


@dataclass(frozen=True)
class Desk:
    """A secretariat's side of one coalition, at a visitor's window."""

    visitor: Visitor
    mailbox: Mailbox
    site: str
    coalition: str

    @property
    def home(self) -> str:
        return f"{self.site}/secretariat/{self.coalition}"

    async def sign_in(self, email: str) -> None:
        """Ask for a link, open it, press the button behind it."""
        beside = len(await self.mailbox.all(email, "sign in"))
        await self.visitor.go(f"{self.site}/sign-in")
        await self.visitor.fill({"email": email})
        await self.visitor.press("Send the link")
        await self.visitor.go(await self.mailbox.link(email, "sign in", "/sign-in/link/", beside=beside))
        await self.visitor.press("Sign in")
        assert "/secretariat" in await self.visitor.address()

    async def import_organisations(self, file_name: str, content: bytes) -> str:
        """Upload a list, wait until it is read, and take all of it; returns what the page says was added."""
        await self.visitor.go(f"{self.home}/organisations/imports/new")
        await self.visitor.upload("file", file_name, content)
        await self.visitor.press("Upload the list")
        preview = await self.until("Nothing is added yet")
        if "nothing in it that you do not have" in preview:
            return preview
        await self.visitor.press("Add ")
        assert "The list was added" in await self.visitor.text(), preview
        return await self.visitor.text()

    async def write(self, fields: dict[str, str], choices: dict[str, str]) -> str:
        """Write a letter and save it; returns its reference."""
        await self.visitor.go(f"{self.home}/letters/new")
        for name, value in choices.items():
            await self.visitor.choose(name, value)
        await self.visitor.fill(fields)
        await self.visitor.press("Save draft")
        found = re.search(r"[A-Z]+-\d{4}-\d+", await self.visitor.address())
        assert found, await self.visitor.text()
        return found.group()

    async def lock(self, reference: str) -> str:
        """Lock the newest version; returns its fingerprint as the page shows it."""
        await self.visitor.go(f"{self.home}/letters/{reference}/lock")
        await self.visitor.press("Lock version")
        await self.visitor.go(f"{self.home}/letters/{reference}/lock")
        found = re.search(r"[0-9a-f]{4}( [0-9a-f]{4}){3}", await self.visitor.text())
        assert found, await self.visitor.text()
        return found.group()

    async def invite_all(self, reference: str) -> None:
        """Invite every member, opening the letter."""
        await self.visitor.go(f"{self.home}/letters/{reference}/invite")
        await self.visitor.choose("who", "members")
        await self.visitor.press("Continue")
        await self.visitor.press("Open signing and send")

    async def accept_all_reviews(self, reference: str) -> int:
        """Accept whatever waits for review: the first name as what is suggested, partners as new; returns how many."""
        accepted = 0
        while True:
            await self.visitor.go(f"{self.home}/letters/{reference}/review")
            waiting = await self.visitor.links("/review/")
            if not waiting:
                return accepted
            await self.visitor.go(waiting[0])
            position = 0
            while suggested := await self.visitor.choices(f"organisation-{position}"):
                await self.visitor.choose(f"organisation-{position}", suggested[-1 if position else 0])
                position += 1
            await self.visitor.choose("how", "rang")
            await self.visitor.press("Accept and list it")
            assert "There is a problem" not in await self.visitor.text(), await self.visitor.text()
            accepted += 1

    async def close_and_freeze(self, reference: str) -> str:
        """Returns what the page says of the list before it is frozen."""
        await self.visitor.go(f"{self.home}/letters/{reference}/close")
        await self.visitor.fill({"reason": "Everybody has answered."})
        rolling = "End the sign-up" in await self.visitor.text()
        await self.visitor.press("End the sign-up" if rolling else "Close signing")
        await self.visitor.go(f"{self.home}/letters/{reference}/freeze")
        before = await self.visitor.text()
        await self.visitor.press("Freeze")
        return before

    async def wait_for_files(self, reference: str) -> None:
        """Stay at the edition until its files are made; until then its page looks again by itself."""
        await self.reload_until(f"{self.home}/letters/{reference}/edition", "SHA256SUMS")

    async def publish(self, reference: str) -> None:
        """Publish the edition as soon as its files are made."""
        await self.wait_for_files(reference)
        await self.visitor.go(f"{self.home}/letters/{reference}/edition/publish")
        await self.visitor.press("Publish edition")

    async def until(self, words: str) -> str:
        """Look at the same page again until it says `words`; returns its text."""
        return await self.reload_until(await self.visitor.address(), words)

    async def reload_until(self, address: str, words: str) -> str:
        text = ""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.visitor.go(address)
                text = await self.visitor.text()
                if words in text:
                    return text
                await asyncio.sleep(0.2)


async def sign(
    visitor: Visitor,
    link: str,
    *,
    joint: str = "",
    signer: dict[str, str] | None = None,
    show: bool = False,
    look: Callable[[], Awaitable[None]] | None = None,
) -> str:
    """Sign from an invitation, page by page, changing what is filled in only where told; returns the last page's text."""

    async def go_on(words: str) -> None:
        if look:
            await look()
        await visitor.press(words)

    await visitor.go(link)
    await go_on("Sign for")
    if joint:
        await visitor.fill({"joint_names": joint})
    await go_on("Continue")
    # A changed row is shown among its neighbours before it is taken.
    if "/name" in await visitor.address():
        await go_on("Continue")
    if signer:
        await visitor.fill(signer)
    if show:
        await visitor.choose("shown", "person")
    await go_on("Continue")
    await visitor.choose("authority", "chief_executive")
    await go_on("Continue")
    await go_on("Sign the ")
    if look:
        await look()
    return await visitor.text()
