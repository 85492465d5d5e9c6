"""What was changed in a row, as it is told: before and after, in the order of the page."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.languages.catalogues import gettext
from campaigns.names.order import sort_name_of
from campaigns.signatures.models import NameProposal, SignatureChange, SignatureEvent

MOST = 50


class Difference(msgspec.Struct, frozen=True):
    """One thing that reads otherwise than before."""

    what: str
    before: str
    after: str


class ToldChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change with whoever made it; `at` is in UTC. `undone` is true of one that was undone later."""

    id: UUID
    step: str
    at: datetime
    by: str
    reason: str
    differences: list[Difference]
    undone: bool


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
    shown = {True: gettext("The organisation, with the signer’s name and title"), False: gettext("The organisation only")}
    filed = [(change.sort_before, change.name_before), (change.sort_after, change.name_after)]
    by_hand = any(sort_name and sort_name != sort_name_of(name) for sort_name, name in filed)
    pairs = [
        Difference(gettext("Name in the list"), change.name_before, change.name_after),
        *([Difference(gettext("Filed as"), change.sort_before, change.sort_after)] if by_hand else []),
        Difference(gettext("Job title or role"), change.title_before, change.title_after),
        Difference(gettext("Shown in the list"), shown[change.shown_before], shown[change.shown_after]),
    ]
    return [one for one in pairs if one.before != one.after]


async def changes_of(session: AsyncSession, signature_id: UUID) -> list[ToldChange]:
    """The newest changes of a row, newest first."""
    undoing = aliased(SignatureChange)
    found = await session.execute(
        select(SignatureChange, SignatureEvent, exists().where(undoing.undoes_id == SignatureChange.id))
        .join(SignatureEvent, SignatureEvent.id == SignatureChange.event_id)
        .where(SignatureChange.signature_id == signature_id)
        .order_by(SignatureChange.id.desc())
        .limit(MOST)
    )
    return [
        ToldChange(
            id=change.id,
            step=event.step,
            at=event.at,
            by=event.actor_name,
            reason=event.reason,
            differences=differences(change),
            undone=undone,
        )
        for change, event, undone in found
    ]


async def newest_proposal(session: AsyncSession, signature_id: UUID) -> ToldProposal | None:
    """The newest name that was proposed, if it waits or was refused; None once it stands in the list or was taken back."""
    found = await session.scalar(
        select(NameProposal).where(NameProposal.signature_id == signature_id).order_by(NameProposal.id.desc()).limit(1)
    )
    if found is None or found.accepted or (found.answered_at is not None and found.accepted is None):
        return None
    return ToldProposal(
        id=found.id,
        name=found.own_name,
        asked_by=found.asked_by,
        asked_at=found.asked_at,
        waits=found.answered_at is None,
        reason=found.reason,
    )
