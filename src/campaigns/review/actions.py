"""The secretariat's decision on a signature that it reviews."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, Invalid
from campaigns.languages.catalogues import gettext
from campaigns.review.branches import settle_branch
from campaigns.review.settling import settle
from campaigns.signatures.lifecycle import LIFECYCLE, SignatureStep
from campaigns.signatures.models import Signatory, Signature
from campaigns.signatures.notices import tell_accepted, tell_rejected
from campaigns.signatures.steps import Held, hold, take
from campaigns.signatures.superseding import live_rows, supersede
from campaigns.text.characters import clean


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """How the secretariat accepts: how the authority was verified, and which organisation each name is.

    `organisations` holds, for each signatory by position, the id of a known organisation, or None to add a new one.
    `in_place_of` holds the ids of signatures of theirs that stand, in whose place this one is to stand.
    """

    check: str
    organisations: list[UUID | None]
    in_place_of: list[UUID] = []


async def accept(
    session: AsyncSession, signature_id: UUID, decision: Decision, row_version: int | None, by: Actor, now: datetime
) -> Signature:
    """Accept a reviewed signature, settling which organisations it is for.

    What was sent for a branch or project is never its parent's. A signature in whose place this one is to stand is
    superseded first, so that no two are ever live. Raises `Invalid` without a recorded check, `Conflict` where one of them
    has a live signature that it is not to take the place of, or where one that it is to does not stand, `NotAllowedNow`.
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
    await _supersede(session, held, decision.in_place_of, {one.organisation_id for one in signatories}, by, now)
    signature.review_note, signature.accepted_at = check, now
    try:
        async with session.begin_nested():
            take(session, held, SignatureStep.ACCEPT, facts, by, reason=check)
    except IntegrityError as error:
        if "uq_signatory_one_live_signature" not in str(error.orig):
            raise
        raise Conflict(
            gettext(
                "This organisation has signed the letter already. Say that this signature takes the place of the other,"
                " reject it, or choose another organisation."
            )
        ) from None
    await tell_accepted(session, signature, now)
    return signature


async def _supersede(
    session: AsyncSession,
    new: Held,
    ids: Collection[UUID],
    organisation_ids: Collection[UUID | None],
    by: Actor,
    now: datetime,
) -> None:
    """Take the signatures off the list in whose place the new one is to stand; the letter is locked already."""
    if not ids:
        return
    known = [one for one in organisation_ids if one is not None]
    rows = await live_rows(session, known, new.letter.id)
    standing = {row.signature.id for _, row in rows}
    if set(ids) - standing:
        raise Conflict(
            gettext(
                "The signature in whose place this one was to stand is not one of the organisation that you chose, or it"
                " does not stand any more."
            )
        )
    for signature_id in sorted(set(ids)):
        await supersede(session, await hold(session, signature_id), new, "The secretariat accepted it instead.", by, now)


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
