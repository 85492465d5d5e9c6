"""What every page about organisations is framed by: its address, and what was just done."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar.response import Redirect, Template

from campaigns.coalitions.scope import Scope
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.web.templates import page

_DONE = {
    "added": gettext_noop("The organisation was added. Add a contact, so that it can be invited."),
    "changed": gettext_noop("The change was saved."),
    "contact-added": gettext_noop("The contact was added."),
    "contact-changed": gettext_noop("The contact was changed."),
    "contact-ended": gettext_noop("The contact was ended. Nothing more will be sent to it."),
    "name-added": gettext_noop("The name was added."),
    "name-removed": gettext_noop("The name was taken away."),
    "number-added": gettext_noop("The number was added."),
    "number-removed": gettext_noop("The number was taken away."),
    "signer-added": gettext_noop("The person was added."),
    "signer-changed": gettext_noop("The change was saved."),
    "signer-removed": gettext_noop("The person was taken off the record."),
    "category-added": gettext_noop("The category was added."),
    "category-changed": gettext_noop("The category was changed."),
    "category-removed": gettext_noop("The category was taken away."),
    "interest-added": gettext_noop("The interest was added."),
    "interest-changed": gettext_noop("The interest was changed."),
    "interest-removed": gettext_noop("The interest was taken away."),
    "logo": gettext_noop("The logo was changed."),
    "logo-removed": gettext_noop("The logo was taken away."),
    "boilerplate": gettext_noop("The boilerplate was changed. The versions before it are kept."),
    "correction-accepted": gettext_noop("The record was changed, and the organisation’s contacts are told."),
    "correction-refused": gettext_noop("The record stays as it is, and whoever proposed the change is told."),
    "admitted": gettext_noop("The organisation is a member."),
    "membership-ended": gettext_noop("The membership has ended. Its signatures and its contacts stay as they are."),
    "membership-undone": gettext_noop("The step was undone. Both stay in the history."),
    "host": gettext_noop("The host organisation was changed."),
    "moved": gettext_noop("The order was changed."),
    "discarded": gettext_noop("The list was discarded. Nothing of it was added."),
}


def organisations_address(place: Scope) -> str:
    """The list of the coalition's organisations."""
    return f"/secretariat/{place.slug}/organisations"


def address_of(place: Scope, organisation_id: UUID) -> str:
    """The page of one organisation."""
    return f"{organisations_address(place)}/{organisation_id}"


def organisations_page(name: str, place: Scope, status: int = 200, *, done: str | None = None, **context: Any) -> Template:
    """A page of the part "organisations". `done` is a key that the address had; any other than ours says nothing."""
    said = _DONE.get(done or "")
    return page(
        f"pages/organisations/{name}.html",
        status,
        coalition=place,
        section="organisations",
        base=organisations_address(place),
        done=gettext(said) if said else None,
        **context,
    )


def with_query(address: str, **query: object) -> str:
    """An address with what of the query is not empty."""
    given = {name: str(value) for name, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


def sent_on(address: str, **query: object) -> Redirect:
    """The answer to a form that did something: a page to look at, which can be loaded again without doing it twice."""
    return Redirect(with_query(address, **query), status_code=303)
