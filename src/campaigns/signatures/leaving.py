"""How a signature leaves the list by its own organisation's word: withdrawn, or suspended as wrong and back again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Signature
from campaigns.signatures.notices import (
    tell_accepted,
    tell_disputed,
    tell_signer_withdrawn,
    tell_suspended,
    tell_taken_back,
    tell_withdrawn,
)
from campaigns.signatures.queries import objections_to, only_one_who_objected
from campaigns.signatures.step_limits import TAKEN_BACK, objections_told_at, refuse_too_often
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
    """Take an accepted signature off the list until the secretariat has found out.

    The secretariat and the signer are told at once. Whoever else says that it is wrong, or says why later, is kept and
    told to the secretariat as well, where that comes often in one mail for all; the same words from the same person again
    change nothing more. Raises `NotAllowedNow` where there is no accepted signature.
    """
    held = await hold(session, signature_id)
    before, reason = held.signature.state, reason.strip()
    if before is SignatureState.SUSPENDED and await _said_already(session, signature_id, reason, by):
        return held.signature
    take(session, held, SignatureStep.SUSPEND, held.facts(now), by, reason=reason)
    await session.flush()
    await tell_disputed(session, held.signature, now, await objections_told_at(session, signature_id, now))
    if before is SignatureState.ACCEPTED:
        await tell_suspended(session, held.signature, now)
    return held.signature


async def take_back(session: AsyncSession, signature_id: UUID, by: Actor, now: datetime) -> Signature:
    """List a signature again that only `by` had said to be wrong; everybody who was told of it is told this too.

    Raises `NotAllowedNow` where somebody else says so as well, or it was decided meanwhile, and `TooMany` where that went
    back and forth: then it stays off the list.
    """
    held = await hold(session, signature_id)
    if held.signature.state is SignatureState.SUSPENDED:
        await refuse_too_often(session, signature_id, SignatureStep.TAKE_BACK, TAKEN_BACK, now)
    alone = by.id is not None and await only_one_who_objected(session, signature_id) == by.id
    take(session, held, SignatureStep.TAKE_BACK, held.facts(now, objected_alone=alone), by)
    await session.flush()
    await tell_accepted(session, held.signature, now, key=f"{now:%Y-%m-%dT%H:%M:%S}")
    await tell_taken_back(session, held.signature, now)
    return held.signature


async def _said_already(session: AsyncSession, signature_id: UUID, reason: str, by: Actor) -> bool:
    """Pressing the button twice is one objection; so is pressing it again without a word."""
    own = [one.reason for one in await objections_to(session, signature_id) if one.actor_id == by.id]
    return bool(own) and (not reason or reason in own)
