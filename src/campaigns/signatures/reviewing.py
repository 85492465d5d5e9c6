"""From an unchecked address to a decision: the check, the review, the withdrawal, the expiry."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind, job
from campaigns.database import unscoped
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.letters.models import Letter, Version
from campaigns.signatures.address_checks import ADDRESS_CHECK_LIFE, waits_in_vain, was_written_to
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Signatory, Signature
from campaigns.signatures.notices import tell_accepted, tell_rejected, tell_withdrawn
from campaigns.signatures.own_domain import proved_by_address
from campaigns.signatures.settling import settle
from campaigns.signatures.signing import DRAFT_LIFE
from campaigns.signatures.steps import Held, hold, take
from campaigns.text.characters import clean
from campaigns.tokens import Keys, Purpose

MOST_WRONG_CODES = 5


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """How the secretariat accepts: how the authority was verified, and which organisation each name is.

    `organisations` holds, for each signatory by position, the id of a known organisation, or None to add a new one.
    """

    check: str
    organisations: list[UUID | None]


async def confirm_address(session: AsyncSession, signature_id: UUID, by: Actor, now: datetime) -> Signature:
    """Record that the person reached the mailed page and pressed its button.

    Through the organisation's own invitation, and with an address where only that organisation gives any out, the signature
    counts at that moment; otherwise it is reviewed.

    Pressing it again, or after the signature was decided, changes nothing: the page shows the present state instead. Raises
    `NotAllowedNow` after the time to do it, also where the job that expires signatures is late.
    """
    held = await hold(session, signature_id)
    if held.signature.state is SignatureState.AWAITING_EMAIL:
        if waits_in_vain(held.signature, now):
            raise NotAllowedNow("The three days to confirm this address have passed, so the signature came to nothing.")
        actor = Actor(ActorKind.LINK, held.signature.signer_name, by.id, by.request_id)
        proved = await proved_by_address(session, held.signature)
        if proved is None:
            take(session, held, SignatureStep.CHECK_ADDRESS, held.facts(now), actor)
            await session.flush()
        else:
            facts = held.facts(now, address_on_own_domain=True)
            take(session, held, SignatureStep.CHECK_OWN_ADDRESS, facts, actor)
            held.signature.accepted_at = now
            await session.flush()
            await tell_accepted(session, held.signature, now)
    return held.signature


async def code_is_right(session: AsyncSession, keys: Keys, signature_id: UUID, code: str) -> bool:
    """Spend a try at the code. After five wrong ones no code is right any more; the mailed link still works.

    The try is counted by one statement, so that no two requests share one. The letter is locked before the signature, as
    everywhere, because what follows a right code locks both. Tries are counted for good, and where no mail went to the
    address, there is no code to be right.
    """
    signature = (await hold(session, signature_id)).signature
    rotation = await session.scalar(
        update(Signature)
        .where(
            Signature.id == signature_id,
            Signature.state == SignatureState.AWAITING_EMAIL,
            Signature.wrong_codes < MOST_WRONG_CODES,
        )
        .values(wrong_codes=Signature.wrong_codes + 1)
        .returning(Signature.rotation)
        .execution_options(synchronize_session=False)
    )
    if rotation is None or not keys.code_holds(code, Purpose.ADDRESS_CHECK, signature_id, rotation):
        return False
    if not await was_written_to(session, signature):
        return False
    await session.execute(
        update(Signature)
        .where(Signature.id == signature_id)
        .values(wrong_codes=Signature.wrong_codes - 1)
        .execution_options(synchronize_session=False)
    )
    return True


async def confirm_by_code(
    session: AsyncSession, keys: Keys, signature_id: UUID, code: str, by: Actor, now: datetime
) -> bool:
    """Confirm the address by its code; False for a wrong code, whose try is counted: keep the transaction.

    Where nothing waits for a code any more, because the link was faster, that is no wrong code. Raises `NotAllowedNow`.
    """
    if await code_is_right(session, keys, signature_id, code):
        await confirm_address(session, signature_id, by, now)
        return True
    return (await hold(session, signature_id)).signature.state is not SignatureState.AWAITING_EMAIL


async def accept(
    session: AsyncSession, signature_id: UUID, decision: Decision, row_version: int | None, by: Actor, now: datetime
) -> Signature:
    """Accept a reviewed signature, settling which organisations it is for.

    Raises `Invalid` without a recorded check, `Conflict` where one of them has a live signature, `NotAllowedNow`.
    """
    held = await hold(session, signature_id, row_version)
    signature = held.signature
    check = clean(decision.check).strip()
    if not check:
        raise Invalid({"check": "Say how you checked that this person may sign for the organisation."})
    signatories = (
        await session.scalars(select(Signatory).where(Signatory.signature_id == signature.id).order_by(Signatory.position))
    ).all()
    await settle(session, signatories, decision.organisations, signature, now)
    signature.review_note, signature.accepted_at = check, now
    facts = held.facts(now, organisation_known=True, check_recorded=True)
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


async def withdraw(session: AsyncSession, signature_id: UUID, reason: str, by: Actor, now: datetime) -> Signature:
    """Take a signature off the list, at any time. It leaves the next edition. Doing it twice changes nothing more.

    Nobody is written to about a signature whose address was never checked: nobody was told of it, and the address may be a
    stranger's. Raises `NotAllowedNow` where there is nothing to withdraw.
    """
    held = await hold(session, signature_id)
    before = held.signature.state
    if before is not SignatureState.WITHDRAWN:
        take(session, held, SignatureStep.WITHDRAW, held.facts(now), by, reason=clean(reason).strip())
        await session.flush()
        if before is not SignatureState.AWAITING_EMAIL:
            await tell_withdrawn(session, held.signature, now)
    return held.signature


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
