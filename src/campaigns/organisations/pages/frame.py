"""What every page about organisations is framed by: its address, and what was just done."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar.response import Redirect, Template

from campaigns.coalitions.scope import Scope
from campaigns.web.templates import page

_DONE = {
    "added": "The organisation was added. Add a contact, so that it can be invited.",
    "changed": "The change was saved.",
    "contact-added": "The contact was added.",
    "contact-changed": "The contact was changed.",
    "contact-ended": "The contact was ended. Nothing more will be sent to it.",
    "name-added": "The name was added.",
    "name-removed": "The name was taken away.",
    "number-added": "The number was added.",
    "number-removed": "The number was taken away.",
    "signer-added": "The person was added.",
    "signer-changed": "The change was saved.",
    "signer-removed": "The person was taken off the record.",
    "category-added": "The category was added.",
    "category-changed": "The category was changed.",
    "category-removed": "The category was taken away.",
    "logo": "The logo was changed.",
    "logo-removed": "The logo was taken away.",
    "boilerplate": "The boilerplate was changed. The versions before it are kept.",
    "correction-accepted": "The record was changed, and the organisation’s contacts are told.",
    "correction-refused": "The record stays as it is, and whoever proposed the change is told.",
    "admitted": "The organisation is a member.",
    "membership-ended": "The membership has ended. Its signatures and its contacts stay as they are.",
    "membership-undone": "The step was undone. Both stay in the history.",
    "host": "The host organisation was changed.",
    "moved": "The order was changed.",
    "discarded": "The list was discarded. Nothing of it was added.",
}


def organisations_address(place: Scope) -> str:
    """The list of the coalition's organisations."""
    return f"/secretariat/{place.slug}/organisations"


def address_of(place: Scope, organisation_id: UUID) -> str:
    """The page of one organisation."""
    return f"{organisations_address(place)}/{organisation_id}"


def organisations_page(name: str, place: Scope, status: int = 200, *, done: str | None = None, **context: Any) -> Template:
    """A page of the part "organisations". `done` is a key that the address had; any other than ours says nothing."""
    return page(
        f"pages/organisations/{name}.html",
        status,
        coalition=place,
        section="organisations",
        base=organisations_address(place),
        done=_DONE.get(done or ""),
        **context,
    )


def with_query(address: str, **query: object) -> str:
    """An address with what of the query is not empty."""
    given = {name: str(value) for name, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


def sent_on(address: str, **query: object) -> Redirect:
    """The answer to a form that did something: a page to look at, which can be loaded again without doing it twice."""
    return Redirect(with_query(address, **query), status_code=303)
