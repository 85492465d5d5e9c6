"""The secretariat's decision on a signature that it reviews."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, Invalid
from campaigns.review.branches import settle_branch
from campaigns.review.settling import settle
from campaigns.signatures.lifecycle import LIFECYCLE, SignatureStep
from campaigns.signatures.models import Signatory, Signature
from campaigns.signatures.notices import tell_accepted, tell_rejected
from campaigns.signatures.steps import hold, take
from campaigns.text.characters import clean


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """How the secretariat accepts: how the authority was verified, and which organisation each name is.

    `organisations` holds, for each signatory by position, the id of a known organisation, or None to add a new one.
    """

    check: str
    organisations: list[UUID | None]


async def accept(
    session: AsyncSession, signature_id: UUID, decision: Decision, row_version: int | None, by: Actor, now: datetime
) -> Signature:
    """Accept a reviewed signature, settling which organisations it is for.

    What was sent for a branch or project is never its parent's. Raises `Invalid` without a recorded check, `Conflict`
    where one of them has a live signature, `NotAllowedNow`.
    """
    held = await hold(session, signature_id, row_version)
    signature = held.signature
    check = clean(decision.check).strip()
    if not check:
        raise Invalid({"check": "Say how you checked that this person may sign for the organisation."})
    facts = held.facts(now, organisation_known=True, check_recorded=True)
    # Before anything is settled: one that is on the list already stays under the organisation that it is for.
    LIFECYCLE.after(signature.state, SignatureStep.ACCEPT, facts)
    signatories = (
        await session.scalars(select(Signatory).where(Signatory.signature_id == signature.id).order_by(Signatory.position))
    ).all()
    await settle(session, signatories, decision.organisations, signature, now)
    await settle_branch(session, signature, [one.organisation_id for one in signatories], by, now)
    signature.review_note, signature.accepted_at = check, now
    try:
        async with session.begin_nested():
            take(session, held, SignatureStep.ACCEPT, facts, by, reason=check)
    except IntegrityError as error:
        if "uq_signatory_one_live_signature" not in str(error.orig):
            raise
        raise Conflict(
            "This organisation has signed the letter already. Reject this signature, or choose another."
        ) from None
    await tell_accepted(session, signature, now)
    return signature


async def reject(
    session: AsyncSession, signature_id: UUID, reason: str, row_version: int | None, by: Actor, now: datetime
) -> Signature:
    """Reject a signature under review; the signer is told the reason. Raises `Invalid`, `NotAllowedNow`, `Conflict`."""
    reason = clean(reason).strip()
    if not reason:
        raise Invalid({"reason": "Say why, in words that the signer may read."})
    held = await hold(session, signature_id, row_version)
    held.signature.review_note = reason
    take(session, held, SignatureStep.REJECT, held.facts(now), by, reason=reason)
    await session.flush()
    await tell_rejected(session, held.signature, now)
    return held.signature
