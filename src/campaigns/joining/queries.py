"""Enquiries as the secretariat and whoever asked see them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.queries import CoalitionLook, coalition_of
from campaigns.database import hold_to, unscoped
from campaigns.errors import NotFound
from campaigns.joining.lifecycle import CONFIRM_WITHIN, WAITING, EnquiryState
from campaigns.joining.models import Enquiry, EnquiryEvent
from campaigns.languages.locales import prefer
from campaigns.organisations.alike import Alike, alike
from campaigns.organisations.models import Organisation, OrganisationChange
from campaigns.tokens import Keys, Purpose, row_of

PAGE = 50


class Show(StrEnum):
    WAITING = "waiting"
    DECIDED = "decided"


class EnquiryRow(msgspec.Struct, frozen=True, kw_only=True):
    """An enquiry in the list."""

    id: UUID
    name: str
    state: EnquiryState
    asked_at: datetime
    confirmed_at: datetime | None


class EnquiriesPage(msgspec.Struct, frozen=True, kw_only=True):
    """Enquiries whose address was confirmed: those that wait in the order in which they came, the decided newest first.

    `total` counts all of that kind and `waiting` those that wait; ask on with `later` as `after`.
    """

    rows: list[EnquiryRow]
    total: int
    waiting: int
    later: UUID | None


class EventDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A step that was taken with an enquiry."""

    at: datetime
    by: str
    step: str
    to_state: EnquiryState
    reason: str


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation that came of an enquiry, as it is now."""

    id: UUID
    display_name: str


class EnquiryDetail(EnquiryRow, frozen=True, kw_only=True):
    """An enquiry as it was written, what was done with it, and which organisations it may be about."""

    about: str
    website: str
    contact_name: str
    contact_role: str
    email: str
    why: str
    words: str
    organisation: Linked | None
    row_version: int
    alike: list[Alike]
    events: list[EventDetail]


class JoiningDoor(msgspec.Struct, frozen=True, kw_only=True):
    """What a mailed link leads to. The session is held to the coalition."""

    enquiry_id: UUID
    coalition: CoalitionLook
    name: str
    confirmed: bool
    waiting: bool
    over: bool


async def enquiries_page(
    session: AsyncSession, show: Show = Show.WAITING, after: UUID | None = None, limit: int = PAGE
) -> EnquiriesPage:
    """Enquiries that wait, or those that are decided."""
    confirmed = Enquiry.confirmed_at.is_not(None)
    wanted = confirmed & (Enquiry.state.in_(WAITING) if show is Show.WAITING else Enquiry.state.not_in(WAITING))
    query = select(Enquiry).where(wanted).limit(limit + 1)
    if show is Show.WAITING:
        query = query.order_by(Enquiry.id)
        query = query.where(Enquiry.id > after) if after else query
    else:
        query = query.order_by(Enquiry.id.desc())
        query = query.where(Enquiry.id < after) if after else query
    found = (await session.scalars(query)).all()
    counted = await session.execute(
        select(func.count().filter(Enquiry.state.in_(WAITING)), func.count()).select_from(Enquiry).where(confirmed)
    )
    waiting, total = counted.one()
    return EnquiriesPage(
        rows=[msgspec.convert(one, EnquiryRow, from_attributes=True) for one in found[:limit]],
        total=waiting if show is Show.WAITING else total - waiting,
        waiting=waiting,
        later=found[limit - 1].id if len(found) > limit else None,
    )


async def enquiry_detail(session: AsyncSession, enquiry_id: UUID) -> EnquiryDetail:
    """One enquiry. Raises `NotFound`, also for one whose address is not confirmed."""
    enquiry = await session.scalar(select(Enquiry).where(Enquiry.id == enquiry_id, Enquiry.confirmed_at.is_not(None)))
    if enquiry is None:
        raise NotFound
    events = await session.scalars(
        select(EnquiryEvent).where(EnquiryEvent.enquiry_id == enquiry_id).order_by(EnquiryEvent.id.desc()).limit(PAGE)
    )
    return EnquiryDetail(
        **{name: getattr(enquiry, name) for name in _AS_THEY_ARE},
        organisation=await _linked(session, enquiry.organisation_id),
        alike=await alike(session, enquiry.name, email=enquiry.email, website=enquiry.website)
        if enquiry.state in WAITING
        else [],
        events=[
            EventDetail(at=one.at, by=one.actor_name, step=one.step, to_state=EnquiryState(one.to_state), reason=one.reason)
            for one in events
        ],
    )


_AS_THEY_ARE = (
    *("id", "name", "state", "asked_at", "confirmed_at", "about", "website"),
    *("contact_name", "contact_role", "email", "why", "words", "row_version"),
)


async def _linked(session: AsyncSession, organisation_id: UUID | None) -> Linked | None:
    """The organisation, or the one that it was merged into."""
    if organisation_id is None:
        return None
    merged = select(OrganisationChange.organisation_id).where(OrganisationChange.other_id == organisation_id)
    found = await session.execute(
        select(Organisation.id, Organisation.display_name)
        .where((Organisation.id == organisation_id) | Organisation.id.in_(merged))
        .order_by((Organisation.id == organisation_id).desc())
        .limit(1)
    )
    row = found.first()
    return Linked(id=row.id, display_name=row.display_name) if row else None


async def open_door(session: AsyncSession, keys: Keys, token: str, now: datetime) -> JoiningDoor:
    """What a token leads to. Reading changes nothing. Raises `NotFound`."""
    enquiry = await session.scalar(
        select(Enquiry)
        .where(Enquiry.id == row_of(token))
        .execution_options(**unscoped("the token decides which coalition the session is held to"))
    )
    if enquiry is None or not keys.holds(token, Purpose.JOINING, enquiry.id):
        raise NotFound
    hold_to(session, enquiry.coalition_id)
    prefer(enquiry.locale)
    return JoiningDoor(
        enquiry_id=enquiry.id,
        coalition=await coalition_of(session, enquiry.coalition_id),
        name=enquiry.name,
        confirmed=enquiry.confirmed_at is not None,
        waiting=enquiry.state in WAITING,
        over=enquiry.confirmed_at is None and enquiry.asked_at + CONFIRM_WITHIN <= now,
    )
