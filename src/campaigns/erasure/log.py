"""The log of what was erased, without a word of whom. The session is held to the coalition by the caller."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.erasure.models import DETAILS_REMOVED, GROUND_WORDS, Erasure, Ground
from campaigns.errors import NotFound
from campaigns.languages.catalogues import gettext
from campaigns.mail.addresses import match_key
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.outbox import deliveries
from campaigns.tokens import Keys

PAGE = 50


class ErasureRow(msgspec.Struct, frozen=True, kw_only=True):
    """One erasure, without a word of whom. `confirmed` says if the person was told: yes, not yet, or not at all."""

    id: UUID
    at: datetime
    by: str
    ground: Ground
    ground_told: str
    received_on: date
    answer_by: date
    in_time: bool
    counts: dict[str, int]
    confirmed: str


async def erasures(session: AsyncSession, *, after: UUID | None = None, limit: int = PAGE) -> list[ErasureRow]:
    """The log, newest first; ask on with the last id as `after`."""
    place = Erasure.id < after if after is not None else true()
    rows = (await session.scalars(select(Erasure).where(place).order_by(Erasure.id.desc()).limit(limit))).all()
    mails = await deliveries(session, DETAILS_REMOVED, [row.id for row in rows])
    return [_row(row, mails[row.id].state if row.id in mails else None) for row in rows]


async def erasure_of(session: AsyncSession, erasure_id: UUID) -> ErasureRow:
    """One erasure. Raises `NotFound`."""
    row = await session.scalar(select(Erasure).where(Erasure.id == erasure_id))
    if row is None:
        raise NotFound
    mails = await deliveries(session, DETAILS_REMOVED, [row.id])
    return _row(row, mails[row.id].state if row.id in mails else None)


async def was_erased(session: AsyncSession, keys: Keys, coalition_id: UUID, email: str) -> bool:
    """Whether the log has an erasure of this address: for after a backup was restored."""
    found = await session.scalar(
        select(Erasure.id).where(Erasure.address_hash == address_hash(keys, coalition_id, match_key(email))).limit(1)
    )
    return found is not None


def address_hash(keys: Keys, coalition_id: UUID, email_key: str) -> str:
    """What the log has in place of an address; empty for none."""
    return keys.hashed("erasure", f"{coalition_id} {email_key}") if email_key else ""


def _row(row: Erasure, state: MessageState | None) -> ErasureRow:
    return ErasureRow(
        id=row.id,
        at=row.at,
        by=row.actor_name,
        ground=row.ground,
        ground_told=gettext(GROUND_WORDS[row.ground]),
        received_on=row.received_on,
        answer_by=row.answer_by,
        in_time=row.at.date() <= row.answer_by,
        counts=row.counts,
        confirmed=_CONFIRMED.get(state, "no") if state else "no",
    )


_CONFIRMED = {MessageState.SENT: "yes", MessageState.QUEUED: "not_yet", MessageState.SENDING: "not_yet"}
