"""What the secretariat's pages about standing authority are framed by, and what was just done."""

from typing import Any

from litestar.response import Redirect, Template

from campaigns.coalitions.scope import Scope
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.standing_authority.scope import kinds_in_words
from campaigns.standing_authority.wording import reason_in_words
from campaigns.standing_authority.words import STATE_COLOURS, STATE_WORDS, STEP_WORDS
from campaigns.web.templates import page

_DONE = {
    "on": gettext_noop("Standing authority is on. Ask an organisation for it from its own page."),
    "off": gettext_noop("Standing authority is off. Nothing that was given can be used."),
    "asked": gettext_noop("The person was asked by mail. Nothing is in force before they say yes."),
    "ended": gettext_noop("It has ended."),
}


def desk_page(name: str, place: Scope, section: str, status: int = 200, *, done: str = "", **context: Any) -> Template:
    """A page of the part `section`. `done` is a key that the address had; any other than ours says nothing."""
    return page(
        f"pages/standing_authority/{name}.html",
        status,
        coalition=place,
        section=section,
        done=gettext(_DONE.get(done, "")),
        **WORDS,
        **context,
    )


#: What every template here names things by.
WORDS: dict[str, Any] = {
    "authority_states": STATE_WORDS,
    "authority_colours": STATE_COLOURS,
    "authority_steps": STEP_WORDS,
    "kinds_in_words": kinds_in_words,
    "authority_reason": reason_in_words,
}


def sent_on(address: str, done: str) -> Redirect:
    """The answer to a form that did something: a page that can be loaded again without doing it twice."""
    return Redirect(f"{address}?done={done}", status_code=303)
