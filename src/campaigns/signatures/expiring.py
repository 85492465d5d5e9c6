"""What comes to nothing: answers never sent, addresses never confirmed, and signatures that nobody authorised."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, job
from campaigns.database import unscoped
from campaigns.languages.catalogues import gettext_noop
from campaigns.letters.models import Letter, Version
from campaigns.signatures.address_checks import ADDRESS_CHECK_LIFE
from campaigns.signatures.authority_requests import AUTHORITY_LIFE
from campaigns.signatures.late.actions import close_for_good, close_with_answers
from campaigns.signatures.late.lifecycle import LateState
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Signature
from campaigns.signatures.notices import tell_authority_expired
from campaigns.signatures.reasons import FROZEN_FIRST
from campaigns.signatures.signing import DRAFT_LIFE
from campaigns.signatures.steps import Held, take


async def expire_waiting(session: AsyncSession, letter: Letter, by: Actor, now: datetime) -> int:
    """Expire the signatures of a letter, whose row is locked, that wait for their signer or for whoever authorises them.

    Nothing was listed, so a list can be frozen without waiting for each. Who waited for a colleague is told.
    """
    waits = (SignatureState.AWAITING_EMAIL, SignatureState.AWAITING_AUTHORITY)
    found = await session.execute(
        select(Signature, Version)
        .join(Version, Version.id == Signature.version_id)
        .where(Signature.letter_id == letter.id, Signature.state.in_(waits))
        .with_for_update(of=Signature)
    )
    rows = [Held(signature, letter, version) for signature, version in found]
    await _expire(session, rows, by, now, FROZEN_FIRST)
    return len(rows)


async def expire_of_signer(
    session: AsyncSession, signature_ids: Collection[UUID], why: str, by: Actor, now: datetime
) -> Sequence[UUID]:
    """Expire those of these signatures with which only their signer could go on, and say which. Their letters are locked.

    What the secretariat reviews already stays with it.
    """
    waits = (SignatureState.STARTED, SignatureState.AWAITING_EMAIL, SignatureState.AWAITING_AUTHORITY)
    found = await session.execute(
        select(Signature, Letter, Version)
        .join(Letter, Letter.id == Signature.letter_id)
        .join(Version, Version.id == Signature.version_id)
        .where(Signature.id.in_(signature_ids), Signature.state.in_(waits))
        .order_by(Signature.id)
        .with_for_update(of=Signature)
        .execution_options(populate_existing=True)
    )
    rows = [Held(*row) for row in found]
    unsent = [held.signature.id for held in rows if held.signature.state is SignatureState.STARTED]
    await close_for_good(session, unsent, why, by, now)
    for held in rows:
        take(session, held, SignatureStep.EXPIRE, held.facts(now), by, reason=why)
    await session.flush()
    return [held.signature.id for held in rows]


async def expire_unfinished(session: AsyncSession, now: datetime, limit: int = 200) -> int:
    """Expire what waited too long; safe to run twice.

    That is 14 days for answers left unsent, 72 hours for an address left unchecked, 30 days for one left unauthorised.
    Answers that the secretariat was asked to add late are kept until it has answered.
    """
    asked = exists().where(LateRequest.signature_id == Signature.id, LateRequest.state == LateState.ASKED)
    old = or_(
        (Signature.state == SignatureState.STARTED) & (Signature.started_at <= now - DRAFT_LIFE) & ~asked,
        (Signature.state == SignatureState.AWAITING_EMAIL) & (Signature.submitted_at <= now - ADDRESS_CHECK_LIFE),
        (Signature.state == SignatureState.AWAITING_AUTHORITY) & (Signature.authority_asked_at <= now - AUTHORITY_LIFE),
    )
    found = await session.execute(
        select(Signature, Letter, Version)
        .join(Letter, Letter.id == Signature.letter_id)
        .join(Version, Version.id == Signature.version_id)
        .where(old)
        .order_by(Signature.coalition_id, Signature.id)
        .limit(limit)
        .with_for_update(of=Signature, skip_locked=True)
        .execution_options(**unscoped("unfinished signatures of every coalition expire"))
    )
    rows = [Held(*row) for row in found]
    unsent = [held.signature.id for held in rows if held.signature.state is SignatureState.STARTED]
    await close_with_answers(
        session, unsent, gettext_noop("The answers were not asked for within 14 days."), job("expiry"), now
    )
    await _expire(session, rows, job("expiry"), now)
    return len(rows)


async def _expire(session: AsyncSession, rows: list[Held], by: Actor, now: datetime, reason: str = "") -> None:
    unauthorised = [held.signature for held in rows if held.signature.state is SignatureState.AWAITING_AUTHORITY]
    for held in rows:
        take(session, held, SignatureStep.EXPIRE, held.facts(now), by, reason=reason)
    await session.flush()
    for _, signatures in groupby(unauthorised, key=lambda signature: signature.coalition_id):
        await tell_authority_expired(session, list(signatures), now)
