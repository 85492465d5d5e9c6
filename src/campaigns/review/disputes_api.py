"""The secretariat's JSON API for signatures that were accepted and may be wrong."""

from uuid import UUID

import msgspec
from litestar import Router, post
from litestar.params import FromPath, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.review import disputes
from campaigns.review.disputes import Removal, RemovalReason
from campaigns.review.queries import item
from campaigns.signatures import leaving
from campaigns.signatures.queries import SignatureDetail, detail_of
from campaigns.web.dependencies import Now, Session


class Suspension(msgspec.Struct, frozen=True):
    """Why the signature may be wrong; only the secretariat sees it."""

    why: str = ""


class Reinstatement(msgspec.Struct, frozen=True):
    """How the signature was found to be right; `row_version` is that of the signature as it was looked at."""

    check: str
    row_version: int


class RemovalAsked(msgspec.Struct, frozen=True):
    """Why the signature is removed; its signer and the organisation's contacts read both."""

    reason: RemovalReason
    row_version: int
    details: str = ""


@post("/{reference:str}/signatures/{signature_id:uuid}/suspend", status_code=200)
async def suspend_signature(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    data: JSONBody[Suspension],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> SignatureDetail:
    """Take a signature off the list until it is settled whether it is right."""
    await _required(session, place, reference, signature_id)
    return detail_of(await leaving.suspend(session, signature_id, data.why, by, now))


@post("/{reference:str}/signatures/{signature_id:uuid}/reinstate", status_code=200)
async def reinstate_signature(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    data: JSONBody[Reinstatement],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> SignatureDetail:
    """List a suspended signature again."""
    await _required(session, place, reference, signature_id)
    return detail_of(await disputes.reinstate(session, signature_id, data.check, data.row_version, by, now))


@post("/{reference:str}/signatures/{signature_id:uuid}/remove", status_code=200)
async def remove_signature(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    data: JSONBody[RemovalAsked],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> SignatureDetail:
    """Remove a signature that was accepted."""
    await _required(session, place, reference, signature_id)
    removal = Removal(reason=data.reason, details=data.details)
    return detail_of(await disputes.remove(session, signature_id, removal, data.row_version, by, now))


async def _required(session: Session, place: Scope, reference: str, signature_id: UUID) -> None:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await item(session, letter.id, signature_id)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[suspend_signature, reinstate_signature, remove_signature],
)
