"""What came by a body's own link, as that body may see it: organisations, who signed, and no address but its domain."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.cascades.queries import WAITS, is_with_secretariat
from campaigns.mail.addresses import domain_of, is_free_mail
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import BodyAnswer, Signature

PAGE = 100
#: How many a body vouches for by one press: few enough to look through before pressing.
MOST_AT_ONCE = 500


class Show(StrEnum):
    """Which of them a list is of. What was never confirmed, or came to nothing, is counted and not shown."""

    WAITING = "waiting"
    SIGNED = "signed"
    WITH_SECRETARIAT = "with_secretariat"
    NOT_OURS = "not_ours"


_WHICH: dict[Show, ColumnElement[bool]] = {
    Show.WAITING: WAITS,
    Show.SIGNED: Signature.state == SignatureState.ACCEPTED,
    Show.WITH_SECRETARIAT: is_with_secretariat(BodyAnswer.VOUCHED),
    Show.NOT_OURS: is_with_secretariat(BodyAnswer.NOT_OURS),
}
#: What a body may still vouch for: also what it said was none of its own, by mistake.
MAY_BE_VOUCHED: ColumnElement[bool] = (Signature.state == SignatureState.AWAITING_REVIEW) & (
    Signature.body_answer.is_distinct_from(BodyAnswer.VOUCHED)
)


class CameRow(msgspec.Struct, frozen=True, kw_only=True):
    """One signature as its body sees it. `domain` is that of the signer's address, `free_mail` one that anybody may have.

    `organisations` counts those named in the row. `submitted_at` is in UTC.
    """

    id: UUID
    name: str
    organisations: int
    signer_name: str
    signer_title: str
    domain: str
    free_mail: bool
    submitted_at: datetime


async def came(
    session: AsyncSession, link_id: UUID, show: Show, after: UUID | None = None, limit: int = PAGE
) -> list[CameRow]:
    """Signatures that came by a link, the one that has waited longest first, behind the one named by `after`."""
    query = (
        select(Signature)
        .where(Signature.cascade_link_id == link_id, _WHICH[show])
        .order_by(Signature.submitted_at, Signature.id)
        .limit(limit)
    )
    if after is not None:
        other = aliased(Signature)
        place = select(other.submitted_at, other.id).where(other.id == after, other.cascade_link_id == link_id)
        query = query.where(tuple_(Signature.submitted_at, Signature.id) > place.scalar_subquery())
    return [row_of(one) for one in await session.scalars(query)]


async def to_vouch(session: AsyncSession, link_id: UUID, signature_ids: Sequence[UUID]) -> list[Signature]:
    """Those of these signatures that the body may vouch for, the one that has waited longest first."""
    found = await session.scalars(
        select(Signature)
        .where(Signature.cascade_link_id == link_id, Signature.id.in_(signature_ids), MAY_BE_VOUCHED)
        .order_by(Signature.submitted_at, Signature.id)
        .limit(MOST_AT_ONCE)
    )
    return list(found)


async def longest_waiting(session: AsyncSession, link_id: UUID) -> list[UUID]:
    """The ids of those that have waited longest for the body's word, as many as it vouches for by one press."""
    found = await session.scalars(
        select(Signature.id)
        .where(Signature.cascade_link_id == link_id, WAITS)
        .order_by(Signature.submitted_at, Signature.id)
        .limit(MOST_AT_ONCE)
    )
    return list(found)


def row_of(signature: Signature) -> CameRow:
    """A signature as its body sees it."""
    return CameRow(
        id=signature.id,
        name=signature.display_name,
        organisations=1 + len(signature.joint_names),
        signer_name=signature.signer_name,
        signer_title=signature.signer_title,
        domain=domain_of(signature.signer_email),
        free_mail=is_free_mail(signature.signer_email),
        submitted_at=signature.submitted_at or signature.started_at,
    )
