"""What comes to nothing: answers never sent, and addresses never confirmed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import job
from campaigns.database import unscoped
from campaigns.individuals.actions import DRAFT_LIFE
from campaigns.individuals.lifecycle import IndividualState, IndividualStep
from campaigns.individuals.models import IndividualSignature
from campaigns.individuals.notices import CHECK
from campaigns.individuals.steps import Held, take
from campaigns.letters.models import Letter, Version
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Suppression
from campaigns.signatures.address_checks import ADDRESS_CHECK_LIFE
from campaigns.signatures.notices import DEADLINE_CHANGED


async def expire_individuals(session: AsyncSession, now: datetime, limit: int = 200) -> int:
    """Expire what waited too long, in every coalition; safe to run twice.

    That is 14 days for answers left unsent, of which nothing is kept, and 72 hours for an address left unchecked.
    """
    unsent = (IndividualSignature.state == IndividualState.STARTED) & (IndividualSignature.started_at <= now - DRAFT_LIFE)
    unchecked = (IndividualSignature.state == IndividualState.AWAITING_EMAIL) & (
        IndividualSignature.submitted_at <= now - ADDRESS_CHECK_LIFE
    )
    found = await session.execute(
        select(IndividualSignature, Letter, Version)
        .join(Letter, Letter.id == IndividualSignature.letter_id)
        .join(Version, Version.id == IndividualSignature.version_id)
        .where(or_(unsent, unchecked))
        .order_by(IndividualSignature.coalition_id, IndividualSignature.id)
        .limit(limit)
        .with_for_update(of=IndividualSignature, skip_locked=True)
        .execution_options(**unscoped("unfinished signatures of every coalition expire"))
    )
    rows = [Held(*row) for row in found]
    for held in rows:
        take(session, held, IndividualStep.EXPIRE, held.facts(now), job("expiry"))
        _forget(held.signature)
    await session.flush()
    if rows:
        await _forget_mails(session, [held.signature.id for held in rows])
    return len(rows)


async def _forget_mails(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Take the address out of the outbox too, unless it came back: an address that does not exist is remembered."""
    came_back = select(Suppression.id).where(Suppression.message_id == Message.id).exists()
    await session.execute(
        delete(Message)
        .where(
            Message.kind.in_([CHECK, DEADLINE_CHANGED]),
            Message.subject_id.in_(ids),
            Message.state != MessageState.SENDING,
            ~came_back,
        )
        .execution_options(synchronize_session=False, **unscoped("unfinished signatures of every coalition expire"))
    )


def _forget(signature: IndividualSignature) -> None:
    """Take out what was typed: nobody has proved that it was theirs to type, and it says what somebody thinks."""
    signature.name = signature.title = signature.affiliation = signature.email = signature.email_key = ""
    signature.attested = signature.consent = ""
    signature.sort_by, signature.sort_key, signature.consented_at = "", b"", None
