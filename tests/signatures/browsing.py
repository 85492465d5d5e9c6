"""A window of a real browser before the members' pages."""

from playwright.async_api import Page, Request


class Browsing:
    """A window of a real browser at the site, which remembers what went wrong."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.complaints: list[str] = []
        page.on("console", lambda message: self._hear(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._hear(str(error)))
        page.on("request", self._watch)

    def _hear(self, words: str) -> None:
        # A form that is shown again with problems answers 422, 409 or 429, which Chromium notes as an error.
        if not words.startswith("Failed to load resource: the server responded with a status of 4"):
            self.complaints.append(words)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.complaints.append(f"asked another host: {request.url}")

    async def go(self, path: str) -> None:
        await self.page.goto(self.site + path)

    async def press(self, button: str) -> None:
        async with self.page.expect_navigation():
            await self.page.get_by_role("button", name=button).first.click()

    async def fill(self, **values: str) -> None:
        for name, value in values.items():
            await self.page.locator(f'[name="{name}"]').fill(value)

    async def choose(self, name: str, value: str) -> None:
        await self.page.locator(f'[name="{name}"][value="{value}"]').check()
