"""A coalition's details, logo and people for programs, at `/api/v1/coalitions/{coalition}`."""

from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody

from campaigns.coalitions import actions
from campaigns.coalitions.actions import state_of
from campaigns.coalitions.dependencies import Scope as Place
from campaigns.coalitions.fields import CoalitionFields
from campaigns.coalitions.queries import CoalitionLook, Holder, coalition_of, holders
from campaigns.coalitions.roles import Permission, Role
from campaigns.web.bodies import FORM_LIMIT
from campaigns.web.dependencies import Now, Session
from campaigns.web.logos import LARGEST_BYTES


class CoalitionDetail(CoalitionLook, frozen=True, kw_only=True):
    """A coalition. `state` is to be sent back with a change, so that two people changing it at once find out."""

    state: str


class CoalitionChange(CoalitionFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The details as they shall be; 409 if somebody changed them since the answer that had this `state`."""

    state: str


class Logo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A picture (PNG, JPEG or WebP, up to 2 MB, in base64) and what it shows. Without it, only the words change."""

    picture: bytes | None = None
    alt: str


class Joining(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether organisations can ask to join by the public form, and the words at its head."""

    takes_enquiries: bool
    joining_words: str = ""


class NewHolder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person who shall have a role. Somebody we know keeps the name we know."""

    name: str
    email: str
    role: Role


@get("/")
async def read_coalition(session: Session, place: Place) -> CoalitionDetail:
    """The coalition's details."""
    place.require(Permission.MANAGE_COALITION)
    return await _detail(session, place.coalition_id)


@put("/")
async def change_coalition(data: JSONBody[CoalitionChange], session: Session, place: Place) -> CoalitionDetail:
    """Change the details. Editions stay as they were built."""
    place.require(Permission.MANAGE_COALITION)
    await actions.change_coalition(session, place.coalition_id, data, data.state)
    return await _detail(session, place.coalition_id)


@put("/logo", request_max_body_size=2 * LARGEST_BYTES + FORM_LIMIT)
async def set_logo(data: JSONBody[Logo], session: Session, place: Place) -> CoalitionDetail:
    """Give the coalition a logo, drawn anew as a PNG."""
    place.require(Permission.MANAGE_COALITION)
    await actions.set_logo(session, place.coalition_id, data.picture, data.alt)
    return await _detail(session, place.coalition_id)


@delete("/logo", status_code=204)
async def remove_logo(session: Session, place: Place) -> None:
    """Take the logo away."""
    place.require(Permission.MANAGE_COALITION)
    await actions.remove_logo(session, place.coalition_id)


@put("/joining")
async def set_joining(data: JSONBody[Joining], session: Session, place: Place) -> CoalitionDetail:
    """Switch the form by which organisations ask to join on or off."""
    place.require(Permission.MANAGE_COALITION)
    await actions.set_joining(session, place.coalition_id, on=data.takes_enquiries, words=data.joining_words)
    return await _detail(session, place.coalition_id)


@get("/roles")
async def list_roles(session: Session, place: Place) -> list[Holder]:
    """Who has which role."""
    place.require(Permission.MANAGE_COALITION)
    return await holders(session)


@post("/roles")
async def give_role(data: JSONBody[NewHolder], session: Session, place: Place, now: Now) -> list[Holder]:
    """Give a person a role."""
    place.require(Permission.MANAGE_COALITION)
    await actions.give_role(session, place.coalition_id, data.email, data.name, data.role, now)
    return await holders(session)


@delete("/roles/{role_id:uuid}", status_code=204)
async def end_role(role_id: FromPath[UUID], session: Session, place: Place) -> None:
    """Take a role from a person; 409 for the last member of the secretariat."""
    place.require(Permission.MANAGE_COALITION)
    await actions.end_role(session, place.coalition_id, role_id)


async def _detail(session: Session, coalition_id: UUID) -> CoalitionDetail:
    look = await coalition_of(session, coalition_id)
    return CoalitionDetail(**msgspec.structs.asdict(look), state=state_of(look))


HANDLERS = [read_coalition, change_coalition, set_joining, set_logo, remove_logo, list_roles, give_role, end_role]
