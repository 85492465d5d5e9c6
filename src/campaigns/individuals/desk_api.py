"""Signatures in a personal capacity as JSON for the secretariat: the same queries and actions as its pages."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.individuals import deciding
from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.queries import (
    LONGEST_SEARCH,
    PAGE,
    IndividualDetail,
    IndividualFigures,
    IndividualOnRecord,
    IndividualStepTold,
    detail_of,
    figures,
    history,
    individual,
    rows_of,
)
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import LetterDetail, letter_of_id, letter_of_reference
from campaigns.web.dependencies import Now, Session


class IndividualList(msgspec.Struct, frozen=True, kw_only=True):
    """Some signatures in the order of the list, the figures of all, and whether the letter takes any.

    `after` asks for the next ones, and is null at the end.
    """

    individuals_may_sign: bool
    figures: IndividualFigures
    individuals: list[IndividualOnRecord]
    after: UUID | None


class IndividualWhole(msgspec.Struct, frozen=True, kw_only=True):
    """One signature with its history, the newest step first."""

    signature: IndividualDetail
    history: list[IndividualStepTold]


class Admission(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether individuals may sign; `row_version` is the letter's."""

    individuals_may_sign: bool
    row_version: int


class IndividualAcceptance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it is known who signs; only the secretariat sees it."""

    check: str
    row_version: int


class IndividualRefusal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why, in words that the person reads."""

    reason: str
    row_version: int


@get("/{reference:str}/individuals")
async def list_individuals(
    reference: FromPath[str],
    session: Session,
    place: Scope,
    show: FromQuery[IndividualState | None] = None,
    search: Annotated[str, QueryParameter(max_length=LONGEST_SEARCH)] = "",
    after: FromQuery[UUID | None] = None,
) -> IndividualList:
    """Fifty signatures in a personal capacity, of one state with `show`. Addresses are here and nowhere else."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    rows = await rows_of(session, letter.id, show, search, after)
    return IndividualList(
        individuals_may_sign=letter.individuals_may_sign,
        figures=await figures(session, letter.id),
        individuals=rows,
        after=rows[-1].id if len(rows) == PAGE else None,
    )


@put("/{reference:str}/individuals")
async def admit_individuals(
    reference: FromPath[str], data: JSONBody[Admission], session: Session, place: Scope, by: By, now: Now
) -> LetterDetail:
    """Say whether individuals may sign, before signing opens or while it is open."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await deciding.admit(session, letter.id, data.row_version, by, now, admitted=data.individuals_may_sign)
    return await letter_of_id(session, letter.id)


@get("/{reference:str}/individuals/{individual_id:uuid}")
async def read_individual(
    reference: FromPath[str], individual_id: FromPath[UUID], session: Session, place: Scope
) -> IndividualWhole:
    """Everything that one person said, and what became of it."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    found = await individual(session, letter.id, individual_id)
    return IndividualWhole(signature=found, history=await history(session, found.id))


@post("/{reference:str}/individuals/{individual_id:uuid}/accept", status_code=200)
async def accept_individual(
    reference: FromPath[str],
    individual_id: FromPath[UUID],
    data: JSONBody[IndividualAcceptance],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> IndividualDetail:
    """Accept a signature under review."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await individual(session, letter.id, individual_id)
    return detail_of(await deciding.accept(session, individual_id, data.check, data.row_version, by, now))


@post("/{reference:str}/individuals/{individual_id:uuid}/reject", status_code=200)
async def reject_individual(
    reference: FromPath[str],
    individual_id: FromPath[UUID],
    data: JSONBody[IndividualRefusal],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> IndividualDetail:
    """Reject a signature under review. The person is told the reason."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await individual(session, letter.id, individual_id)
    return detail_of(await deciding.reject(session, individual_id, data.reason, data.row_version, by, now))


@post("/{reference:str}/individuals/{individual_id:uuid}/remove", status_code=200)
async def remove_individual(
    reference: FromPath[str],
    individual_id: FromPath[UUID],
    data: JSONBody[IndividualRefusal],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> IndividualDetail:
    """Remove an accepted signature. The person is told the reason."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await individual(session, letter.id, individual_id)
    return detail_of(await deciding.remove(session, individual_id, data.reason, data.row_version, by, now))


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[
        list_individuals,
        admit_individuals,
        read_individual,
        accept_individual,
        reject_individual,
        remove_individual,
    ],
)
