"""The exceptions queue of a letter: everything that waits for the secretariat, the most pressing kind first."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy import DateTime, Subquery, func, literal, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.models import IndividualSignature
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.queries import LetterDetail
from campaigns.responses.rows import Response, rows_of
from campaigns.review.kinds import Kind, rank_column, waiting_signatures
from campaigns.review.queries import QueueRow, queue_rows
from campaigns.signatures.late.lifecycle import LateState
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.models import Signature

PAGE = 50
#: Nobody was reached at no moment in particular.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS = tuple(Kind)


class Exceptional(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that waits. `at` is since when, in UTC; null where nobody was reached.

    `subject_id` is the signature, the signature in a personal capacity, the organisation that nobody was reached at, or the
    late request, by the kind. `signature` says more of an organisation's signature. `place` is what to page on from.
    """

    kind: Kind
    subject_id: UUID
    name: str
    at: datetime | None
    signature: QueueRow | None
    place: str


async def queue(
    session: AsyncSession, letter: LetterDetail, kind: Kind | None = None, after: str = "", limit: int = PAGE
) -> list[Exceptional]:
    """What waits, or what of one kind does, behind the place `after`; of each kind first what has waited longest."""
    rows = _waiting(letter)
    query = select(rows).order_by(rows.c.rank, rows.c.at, rows.c.id).limit(limit)
    if kind is not None:
        query = query.where(rows.c.rank == _KINDS.index(kind))
    if (place := _place_in(after)) is not None:
        rank, at, id_ = place
        query = query.where(
            tuple_(rows.c.rank, rows.c.at, rows.c.id)
            > tuple_(literal(rank), literal(at, DateTime(timezone=True)), literal(id_))
        )
    found = (await session.execute(query)).all()
    signatures = await queue_rows(session, letter.id, [row.id for row in found])
    return [
        Exceptional(
            kind=_KINDS[row.rank],
            subject_id=row.subject_id,
            name=row.name,
            at=None if row.at == _NEVER else row.at,
            signature=signatures.get(row.id),
            place=f"{row.rank}~{row.at.isoformat()}~{row.id}",
        )
        for row in found
    ]


async def count_by_kind(session: AsyncSession, letter: LetterDetail) -> dict[Kind, int]:
    """How many of each kind wait; every kind is there, with 0 where it has none. One statement."""
    rows = _waiting(letter)
    counted = await session.execute(select(rows.c.rank, func.count()).group_by(rows.c.rank))
    found = {_KINDS[rank]: number for rank, number in counted}
    return {kind: found.get(kind, 0) for kind in Kind}


def _waiting(letter: LetterDetail) -> Subquery:
    """Everything that waits. Who was not reached matters only while they could still sign."""
    signatures = waiting_signatures(letter.id)
    parts = [
        select(signatures.c.id, signatures.c.id.label("subject_id"), signatures.c.rank, signatures.c.at, signatures.c.name),
        select(
            LateRequest.id,
            LateRequest.id.label("subject_id"),
            rank_column(Kind.LATE),
            func.coalesce(LateRequest.asked_at, LateRequest.received_at).label("at"),
            Signature.display_name.label("name"),
        )
        .join(Signature, Signature.id == LateRequest.signature_id)
        .where(LateRequest.letter_id == letter.id, LateRequest.state == LateState.ASKED),
    ]
    if not letter.individuals_may_sign:
        parts.append(
            select(
                IndividualSignature.id,
                IndividualSignature.id.label("subject_id"),
                rank_column(Kind.PERSONAL),
                IndividualSignature.submitted_at.label("at"),
                IndividualSignature.name.label("name"),
            ).where(IndividualSignature.letter_id == letter.id, IndividualSignature.state == IndividualState.AWAITING_REVIEW)
        )
    if letter.signing is SigningState.OPEN:
        board = rows_of(letter.id)
        parts.append(
            select(
                board.c.id,
                board.c.organisation_id.label("subject_id"),
                rank_column(Kind.BOUNCED),
                literal(_NEVER, DateTime(timezone=True)).label("at"),
                board.c.name,
            ).where(board.c.response == Response.NOT_REACHED, board.c.organisation_id.is_not(None))
        )
    return union_all(*parts).subquery("exceptions")


def _place_in(text: str) -> tuple[int, datetime, UUID] | None:
    """The place that an address names; None for anything else."""
    try:
        rank, at, id_ = text.split("~")
        instant = datetime.fromisoformat(at)
        return (int(rank), instant.astimezone(UTC), UUID(id_)) if instant.tzinfo and 0 <= int(rank) < len(_KINDS) else None
    except (ValueError, OverflowError):
        return None
