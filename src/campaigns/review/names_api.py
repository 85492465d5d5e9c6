"""The secretariat's JSON API for names that rows are to stand under."""

from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.review.names import ProposedName, accept_name, proposed_names, refuse_name
from campaigns.web.dependencies import Now, Session


class NameRefusal(msgspec.Struct, frozen=True):
    """Why the row stays under the name it has; its signer and the organisation's contacts read it."""

    reason: str


@get("/{reference:str}/proposed-names")
async def list_proposed_names(reference: FromPath[str], session: Session, place: Scope) -> list[ProposedName]:
    """The names that wait for the secretariat, the oldest first, fifty at most."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    return await proposed_names(session, letter.id)


@post("/{reference:str}/proposed-names/{proposal_id:uuid}/accept", status_code=200)
async def accept_proposed_name(
    reference: FromPath[str], proposal_id: FromPath[UUID], session: Session, place: Scope, by: By, now: Now
) -> list[ProposedName]:
    """Put a proposed name into its row; the names that still wait."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await accept_name(session, letter.id, proposal_id, by, now)
    return await proposed_names(session, letter.id)


@post("/{reference:str}/proposed-names/{proposal_id:uuid}/refuse", status_code=200)
async def refuse_proposed_name(
    reference: FromPath[str],
    proposal_id: FromPath[UUID],
    data: JSONBody[NameRefusal],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> list[ProposedName]:
    """Keep a row under the name it has; the names that still wait."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await refuse_name(session, letter.id, proposal_id, data.reason, by, now)
    return await proposed_names(session, letter.id)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[list_proposed_names, accept_proposed_name, refuse_proposed_name],
)
