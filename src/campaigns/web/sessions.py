"""The session id as it travels: in a cookie for browsers, as a bearer token under `/api/`. Rows are `people`'s business.

An id is 32 random bytes and only its SHA-256 is stored, so the database gives nobody a session (ASVS 5.0, 7.2).
"""

import hashlib
import re
import secrets
from datetime import timedelta

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.response import Response

from campaigns.settings import Settings

#: How long a browser keeps the cookie; the row behind it may end sooner.
LIFETIME = timedelta(days=7)

_ID = re.compile(r"[A-Za-z0-9_-]{43}")


def new_session_id() -> str:
    """An id for a session that begins now: 43 characters of base64url."""
    return secrets.token_urlsafe(32)


def hash_of(session_id: str) -> str:
    """What is stored in place of the id: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(session_id.encode()).hexdigest()


def session_id_of(request: ASGIConnection) -> str | None:  # type: ignore[type-arg] # whatever its user and state
    """The id a request carries, not yet looked up; None where there is none or what came cannot be one.

    Under `/api/` only `Authorization: Bearer` counts and elsewhere only the cookie, so that no other site can make a
    browser send a request that is let in.
    """
    if request.scope["path"].startswith("/api/"):
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        found = given.strip() if scheme.lower() == "bearer" else ""
    else:
        found = request.cookies.get(cookie_name(_settings(request)), "")
    return found if _ID.fullmatch(found) else None


def cookie_name(settings: Settings) -> str:
    """`__Host-` holds a cookie to this host and to https (RFC 6265bis), which a demonstration without TLS cannot have."""
    return "__Host-session" if settings.secure else "session"


def set_cookie(response: Response[object], session_id: str, settings: Settings) -> None:
    """Give the browser its session. Call it with a new id at every sign-in, never with one that came in."""
    response.set_cookie(host_cookie(cookie_name(settings), session_id, int(LIFETIME.total_seconds()), settings))


def clear_cookie(response: Response[object], settings: Settings) -> None:
    """Have the browser forget its session."""
    response.set_cookie(host_cookie(cookie_name(settings), "", 0, settings))


def host_cookie(name: str, value: str, seconds: int, settings: Settings) -> Cookie:
    """A cookie that no script reads, that no other site's form brings along, and that needs https where we have it."""
    return Cookie(name, value=value, max_age=seconds, path="/", httponly=True, secure=settings.secure, samesite="lax")


def _settings(request: ASGIConnection) -> Settings:  # type: ignore[type-arg]
    settings: Settings = request.app.state.settings
    return settings
