"""No other site can make a person's browser act here (OWASP ASVS 5.0, 3.5.1 to 3.5.3).

Two walls: the browser's own word on where a request comes from (`Sec-Fetch-Site`, `Origin`), and a token in every form,
an HMAC over a cookie of this browser and over its session. People without a session, who come by a mailed link, are
covered in the same way. What does not fit is refused with 403 and a page in words, whatever its bytes.

The cookie also keeps the language that its reader chose, after a full stop, so that there is no third cookie.
"""

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from campaigns.errors import Refusal
from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import Locale, stay_with
from campaigns.settings import Settings
from campaigns.web.bodies import AnyRequest, Fields, read_fields
from campaigns.web.current import current_request
from campaigns.web.sessions import host_cookie, session_id_of

#: The hidden field that every form carries; `csrf_field()` of `parts/forms.html` writes it.
FIELD = "csrf_token"
#: Beside it stands the language of the page, so that what somebody agrees to is kept as they read it.
READ_IN = "read_in"
#: A route's `opt` key for a POST that cannot carry a token, such as a one-click unsubscription; its value says why.
#: Such a route must do nothing for whoever a cookie says is there.
WITHOUT_TOKEN = "without_csrf_token"  # noqa: S105 - the name of an option

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_NEW_COOKIE = "new_csrf_cookie"
_COOKIE = re.compile(r"(?P<secret>[A-Za-z0-9_-]{43})(?:\.(?P<locale>[A-Za-z-]{2,8}))?")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{64}")
_NONCE_LENGTH = 16
_WEEK = 7 * 24 * 60 * 60
_YEAR = 365 * 24 * 60 * 60


class FormRefused(Refusal):
    """A form that we cannot tell to be ours.

    `again` has what was typed, to be offered for sending once more, where the browser vouches that it came from our own
    page; it is None where it may come from another site.
    """

    def __init__(self, again: Fields | None) -> None:
        super().__init__(gettext("We could not tell that this form came from our own page, so nothing was saved."))
        self.again = again


def token_for(settings: Settings, cookie: str, session_id: str | None) -> str:
    """A token for a browser with this cookie and session: 64 characters, different each time (against BREACH)."""
    nonce = secrets.token_bytes(_NONCE_LENGTH)
    return urlsafe_b64encode(nonce + _mac(settings, nonce, _secret_of(cookie), session_id)).decode()


def token_holds(settings: Settings, token: str, cookie: str, session_id: str | None) -> bool:
    """Whether the token was made for this cookie and session; False for anything at all that was not."""
    if not _TOKEN.fullmatch(token) or not _secret_of(cookie):
        return False
    given = urlsafe_b64decode(token)
    nonce = given[:_NONCE_LENGTH]
    return hmac.compare_digest(given[_NONCE_LENGTH:], _mac(settings, nonce, _secret_of(cookie), session_id))


def csrf_token() -> str:
    """For templates: a token for the page being rendered. Asking for it gives a browser without the cookie one."""
    request = current_request()
    settings: Settings = request.app.state.settings
    return token_for(settings, _secret_for(request, settings), session_id_of(request))


def chosen_locale(request: AnyRequest, settings: Settings) -> Locale | None:
    """The language that whoever uses this browser chose; None where they did not, or where what came is no language."""
    found = _COOKIE.fullmatch(request.cookies.get(cookie_name(settings), ""))
    return Locale(found["locale"]) if found and found["locale"] in set(Locale) else None


def choose_locale(request: AnyRequest, locale: Locale) -> None:
    """Have the browser keep the language, for a year."""
    request.scope["state"][_NEW_COOKIE] = f"{_secret_for(request, request.app.state.settings)}.{locale}"


async def send_new_cookie(message: Message, scope: Scope) -> None:
    """A `before_send` hook: add the cookie that a form on the page needs."""
    value = scope.get("state", {}).get(_NEW_COOKIE)
    if value and message["type"] == "http.response.start":
        settings: Settings = scope["litestar_app"].state.settings
        cookie = host_cookie(cookie_name(settings), value, _YEAR if "." in value else _WEEK, settings)
        message["headers"] = [*message["headers"], cookie.to_encoded_header()]


def cookie_name(settings: Settings) -> str:
    """See `sessions.cookie_name`."""
    return "__Host-csrf" if settings.secure else "csrf"


class CSRFProtection(ASGIMiddleware):
    """Lets a request through that changes nothing, or that comes from a page of ours. `/api/` takes no cookies."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        request: AnyRequest = Request(scope, receive=receive, send=send)
        if request.method not in _SAFE:
            await _check(request)
        await next_app(scope, receive, send)


async def _check(request: AnyRequest) -> None:
    settings: Settings = request.app.state.settings
    ours = _comes_from_us(request, settings)
    if ours is False:
        raise FormRefused(None)
    if request.scope["path"].startswith("/api/") or WITHOUT_TOKEN in request.route_handler.opt:
        return
    fields = await read_fields(request)
    cookie = request.cookies.get(cookie_name(settings), "")
    tokens = fields.all(FIELD)
    if len(tokens) != 1 or not token_holds(settings, tokens[0], cookie, session_id_of(request)):
        raise FormRefused(fields if ours else None)
    for read_in in fields.all(READ_IN)[:1]:
        if read_in in set(Locale):
            stay_with(Locale(read_in))


def _comes_from_us(request: AnyRequest, settings: Settings) -> bool | None:
    """What the browser says; None where it does not say, as with `Origin: null` from a page that sends no referrer."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return {"same-origin": True, "none": None}.get(site, False)
    origin = request.headers.get("origin", "null")
    if origin == "null":
        return None
    public = urlsplit(settings.public_url)
    return origin.lower() == f"{public.scheme}://{public.netloc}".lower()


def _secret_for(request: AnyRequest, settings: Settings) -> str:
    """The browser's secret; one without gets a new one with the answer."""
    state = request.scope["state"]
    came = _secret_of(state.get(_NEW_COOKIE) or request.cookies.get(cookie_name(settings), ""))
    if not came:
        came = state[_NEW_COOKIE] = secrets.token_urlsafe(32)
    return came


def _secret_of(cookie: str) -> str:
    """What the tokens are made from; empty for anything that we cannot have set."""
    found = _COOKIE.fullmatch(cookie)
    return found["secret"] if found else ""


def _mac(settings: Settings, nonce: bytes, secret: str, session_id: str | None) -> bytes:
    message = b"\0".join((b"csrf", nonce, secret.encode(), (session_id or "").encode()))
    return hmac.digest(settings.secret.encode(), message, "sha256")
