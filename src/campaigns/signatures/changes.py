"""What was changed in a row, as it is told: before and after, in the order of the page."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.signatures.models import NameProposal, SignatureChange, SignatureEvent

MOST = 50


class Difference(msgspec.Struct, frozen=True):
    """One thing that reads otherwise than before."""

    what: str
    before: str
    after: str


class ToldChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change with whoever made it; `at` is in UTC."""

    at: datetime
    by: str
    reason: str
    differences: list[Difference]


class ToldProposal(msgspec.Struct, frozen=True, kw_only=True):
    """A name that waits for the secretariat, or was refused with a reason. Instants are in UTC."""

    id: UUID
    name: str
    asked_by: str
    asked_at: datetime
    waits: bool
    reason: str


def differences(change: SignatureChange) -> list[Difference]:
    """What a change made otherwise."""
    shown = {True: "The organisation, with the signer’s name and title", False: "The organisation only"}
    pairs = [
        Difference("Name in the list", change.name_before, change.name_after),
        Difference("Job title or role", change.title_before, change.title_after),
        Difference("Shown in the list", shown[change.shown_before], shown[change.shown_after]),
    ]
    return [one for one in pairs if one.before != one.after]


async def changes_of(session: AsyncSession, signature_id: UUID) -> list[ToldChange]:
    """The newest changes of a row, newest first."""
    found = await session.execute(
        select(SignatureChange, SignatureEvent)
        .join(SignatureEvent, SignatureEvent.id == SignatureChange.event_id)
        .where(SignatureChange.signature_id == signature_id)
        .order_by(SignatureChange.id.desc())
        .limit(MOST)
    )
    return [
        ToldChange(at=event.at, by=event.actor_name, reason=event.reason, differences=differences(change))
        for change, event in found
    ]


async def newest_proposal(session: AsyncSession, signature_id: UUID) -> ToldProposal | None:
    """The newest name that was proposed, if it waits or was refused; None once it stands in the list."""
    found = await session.scalar(
        select(NameProposal).where(NameProposal.signature_id == signature_id).order_by(NameProposal.id.desc()).limit(1)
    )
    if found is None or found.accepted:
        return None
    return ToldProposal(
        id=found.id,
        name=found.own_name,
        asked_by=found.asked_by,
        asked_at=found.asked_at,
        waits=found.answered_at is None,
        reason=found.reason,
    )
