"""In which language a request is answered, and the button in the head of a page that changes it.

It is what the reader chose with that button; otherwise what their link says of them (`languages.locales.prefer`), such as
their organisation's language; otherwise what their browser asks for (RFC 9110, 12.5.4); otherwise English.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import msgspec
from litestar import Request, post
from litestar.response import Redirect
from litestar.types import HTTPScope

from campaigns.errors import Invalid
from campaigns.languages.locales import Locale, prefer, reading
from campaigns.settings import Settings
from campaigns.web.addresses import safe_next
from campaigns.web.bodies import AnyRequest
from campaigns.web.csrf import WITHOUT_TOKEN, choose_locale, chosen_locale
from campaigns.web.forms import read_form
from campaigns.web.labels import HIDDEN, READ_AS, label

#: What programs read is in English.
_ENGLISH = "/api"
#: For the route that the button leads to. It stands on pages that are the same for everybody, and changes no more than the
#: language of a browser, or of the link in its address.
NEEDS_NO_TOKEN = {WITHOUT_TOKEN: "changes only the language that is read"}
_MOST_ASKED = 20
#: Beneath these addresses a feature takes `/language` itself.
_LINK = re.compile(r"/[a-z]/[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
_KEPT = re.compile(r"/[rsmp]/[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")


class LocaleForm(msgspec.Struct, frozen=True, kw_only=True):
    """The button's fields; `next` is the page to come back to."""

    locale: Annotated[Locale, label("a language")]
    next: Annotated[str, msgspec.Meta(max_length=2000, extra={READ_AS: HIDDEN})] = "/"


@contextmanager
def read_by(scope: HTTPScope, settings: Settings) -> Iterator[None]:
    """Within, everything is said in the language of whoever sent the request."""
    if not is_translated(scope["path"]):
        yield
        return
    request: AnyRequest = Request(scope)
    chosen = chosen_locale(request, settings)
    with reading(chosen or asked_for(request.headers.get("accept-language", "")), asked=chosen is not None):
        yield


def is_translated(path: str) -> bool:
    """Whether the page at this address is in every language, and so has the button."""
    return path != _ENGLISH and not path.startswith(f"{_ENGLISH}/")


def asked_for(accept_language: str) -> Locale:
    """The language of ours that an `Accept-Language` header likes best; English where it names none of ours."""
    best, weight = Locale.ENGLISH, 0.0
    for part in accept_language.split(",")[:_MOST_ASKED]:
        tag, _, quality = part.strip().partition(";")
        try:
            weighs = min(float(quality.strip().lower().partition(";")[0].removeprefix("q=") or 1), 1)
        except ValueError:
            continue
        language = tag.strip().lower().partition("-")[0]
        for locale in Locale:
            if language == locale.partition("-")[0] and weighs > weight:
                best, weight = locale, weighs
    return best


async def chosen_in(request: Request[Any, Any, Any]) -> tuple[Locale, str]:
    """What somebody chose with the button, which their browser keeps from now on, and the page they come back to.

    Raises `Invalid` for a language that is none of ours.
    """
    form = await read_form(request, LocaleForm)
    if form.problems:
        raise Invalid(form.problems)
    choose_locale(request, form.value.locale)
    prefer(form.value.locale)
    return form.value.locale, safe_next(form.value.next, "/")


def address_of_choice(path: str) -> str:
    """Where the button of the page at `path` sends what was chosen: pages behind a mailed link keep it with their link."""
    found = _KEPT.match(path)
    return f"{found[0]}/language" if found else "/language"


def comes_back_to(scope: HTTPScope) -> str:
    """The page to show again after the button was pressed. What was sent by POST cannot be, so that leads to its link's."""
    path: str = scope["path"]
    if scope["method"] != "GET":
        found = _LINK.match(path)
        return found[0] if found else path
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


@post("/language", include_in_schema=False, opt=NEEDS_NO_TOKEN)
async def choose_language(request: AnyRequest) -> Redirect:
    """For every page that belongs to nobody in particular."""
    _, back = await chosen_in(request)
    return Redirect(back, status_code=303)
