"""What a browser remembers from asking for a link until it is signed in: the address asked for and the page to go on to.

It is a cookie, because neither belongs into an address bar; it lives as long as the link and is only ever told back to the
browser that holds it, so that nothing depends on its being true.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import Cookie

from campaigns.people.actions import LINK_LIFE
from campaigns.settings import Settings
from campaigns.web.addresses import HOME, safe_next

COOKIE = "sign-in"
_PATH = "/sign-in"


class Journey(msgspec.Struct, frozen=True):
    """`email` is as it was typed, and empty in a browser that did not ask. `next` is a page of ours."""

    email: str = ""
    next: str = HOME


def journey_of(request: Request[Any, Any, Any]) -> Journey:
    """The journey a request belongs to; one of which nothing is known if the cookie is absent or cannot be read."""
    try:
        journey = msgspec.json.decode(urlsafe_b64decode(request.cookies.get(COOKIE, "")), type=Journey)
    except ValueError:
        return Journey()
    return Journey(journey.email, safe_next(journey.next))


def journey_cookie(journey: Journey, settings: Settings) -> Cookie:
    """The cookie that makes a browser remember this journey for ten minutes."""
    return _cookie(urlsafe_b64encode(msgspec.json.encode(journey)).decode(), int(LINK_LIFE.total_seconds()), settings)


def end_of_journey(settings: Settings) -> Cookie:
    """The cookie that makes a browser forget it."""
    return _cookie("", 0, settings)


def _cookie(value: str, seconds: int, settings: Settings) -> Cookie:
    return Cookie(COOKIE, value=value, max_age=seconds, path=_PATH, httponly=True, secure=settings.secure, samesite="lax")
