"""Signatures in a personal capacity as their signers and the secretariat see them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.errors import NotFound
from campaigns.individuals.lifecycle import LIVE, IndividualState
from campaigns.individuals.models import IndividualSignature, IndividualSignatureEvent
from campaigns.languages.catalogues import gettext
from campaigns.languages.moments import in_words

PAGE = 50
LONGEST_SEARCH = 100
#: Before it was sent it is nobody's business, and of one that expired nothing is kept.
_SENT = IndividualSignature.number.is_not(None) & (IndividualSignature.state != IndividualState.EXPIRED)


class IndividualDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One signature with everything that was said; for its signer and the secretariat only. Instants are in UTC."""

    id: UUID
    letter_id: UUID
    version_id: UUID
    state: IndividualState
    number: int | None
    name: str
    sort_by: str
    title: str
    affiliation: str
    email: str
    consented_at: datetime | None
    consent: str
    attested: str
    started_at: datetime
    submitted_at: datetime | None
    accepted_at: datetime | None
    review_note: str
    rotation: int
    row_version: int

    def reference(self, letter_reference: str) -> str:
        """Such as FFA-2026-07-P0003, where P says that it is in a personal capacity; empty until it was sent."""
        return reference_of(letter_reference, self.number)


class IndividualOnRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A signature in the secretariat's list. Instants are in UTC."""

    id: UUID
    state: IndividualState
    name: str
    title: str
    affiliation: str
    email: str
    submitted_at: datetime
    review_note: str


class IndividualStepTold(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a signature's history."""

    at: datetime
    step: str
    to_state: IndividualState
    by: str
    reason: str


class IndividualFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How many signatures in a personal capacity a letter has in each state, but for those never sent and expired ones."""

    accepted: int = 0
    awaiting_review: int = 0
    awaiting_email: int = 0
    rejected: int = 0
    withdrawn: int = 0
    removed: int = 0


def reference_of(letter_reference: str, number: int | None) -> str:
    """The reference of a signature in a personal capacity; empty until it was sent."""
    return f"{letter_reference}-P{number:04}" if number is not None else ""


async def figures(session: AsyncSession, letter_id: UUID) -> IndividualFigures:
    """How many there are in each state."""
    counted = await session.execute(
        select(IndividualSignature.state, func.count())
        .where(IndividualSignature.letter_id == letter_id, _SENT)
        .group_by(IndividualSignature.state)
    )
    return IndividualFigures(**{state.value: number for state, number in counted})


async def rows_of(
    session: AsyncSession,
    letter_id: UUID,
    state: IndividualState | None = None,
    search: str = "",
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[IndividualOnRecord]:
    """Signatures of a letter in the order of its list, behind the one named by `after`."""
    query = _rows(letter_id).limit(limit)
    if state is not None:
        query = query.where(IndividualSignature.state == state)
    if words := search[:LONGEST_SEARCH].split():
        query = query.where(*(_says(word) for word in words))
    if after is not None:
        other = aliased(IndividualSignature)
        place = select(other.sort_key, other.id).where(other.id == after).scalar_subquery()
        query = query.where(tuple_(IndividualSignature.sort_key, IndividualSignature.id) > place)
    return [_row(signature) for signature in await session.scalars(query)]


async def waiting_rows(session: AsyncSession, letter_id: UUID, limit: int = PAGE) -> list[IndividualOnRecord]:
    """Those that wait for the secretariat's review, the one that has waited longest first."""
    found = await session.scalars(
        select(IndividualSignature)
        .where(IndividualSignature.letter_id == letter_id, IndividualSignature.state == IndividualState.AWAITING_REVIEW)
        .order_by(IndividualSignature.submitted_at, IndividualSignature.id)
        .limit(limit)
    )
    return [_row(signature) for signature in found]


async def all_rows(session: AsyncSession, letter_id: UUID) -> Sequence[IndividualOnRecord]:
    """Every signature that was sent, in the order of the list, for a file of the secretariat's own."""
    return [_row(signature) for signature in await session.scalars(_rows(letter_id))]


async def individual(session: AsyncSession, letter_id: UUID, signature_id: UUID) -> IndividualDetail:
    """One signature of a letter that was sent, and did not expire. Raises `NotFound`."""
    found = await session.scalar(
        select(IndividualSignature).where(
            IndividualSignature.id == signature_id, IndividualSignature.letter_id == letter_id, _SENT
        )
    )
    if found is None:
        raise NotFound
    return detail_of(found)


async def history(session: AsyncSession, signature_id: UUID, limit: int = 50) -> list[IndividualStepTold]:
    """What happened to a signature, the newest first."""
    found = await session.scalars(
        select(IndividualSignatureEvent)
        .where(IndividualSignatureEvent.individual_signature_id == signature_id)
        .order_by(IndividualSignatureEvent.id.desc())
        .limit(limit)
    )
    return [
        IndividualStepTold(
            at=event.at,
            step=event.step,
            to_state=IndividualState(event.to_state),
            by=event.actor_name,
            reason=event.reason,
        )
        for event in found
    ]


async def live_at(session: AsyncSession, letter_id: UUID, email_key: str, zone: str) -> str:
    """What somebody is told whose address has a live signature already, or an empty string."""
    found = await session.scalar(
        select(IndividualSignature).where(
            IndividualSignature.letter_id == letter_id,
            IndividualSignature.email_key == email_key,
            IndividualSignature.state.in_(LIVE),
        )
    )
    if found is None or found.submitted_at is None:
        return ""
    when = in_words(found.submitted_at, zone)
    return gettext(
        "This address has signed the letter already: {name} signed at {when}. One address signs once; the link that was"
        " mailed to it still opens that signature.",
        name=found.name,
        when=when,
    )


def detail_of(signature: IndividualSignature) -> IndividualDetail:
    """A signature's row as a struct."""
    return IndividualDetail(**{field: getattr(signature, field) for field in IndividualDetail.__struct_fields__})


def _rows(letter_id: UUID) -> Select[IndividualSignature]:
    return (
        select(IndividualSignature)
        .where(IndividualSignature.letter_id == letter_id, _SENT)
        .order_by(IndividualSignature.sort_key, IndividualSignature.id)
    )


def _says(word: str) -> ColumnElement[bool]:
    said = IndividualSignature.name + " " + IndividualSignature.affiliation + " " + IndividualSignature.email
    return said.icontains(word, autoescape=True)


def _row(signature: IndividualSignature) -> IndividualOnRecord:
    return IndividualOnRecord(**{field: getattr(signature, field) for field in IndividualOnRecord.__struct_fields__})


async def count_new(session: AsyncSession, letter_id: UUID, since: datetime) -> int:
    """How many signatures of a letter were sent since then and still wait: for their address, or for a review."""
    counted = await session.scalar(
        select(func.count())
        .select_from(IndividualSignature)
        .where(
            IndividualSignature.letter_id == letter_id,
            IndividualSignature.state.in_([IndividualState.AWAITING_EMAIL, IndividualState.AWAITING_REVIEW]),
            IndividualSignature.submitted_at > since,
        )
    )
    return counted or 0
