"""What every page about the coalition itself is framed by."""

from typing import Any

from litestar.response import Redirect, Template

from campaigns.coalitions.scope import Scope
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.web.templates import page

_DONE = {
    "changed": gettext_noop("The details were changed. Editions that are built from now on will have them."),
    "logo": gettext_noop("The logo was changed. Editions that are built from now on will have it."),
    "logo-removed": gettext_noop("The logo was removed."),
    "joining": gettext_noop("The form for those who would like to join was changed."),
    "given": gettext_noop("The role was given. The person can sign in with their email address."),
    "ended": gettext_noop("The role was ended."),
}


def coalition_address(place: Scope) -> str:
    """The first page about the coalition itself; the others lie below."""
    return f"/secretariat/{place.slug}/coalition"


def coalition_page(name: str, place: Scope, status: int = 200, *, done: str | None = None, **context: Any) -> Template:
    """A page of the part "coalition". `done` is a key that the address had; any other than ours says nothing."""
    return page(
        f"pages/coalitions/{name}.html",
        status,
        coalition=place,
        section="coalition",
        base=coalition_address(place),
        done=gettext(_DONE.get(done or "", "")),
        **context,
    )


def sent_on(place: Scope, done: str) -> Redirect:
    """The answer to a form that did something: the first page, which can be loaded again without doing it twice."""
    return Redirect(f"{coalition_address(place)}?done={done}", status_code=303)
