"""A request of any bytes, put to the application without a client library that would refuse to send it."""

import asyncio
from collections.abc import Iterable
from itertools import count
from typing import Any, NamedTuple

from campaigns.web.wiring import Application


class Raw(NamedTuple):
    """An answer; the names of `headers` are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


async def send_raw(
    app: Application,
    method: str,
    path: str,
    query: bytes = b"",
    headers: Iterable[tuple[bytes, bytes]] = (),
    body: Iterable[bytes] = (),
    *,
    goes_away: bool = False,
) -> Raw:
    """Send a request as an ASGI server would hand it over; `goes_away` hangs up before the body's end."""
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("utf-8", "surrogatepass"),
        "query_string": query,
        "root_path": "",
        "headers": list(headers),
        "client": ("203.0.113.9", 4711),
        "server": ("127.0.0.1", 80),
    }
    pieces = list(body)
    asked = count(1 if pieces else 0)
    started: dict[str, Any] = {}
    sent = bytearray()

    async def receive() -> dict[str, Any]:
        if pieces:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces) or goes_away}
        if goes_away:
            return {"type": "http.disconnect"}
        if next(asked):
            await asyncio.Event().wait()  # a reader who stays until the end
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        else:
            sent.extend(message.get("body", b""))

    await app(scope, receive, send)
    told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in started["headers"]}
    return Raw(started["status"], told, bytes(sent))
