"""Proposals as the secretariat sees them. The session is held to the coalition by the caller."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotFound
from campaigns.my_organisation.corrections.details import details_of
from campaigns.my_organisation.corrections.lifecycle import CorrectionState
from campaigns.my_organisation.corrections.models import SINGLE, Correction, What
from campaigns.my_organisation.corrections.wording import has_picture, in_words
from campaigns.organisations.models import Contact, Organisation
from campaigns.organisations.record.logo import logo_of

PAGE = 50


class Show(StrEnum):
    WAITING = "waiting"
    DECIDED = "decided"


class CorrectionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal in the list. `organisation` is empty for one that is not on the list any more."""

    id: UUID
    organisation_id: UUID
    organisation: str
    what: What
    before: str
    after: str
    proposer: str
    at: datetime
    state: CorrectionState


class CorrectionDetail(CorrectionRow, frozen=True, kw_only=True):
    """One proposal. `now_stands` is what the record says now, where that is one value; `proposer_present` as a contact.

    `has_picture` says that a picture waits with it, `has_logo_now` that there is a logo on record to compare it with.
    """

    note: str
    now_stands: str | None
    has_picture: bool
    has_logo_now: bool
    proposer_present: bool
    decided_at: datetime | None
    decided_by: str
    reason: str


class CorrectionsPage(msgspec.Struct, frozen=True, kw_only=True):
    """Proposals: those that wait as they came, the decided newest first. Ask on with `later` as `after`."""

    rows: list[CorrectionRow]
    waiting: int
    later: UUID | None


async def corrections_page(
    session: AsyncSession, show: Show = Show.WAITING, after: UUID | None = None, limit: int = PAGE
) -> CorrectionsPage:
    """Proposals that wait, or those that are decided."""
    waits = Correction.state == CorrectionState.WAITING
    query = _with_name().where(waits if show is Show.WAITING else ~waits).limit(limit + 1)
    if show is Show.WAITING:
        query = query.order_by(Correction.id)
        query = query.where(Correction.id > after) if after else query
    else:
        query = query.order_by(Correction.id.desc())
        query = query.where(Correction.id < after) if after else query
    found = (await session.execute(query)).all()
    waiting = await session.scalar(select(func.count()).select_from(Correction).where(waits))
    return CorrectionsPage(
        rows=[_row(one, name) for one, name in found[:limit]],
        waiting=waiting or 0,
        later=found[limit - 1][0].id if len(found) > limit else None,
    )


async def correction_detail(session: AsyncSession, correction_id: UUID) -> CorrectionDetail:
    """One proposal. Raises `NotFound`."""
    found = (await session.execute(_with_name().where(Correction.id == correction_id))).one_or_none()
    if found is None:
        raise NotFound
    one, name = found
    proposer, stands = await session.get(Contact, one.proposed_by), await _now(session, one)
    return CorrectionDetail(
        **msgspec.structs.asdict(_row(one, name)),
        note=one.note,
        now_stands=stands,
        has_picture=has_picture(one),
        has_logo_now=one.what is What.LOGO and bool(stands),
        proposer_present=proposer is not None and proposer.ended_at is None,
        decided_at=one.decided_at,
        decided_by=one.decided_by,
        reason=one.reason,
    )


def _with_name() -> Select[Correction, str]:
    return select(Correction, func.coalesce(Organisation.display_name, "")).outerjoin(
        Organisation, Organisation.id == Correction.organisation_id
    )


def _row(one: Correction, name: str) -> CorrectionRow:
    return CorrectionRow(
        id=one.id,
        organisation_id=one.organisation_id,
        organisation=name,
        what=one.what,
        before=one.before,
        after=one.after,
        proposer=one.proposer,
        at=one.at,
        state=one.state,
    )


async def _now(session: AsyncSession, one: Correction) -> str | None:
    organisation = await session.get(Organisation, one.organisation_id)
    if organisation is None or one.what not in SINGLE:
        return None
    if one.what is What.LOGO:
        logo = await logo_of(session, organisation.id)
        return logo.alt if logo else ""
    return in_words(getattr(await details_of(session, organisation), one.what.value))
