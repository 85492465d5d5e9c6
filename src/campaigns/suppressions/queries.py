"""The addresses that a coalition does not write to. The session is held to the coalition by the caller."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotFound
from campaigns.mail.models import Stream, Suppression, SuppressionReason
from campaigns.organisations.models import Contact, Organisation

PAGE = 50


class SuppressionRow(msgspec.Struct, frozen=True, kw_only=True):
    """An address that is not written to; instants are in UTC.

    `stream` is the stream that stops, null for all mail. `detail` has the mail server's words. `organisations` are those
    with a contact at the address. `lifted_at` is set once it was lifted, by `lifted_by` for `lift_reason`.
    """

    id: UUID
    email: str
    organisations: list[str]
    stream: Stream | None
    reason: SuppressionReason
    detail: str
    created_at: datetime
    lifted_at: datetime | None
    lifted_by: str
    lift_reason: str


async def suppressions(
    session: AsyncSession, *, lifted: bool = False, after: UUID | None = None, limit: int = PAGE
) -> list[SuppressionRow]:
    """Those that stand, or that were lifted, newest first; ask on with the last id as `after`."""
    standing = Suppression.lifted_at.is_not(None) if lifted else Suppression.lifted_at.is_(None)
    place = Suppression.id < after if after is not None else true()
    return await _rows(session, standing & place, limit)


async def suppression_of(session: AsyncSession, suppression_id: UUID) -> SuppressionRow:
    """One of them. Raises `NotFound`."""
    rows = await _rows(session, Suppression.id == suppression_id, 1)
    if not rows:
        raise NotFound
    return rows[0]


async def _rows(session: AsyncSession, which: ColumnElement[bool], limit: int) -> list[SuppressionRow]:
    names = (
        select(func.array_agg(Organisation.display_name.distinct()))
        .join(Contact, Contact.organisation_id == Organisation.id)
        .where(Contact.email_key == Suppression.email_key, Contact.coalition_id == Suppression.coalition_id)
        .correlate(Suppression)
        .scalar_subquery()
    )
    found = await session.execute(
        select(Suppression, func.coalesce(names, array([], type_=Organisation.display_name.type)).label("organisations"))
        .where(which)
        .order_by(Suppression.id.desc())
        .limit(limit)
    )
    return [
        SuppressionRow(
            id=one.id,
            email=one.email,
            organisations=list(organisations),
            stream=one.stream,
            reason=one.reason,
            detail=one.detail,
            created_at=one.created_at,
            lifted_at=one.lifted_at,
            lifted_by=one.lifted_by,
            lift_reason=one.lift_reason,
        )
        for one, organisations in found
    ]
