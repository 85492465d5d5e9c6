"""Reading the mails of a story through the mailbox's JSON API, as a script would."""

import asyncio
from typing import Any

import httpx

PATIENCE = 30.0


class Mailbox:
    """Every mail that the service sent."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def all(self, to: str = "", subject: str = "") -> list[dict[str, Any]]:
        """Summaries, newest first."""
        response = await self._client.get("/api/messages", params={"to": to, "subject": subject})
        return list(response.raise_for_status().json())

    async def newest(self, to: str, subject: str = "", *, beside: int = 0) -> dict[str, Any]:
        """The newest mail to an address whose subject holds `subject`; waits until there are more than `beside`."""
        async with asyncio.timeout(PATIENCE):
            while len(found := await self.all(to, subject)) <= beside:
                await asyncio.sleep(0.05)
        response = await self._client.get(f"/api/messages/{found[0]['id']}")
        return dict(response.raise_for_status().json())

    async def link(self, to: str, subject: str, part: str, *, beside: int = 0) -> str:
        """The first link in the newest such mail that holds `part`."""
        mail = await self.newest(to, subject, beside=beside)
        return next(link for link in mail["links"] if part in link)
