"""How a signature leaves the list by its own organisation's word: withdrawn for good, or suspended as wrong."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Signature
from campaigns.signatures.notices import tell_disputed, tell_signer_withdrawn, tell_withdrawn
from campaigns.signatures.steps import hold, take
from campaigns.text.characters import clean


async def withdraw(session: AsyncSession, signature_id: UUID, reason: str, by: Actor, now: datetime) -> Signature:
    """Take a signature off the list, at any time. It leaves the next edition. Doing it twice changes nothing more.

    Nobody is written to about a signature whose address was never checked: nobody was told of it, and the address may be a
    stranger's. Of one that waits for somebody to authorise it only its signer is written to. Raises `NotAllowedNow` where
    there is nothing to withdraw.
    """
    held = await hold(session, signature_id)
    before = held.signature.state
    if before is not SignatureState.WITHDRAWN:
        take(session, held, SignatureStep.WITHDRAW, held.facts(now), by, reason=clean(reason).strip())
        await session.flush()
        if before is SignatureState.AWAITING_AUTHORITY:
            await tell_signer_withdrawn(session, held.signature, now)
        elif before is not SignatureState.AWAITING_EMAIL:
            await tell_withdrawn(session, held.signature, now)
    return held.signature


async def suspend(session: AsyncSession, signature_id: UUID, reason: str, by: Actor, now: datetime) -> Signature:
    """Take an accepted signature off the list until the secretariat has found out; doing it twice changes nothing more.

    The secretariat is told at once. Raises `NotAllowedNow` where there is no accepted signature.
    """
    held = await hold(session, signature_id)
    if held.signature.state is not SignatureState.SUSPENDED:
        take(session, held, SignatureStep.SUSPEND, held.facts(now), by, reason=reason.strip())
        await session.flush()
        await tell_disputed(session, held.signature, now)
    return held.signature
