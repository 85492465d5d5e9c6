"""What every answer carries and what every request is held to, whether a page, a file or an error.

The headers are those of OWASP ASVS 5.0, 3.4. Links are built from `settings.public_url`; nothing reads the Host header.
"""

import asyncio
import secrets
from collections.abc import Mapping

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, ReceiveMessage, Scope, Send

from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import current
from campaigns.settings import Settings

#: Seconds in which a whole body must have arrived. The server itself only watches over headers.
BODY_SECONDS = 30.0

POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
#: A route's `opt` key with what it needs to differ in `POLICY`, such as `{"style-src": "'self' 'unsafe-inline'"}`.
POLICY_OPTION = "content_security_policy"

#: Addresses that hold a secret, or what only members of a coalition may see.
_PRIVATE = (
    *("/a", "/b", "/c", "/g", "/j", "/m", "/my-organisation", "/o", "/p", "/q", "/r", "/s", "/u", "/v"),
    *("/sign-in", "/sign-out", "/secretariat"),
)
_REQUEST_ID = "request_id"


def request_id_of(scope: Scope) -> str:
    """The name of this request in the log, in history rows and on the page for faults of ours. Never one that came in."""
    found: str = scope["state"].setdefault(_REQUEST_ID, secrets.token_hex(8))
    return found


def is_private(path: str) -> bool:
    """Whether nothing at this address may be kept by browsers, found by search engines or told to other sites."""
    return any(path == beginning or path.startswith(f"{beginning}/") for beginning in _PRIVATE)


async def send_headers(message: Message, scope: Scope) -> None:
    """A `before_send` hook: the security headers. A handler's own `Cache-Control` stands, but not on private pages."""
    if message["type"] != "http.response.start":
        return
    settings: Settings = scope["litestar_app"].state.settings
    handler = scope.get("route_handler")
    policy = {**POLICY, **(handler.opt.get(POLICY_OPTION, {}) if handler else {})}
    headers = MutableScopeHeaders.from_message(message)
    headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["X-Request-Id"] = request_id_of(scope)
    if headers.get("Content-Type", "").startswith("text/html"):
        headers["Content-Language"] = current()
        headers["Vary"] = "Accept-Language, Cookie"
    if settings.secure:  # browsers heed neither of these otherwise, and complain of the first
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if is_private(scope["path"]):
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cache-Control"] = "no-store"
        headers["X-Robots-Tag"] = "noindex, nofollow"
    else:
        headers["Referrer-Policy"] = "same-origin"
        headers.setdefault("Cache-Control", "private, no-cache")


class BodyDeadline(ASGIMiddleware):
    """Answers 408 to a body that dribbles in, so that slow senders cannot hold the service's connections."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, seconds: float = BODY_SECONDS) -> None:
        self.seconds = seconds

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        deadline = asyncio.get_running_loop().time() + self.seconds
        arrived = False

        async def receive_in_time() -> ReceiveMessage:
            nonlocal arrived
            if arrived:  # what follows a whole body is only the news that the client has gone
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(
                    gettext("The form took too long to arrive, so nothing was saved."), status_code=408
                ) from None
            arrived = message["type"] != "http.request" or not message.get("more_body", False)
            return message

        await next_app(scope, receive_in_time, send)
