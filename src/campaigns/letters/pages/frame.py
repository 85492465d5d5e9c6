"""What every page about one letter is framed by: its name and state, its tabs, and what was just done."""

from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar.response import Redirect, Template

from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.languages.catalogues import gettext
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.lifecycles.text import TextState
from campaigns.letters.pages.done import done_of
from campaigns.letters.queries import LetterDetail
from campaigns.web.templates import page


class Tab(msgspec.Struct, frozen=True):
    """One of the pages of a letter."""

    key: str
    text: str
    href: str


def letters_address(place: Scope) -> str:
    """The list of the coalition's letters."""
    return f"/secretariat/{place.slug}/letters"


def address_of(place: Scope, reference: str) -> str:
    """The first page of a letter; its other pages lie below."""
    return f"{letters_address(place)}/{reference}"


def desk_page(name: str, place: Scope, status: int = 200, *, done: str | None = None, **context: Any) -> Template:
    """A page of the part "letters" that is about no single letter."""
    return page(name, status, coalition=place, section="letters", done=done_of(done), base=letters_address(place), **context)


def letter_page(
    name: str,
    place: Scope,
    letter: LetterDetail,
    status: int = 200,
    *,
    here: str = "",
    done: str | None = None,
    **context: Any,
) -> Template:
    """A page about one letter. `here` is the key of the tab it stands under."""
    return page(
        name,
        status,
        coalition=place,
        section="letters",
        letter=letter,
        base=address_of(place, letter.reference),
        tabs=_tabs(place, letter),
        here=here,
        done=done_of(done),
        **context,
    )


def sent_on(address: str, **query: str) -> Redirect:
    """The answer to a form that did something: a page to look at, which can be loaded again without doing it twice."""
    query = {name: value for name, value in query.items() if value}
    return Redirect(f"{address}?{urlencode(query)}" if query else address, status_code=303)


def _tabs(place: Scope, letter: LetterDetail) -> list[Tab]:
    base = address_of(place, letter.reference)
    tabs = [Tab("overview", gettext("Overview"), base), Tab("text", gettext("Text"), f"{base}/preview")]
    if place.may(Permission.SEE_RESPONSES) and letter.signing is not SigningState.NOT_OPEN:
        tabs.append(Tab("responses", gettext("Responses"), f"{base}/responses"))
        tabs.append(Tab("review", gettext("Review"), f"{base}/review"))
        if letter.individuals_may_sign:
            tabs.append(Tab("individuals", gettext("Individuals"), f"{base}/individuals"))
    elif place.may(Permission.SEE_THEMES) and letter.signing is not SigningState.NOT_OPEN:
        tabs.append(Tab("themes", gettext("Declines"), f"{base}/themes"))
    if place.may(Permission.PUBLISH) and letter.text is TextState.LOCKED:
        tabs.append(Tab("edition", gettext("Edition"), f"{base}/edition"))
    return [*tabs, Tab("history", gettext("History"), f"{base}/history")]
