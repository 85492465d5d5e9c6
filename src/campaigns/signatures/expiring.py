"""What comes to nothing: answers never sent, and addresses never confirmed."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, job
from campaigns.database import unscoped
from campaigns.letters.models import Letter, Version
from campaigns.signatures.address_checks import ADDRESS_CHECK_LIFE
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Signature
from campaigns.signatures.signing import DRAFT_LIFE
from campaigns.signatures.steps import Held, take


async def expire_unchecked(session: AsyncSession, letter: Letter, by: Actor, now: datetime) -> int:
    """Expire the signatures of a letter, whose row is locked, that wait for their signer to confirm an address.

    Nothing was listed and nobody was told of them, so a list can be frozen without waiting three days for each.
    """
    found = await session.execute(
        select(Signature, Version)
        .join(Version, Version.id == Signature.version_id)
        .where(Signature.letter_id == letter.id, Signature.state == SignatureState.AWAITING_EMAIL)
        .with_for_update(of=Signature)
    )
    rows = found.all()
    for signature, version in rows:
        held = Held(signature, letter, version)
        take(session, held, SignatureStep.EXPIRE, held.facts(now), by, reason="The list was frozen first.")
    await session.flush()
    return len(rows)


async def expire_unfinished(session: AsyncSession, now: datetime, limit: int = 200) -> int:
    """Expire answers left unsent for 14 days and addresses left unchecked for 72 hours; safe to run twice."""
    old = or_(
        (Signature.state == SignatureState.STARTED) & (Signature.started_at <= now - DRAFT_LIFE),
        (Signature.state == SignatureState.AWAITING_EMAIL) & (Signature.submitted_at <= now - ADDRESS_CHECK_LIFE),
    )
    found = await session.execute(
        select(Signature, Letter, Version)
        .join(Letter, Letter.id == Signature.letter_id)
        .join(Version, Version.id == Signature.version_id)
        .where(old)
        .limit(limit)
        .with_for_update(of=Signature, skip_locked=True)
        .execution_options(**unscoped("unfinished signatures of every coalition expire"))
    )
    rows = found.all()
    for row in rows:
        held = Held(*row)
        take(session, held, SignatureStep.EXPIRE, held.facts(now), job("expiry"))
    await session.flush()
    return len(rows)
