"""Erasing a person's details, for programs of the secretariat. Nobody's address stands in an address here: it is sent."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from campaigns.coalitions.dependencies import DEPENDENCIES as IN_THE_COALITION
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.erasure import actions, queries
from campaigns.erasure.actions import Wish
from campaigns.erasure.log import PAGE, ErasureRow, erasure_of, erasures, was_erased
from campaigns.erasure.models import Ground
from campaigns.erasure.queries import FoundPerson, Held, Subject
from campaigns.instants import wall_clock
from campaigns.people.dependencies import DEPENDENCIES as SIGNED_IN
from campaigns.web.dependencies import Keys, Now, Session

_Line = Annotated[str, msgspec.Meta(max_length=254)]


class ErasureList(msgspec.Struct, frozen=True, kw_only=True):
    """Fifty erasures, newest first; `after` asks for the next ones, and is null at the end."""

    erasures: list[ErasureRow]
    after: UUID | None


class Search(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole email address, or a name or a part of one."""

    who: _Line


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Who was found, by name; fifty at most."""

    people: list[FoundPerson]


class Who(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person: by their address, or by their name where no address of theirs is held."""

    email: _Line = ""
    name: _Line = ""


class ErasureAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose details, why, and when that was asked for. `words` are keys of mentions out of which the name is taken too."""

    ground: Ground
    received_on: date
    email: _Line = ""
    name: _Line = ""
    words: list[str] = []


class WasErased(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the log has an erasure of an address."""

    erased: bool


@get("/erasures")
async def list_erasures(session: Session, place: Scope, after: FromQuery[UUID | None] = None) -> ErasureList:
    """What was erased, when and by whom; of whom it does not say."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    rows = await erasures(session, after=after)
    return ErasureList(erasures=rows, after=rows[-1].id if len(rows) == PAGE else None)


@get("/erasures/{erasure_id:uuid}")
async def read_erasure(erasure_id: FromPath[UUID], session: Session, place: Scope) -> ErasureRow:
    """One erasure."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await erasure_of(session, erasure_id)


@post("/erasures/find", status_code=200)
async def find_people(data: JSONBody[Search], session: Session, place: Scope) -> Found:
    """People by an address or a name. Nothing is changed by it."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return Found(people=await queries.find(session, data.who))


@post("/erasures/held", status_code=200)
async def read_held(data: JSONBody[Who], session: Session, place: Scope) -> Held:
    """Everything that is held about one person, and what would become of it. 404 where nothing is held."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await queries.held(session, place.coalition_id, Subject(email=data.email, name=data.name))


@post("/erasures/erased", status_code=200)
async def ask_whether_erased(data: JSONBody[Who], session: Session, place: Scope, keys: Keys) -> WasErased:
    """Whether the details behind an address were erased once: for after a backup was restored."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    found = bool(data.email) and await was_erased(session, keys, place.coalition_id, data.email)
    return WasErased(erased=found)


@post("/erasures")
async def erase(data: JSONBody[ErasureAsked], session: Session, place: Scope, by: By, keys: Keys, now: Now) -> ErasureRow:
    """Erase a person's details, for good. Organisations' signatures stay, and their count."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    wish = Wish(ground=data.ground, received_on=data.received_on, words=data.words)
    subject, today = Subject(email=data.email, name=data.name), wall_clock(now, place.zone).date()
    done = await actions.erase(session, keys, place.coalition_id, subject, wish, by, now, today)
    return await erasure_of(session, done.id)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}",
    dependencies={**SIGNED_IN, **IN_THE_COALITION},
    tags=["Organisations"],
    security=[{"session": []}],
    route_handlers=[list_erasures, read_erasure, find_people, read_held, ask_whether_erased, erase],
)
