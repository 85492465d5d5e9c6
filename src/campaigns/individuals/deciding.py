"""The secretariat's part: whether a letter takes individuals, and which of them are listed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.individuals import notices
from campaigns.individuals.lifecycle import IndividualStep
from campaigns.individuals.models import IndividualSignature
from campaigns.individuals.steps import hold, take
from campaigns.languages.catalogues import gettext
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.models import Attribution, Letter
from campaigns.letters.steps import facts_of, lock_letter
from campaigns.letters.steps import take as take_with_letter
from campaigns.text.characters import clean


async def admit(
    session: AsyncSession, letter_id: UUID, row_version: int | None, by: Actor, now: datetime, *, admitted: bool
) -> Letter:
    """Say whether individuals may sign a letter, before signing opens or while it is open.

    What was sent before stays, whatever is said now. Raises `NotAllowedNow`, `Conflict`.
    """
    letter = await lock_letter(session, letter_id, row_version)
    if letter.attribution is Attribution.COALITION:
        raise NotAllowedNow(gettext("A statement in the coalition's name has no signatures, so nobody can sign it."))
    if letter.individuals_may_sign is not admitted:
        step = SigningStep.ADMIT_INDIVIDUALS if admitted else SigningStep.KEEP_TO_ORGANISATIONS
        take_with_letter(session, letter, step, facts_of(letter, now), by)
        letter.individuals_may_sign = admitted
        await session.flush()
    return letter


async def accept(
    session: AsyncSession, signature_id: UUID, check: str, row_version: int | None, by: Actor, now: datetime
) -> IndividualSignature:
    """Accept a signature under review; `check` is how it is known who signs. Raises as the other two do."""
    check = clean(check).strip()
    if not check:
        raise Invalid({"check": gettext("Say how you know that this person is who they say.")})
    held = await hold(session, signature_id, row_version)
    held.signature.review_note, held.signature.accepted_at = check, now
    take(session, held, IndividualStep.ACCEPT, held.facts(now, check_recorded=True), by, reason=check)
    await session.flush()
    await notices.tell(session, notices.ACCEPTED, held.signature, now)
    return held.signature


async def reject(
    session: AsyncSession, signature_id: UUID, reason: str, row_version: int | None, by: Actor, now: datetime
) -> IndividualSignature:
    """Reject a signature under review; the person is told the reason. Raises `Invalid`, `NotAllowedNow`, `Conflict`."""
    return await _refuse(session, signature_id, IndividualStep.REJECT, notices.REJECTED, reason, row_version, by, now)


async def remove(
    session: AsyncSession, signature_id: UUID, reason: str, row_version: int | None, by: Actor, now: datetime
) -> IndividualSignature:
    """Remove an accepted signature; the person is told the reason. Raises `Invalid`, `NotAllowedNow`, `Conflict`."""
    return await _refuse(session, signature_id, IndividualStep.REMOVE, notices.REMOVED, reason, row_version, by, now)


async def _refuse(
    session: AsyncSession,
    signature_id: UUID,
    step: IndividualStep,
    kind: str,
    reason: str,
    row_version: int | None,
    by: Actor,
    now: datetime,
) -> IndividualSignature:
    reason = clean(reason).strip()
    if not reason:
        raise Invalid({"reason": gettext("Say why, in words that the person may read.")})
    held = await hold(session, signature_id, row_version)
    held.signature.review_note = reason
    take(session, held, step, held.facts(now, explained=True), by, reason=reason)
    await session.flush()
    await notices.tell(session, kind, held.signature, now)
    return held.signature
