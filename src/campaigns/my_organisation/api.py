"""An organisation's own page as JSON: ask for the link by address, and read what it opens."""

from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from campaigns.errors import NotFound
from campaigns.my_organisation.actions import ask_for_links, open_page
from campaigns.my_organisation.limits import count_asking
from campaigns.my_organisation.queries import OwnPage, open_door, own_page
from campaigns.my_organisation.texts import ExactText, exact_text
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Limits, Now, Session


class Asking(msgspec.Struct, frozen=True):
    """The address of somebody who may be a contact of an organisation."""

    email: str


class Asked(msgspec.Struct, frozen=True):
    """The answer to every address, known or not."""

    told: str


@post("/", status_code=202)
async def ask_for_own_page(
    data: JSONBody[Asking], request: AnyRequest, session: Session, keys: Keys, limits: Limits, now: Now
) -> Asked:
    """Have a link mailed for each organisation that this address is a contact of. The answer is always the same."""
    await count_asking(limits, request, now)
    await ask_for_links(session, keys, data.email, now)
    return Asked("If we know this address, a link is on its way.")


@post("/{token:str}", status_code=200)
async def open_own_page(token: FromPath[str], session: Session, keys: Keys, now: Now) -> OwnPage:
    """Open the link and read the page; it can be read again until an hour after it was asked for."""
    door = await open_door(session, keys, token, now)
    await open_page(session, door.link_id, now)
    return await own_page(session, keys, await open_door(session, keys, token, now), now)


@get("/{token:str}/texts/{version_id:uuid}")
async def read_text(token: FromPath[str], version_id: FromPath[UUID], session: Session, keys: Keys, now: Now) -> ExactText:
    """The exact text of a letter that waits for the organisation or that it signed, by the id that its page has."""
    door = await open_door(session, keys, token, now)
    if door.over or not door.opened:
        raise NotFound
    return await exact_text(session, door, version_id, now)


ROUTER = Router(
    "/api/v1/my-organisation",
    route_handlers=[ask_for_own_page, open_own_page, read_text],
    tags=["Replies"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
)
