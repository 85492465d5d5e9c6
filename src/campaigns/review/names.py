"""Names that rows are to stand under, other than the organisation's own: the secretariat takes each over or refuses it."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, Invalid, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.organisations.models import Organisation
from campaigns.signatures.changing import renamed_row, write_change
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import NameProposal, Signatory, Signature
from campaigns.signatures.notices import tell_name_refused
from campaigns.signatures.steps import hold, take
from campaigns.text.characters import clean

PAGE = 50


class ProposedName(msgspec.Struct, frozen=True, kw_only=True):
    """A name that waits. `known_as` is the name by which the secretariat knows the organisation. `asked_at` is in UTC."""

    id: UUID
    signature_id: UUID
    reads: str
    known_as: str
    proposed: str
    asked_by: str
    asked_at: datetime


async def proposed_names(session: AsyncSession, letter_id: UUID, limit: int = PAGE) -> list[ProposedName]:
    """The names that wait on a letter, the oldest first. One of a row that has left the list waits no more."""
    found = await session.execute(
        select(NameProposal, Signature.display_name, Organisation.display_name)
        .join(Signature, Signature.id == NameProposal.signature_id)
        .join(Signatory, (Signatory.signature_id == Signature.id) & (Signatory.position == 0))
        .join(Organisation, Organisation.id == Signatory.organisation_id)
        .where(
            Signature.letter_id == letter_id,
            Signature.state == SignatureState.ACCEPTED,
            NameProposal.answered_at.is_(None),
        )
        .order_by(NameProposal.id)
        .limit(limit)
    )
    return [
        ProposedName(
            id=proposal.id,
            signature_id=proposal.signature_id,
            reads=reads,
            known_as=known_as,
            proposed=proposal.own_name,
            asked_by=proposal.asked_by,
            asked_at=proposal.asked_at,
        )
        for proposal, reads, known_as in found
    ]


async def count_proposed(session: AsyncSession, letter_id: UUID) -> int:
    """How many names wait on a letter."""
    counted = await session.scalar(
        select(func.count())
        .select_from(NameProposal)
        .join(Signature, Signature.id == NameProposal.signature_id)
        .where(
            Signature.letter_id == letter_id,
            Signature.state == SignatureState.ACCEPTED,
            NameProposal.answered_at.is_(None),
        )
    )
    return counted or 0


async def accept_name(session: AsyncSession, letter_id: UUID, proposal_id: UUID, by: Actor, now: datetime) -> None:
    """Put a proposed name into the row; its people are told. Raises `NotFound`, `Conflict`, `NotAllowedNow` once frozen."""
    signature_id = await _signature_of(session, letter_id, proposal_id)
    held = await hold(session, signature_id)
    proposal = await _waiting(session, proposal_id)
    proposal.answered_at, proposal.accepted = now, True
    signature = held.signature
    named = renamed_row(signature, proposal.own_name)
    title, shown = signature.signer_title, signature.show_person
    await write_change(session, held, SignatureStep.CHANGE, named, title, by, now, shown=shown)


async def refuse_name(
    session: AsyncSession, letter_id: UUID, proposal_id: UUID, reason: str, by: Actor, now: datetime
) -> None:
    """Keep the row as it is; its people read the reason.

    Raises `NotFound`, `Invalid` (field `reason`), `Conflict`, `NotAllowedNow` for a row that has left the list.
    """
    reason = clean(reason).strip()
    if not reason:
        raise Invalid({"reason": gettext("Say why, in words that the signer may read.")})
    held = await hold(session, await _signature_of(session, letter_id, proposal_id))
    proposal = await _waiting(session, proposal_id)
    take(session, held, SignatureStep.REFUSE_NAME, held.facts(now), by, reason=reason)
    proposal.answered_at, proposal.accepted, proposal.reason = now, False, reason
    await session.flush()
    await tell_name_refused(session, held.signature, proposal.id, now)


async def _signature_of(session: AsyncSession, letter_id: UUID, proposal_id: UUID) -> UUID:
    found = await session.scalar(
        select(Signature.id)
        .join(NameProposal, NameProposal.signature_id == Signature.id)
        .where(NameProposal.id == proposal_id, Signature.letter_id == letter_id)
    )
    if found is None:
        raise NotFound
    return found


async def _waiting(session: AsyncSession, proposal_id: UUID) -> NameProposal:
    proposal = await session.get_one(NameProposal, proposal_id, populate_existing=True)
    if proposal.answered_at is not None:
        told = gettext("This name does not wait any more: it was answered or taken back, or the row has another name since.")
        raise Conflict(told)
    return proposal
