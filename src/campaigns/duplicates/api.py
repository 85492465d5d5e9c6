"""Pairs for programs, at `/api/v1/coalitions/{coalition}/organisations/duplicates`."""

from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from campaigns.coalitions.roles import Permission
from campaigns.duplicates import actions
from campaigns.duplicates.models import Decision
from campaigns.duplicates.queries import PairDetail, PairsPage, open_pairs, pair_detail
from campaigns.organisations.dependencies import By, Place
from campaigns.web.dependencies import Now, Session


class Compared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two organisations to be looked at side by side."""

    one_id: UUID
    other_id: UUID


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the two are. `organisation_id` is the one kept of two that are the same, or the one that is a branch.

    `stays` are the ids of the signatures that stay where both have signed a letter, one for each: see `both_signed` of the
    pair. The other is superseded by it, kept, and its people are told.
    """

    decision: Decision
    organisation_id: UUID | None = None
    stays: list[UUID] = []


@get("/organisations/duplicates")
async def list_pairs(session: Session, place: Place, after: FromQuery[UUID | None] = None) -> PairsPage:
    """Organisations that may be one, twenty pairs at a time, as long as nobody has said what they are."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await open_pairs(session, after)


@post("/organisations/duplicates")
async def compare(data: JSONBody[Compared], session: Session, place: Place, now: Now) -> PairDetail:
    """Look at two organisations side by side, though nothing was found that they have in common."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    pair = await actions.compare(session, place.coalition_id, data.one_id, data.other_id, now)
    return await pair_detail(session, pair.id, now)


@get("/organisations/duplicates/{pair_id:uuid}")
async def read_pair(pair_id: FromPath[UUID], session: Session, place: Place, now: Now) -> PairDetail:
    """One pair, with what tells the two apart and the letters that both have signed; 404 once they are one."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await pair_detail(session, pair_id, now)


@post("/organisations/duplicates/{pair_id:uuid}/decide", status_code=204)
async def decide(pair_id: FromPath[UUID], data: JSONBody[Said], session: Session, place: Place, by: By, now: Now) -> None:
    """Say that two are the same, which merges them, that one is a branch, or that they are different. It is remembered."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await actions.decide(session, pair_id, data.decision, data.organisation_id, by, now, data.stays)


HANDLERS = [list_pairs, compare, read_pair, decide]
