"""What a person says of two organisations. Nothing is merged by itself."""

import logging
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.duplicates.merging import merge
from campaigns.duplicates.models import Decision, Likeness, Pair
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.invitations.models import Invitation
from campaigns.languages.catalogues import gettext
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Letter
from campaigns.organisations.models import Organisation
from campaigns.organisations.record.details import set_branch
from campaigns.signatures.models import Signatory

log = logging.getLogger(__name__)


async def compare(session: AsyncSession, coalition_id: UUID, one_id: UUID, other_id: UUID, now: datetime) -> Pair:
    """The pair of two organisations, whether it was found or is asked for by hand. Raises `Invalid` for one and itself."""
    if one_id == other_id:
        raise Invalid({"other": gettext("This is the same organisation on your list already. Choose another.")})
    first, second = sorted((one_id, other_id))
    await session.execute(
        insert(Pair)
        .values(
            coalition_id=coalition_id,
            one_id=first,
            other_id=second,
            likeness=Likeness.BY_HAND,
            found_at=now,
            decided_by="",
        )
        .on_conflict_do_nothing()
    )
    pair = await session.scalar(select(Pair).where(Pair.one_id == first, Pair.other_id == second))
    if pair is None:
        raise NotFound
    return pair


async def decide(
    session: AsyncSession,
    pair_id: UUID,
    decision: Decision,
    organisation_id: UUID | None,
    actor: Actor,
    now: datetime,
    stays: Collection[UUID] = (),
) -> UUID | None:
    """Say what two organisations are to each other; it is remembered and never asked again.

    `organisation_id` is the one that is kept of two that are the same, or the one that is a branch. `stays` are the ids of
    the signatures that stay, one for each letter that both have signed; the other is superseded by it. Gives the id of the
    one whose page to look at. Raises `NotFound`, `Invalid`, `NotAllowedNow` where the two cannot be merged, and `Conflict`
    where somebody said otherwise a moment before.
    """
    pair = await session.scalar(select(Pair).where(Pair.id == pair_id).with_for_update())
    if pair is None:
        raise NotFound
    if decision is Decision.SAME:
        await _lock_letters(session, pair)
    # In the order of their ids, so that two people at once wait for each other.
    found = await session.scalars(
        select(Organisation)
        .where(Organisation.id.in_([pair.one_id, pair.other_id]))
        .order_by(Organisation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    both = {organisation.id: organisation for organisation in found}
    if len(both) < len({pair.one_id, pair.other_id}):
        raise Conflict(gettext("Somebody else merged one of the two a moment ago, so there is nothing left to decide."))
    if decision is not Decision.DIFFERENT and organisation_id not in both:
        raise Invalid({"decision": gettext("Choose what the two organisations are to each other.")})
    chosen = organisation_id
    if decision is Decision.BRANCH and chosen is not None:
        parent = pair.other_id if chosen == pair.one_id else pair.one_id
        try:
            await set_branch(session, chosen, parent, actor, now)
        except Invalid as invalid:
            raise NotAllowedNow(str(invalid)) from None
    pair.decision, pair.decided_at, pair.decided_by = decision, now, actor.name
    await session.flush()
    if decision is Decision.SAME and chosen is not None:
        gone = both[pair.other_id if chosen == pair.one_id else pair.one_id]
        gone_id = gone.id
        await merge(session, both[chosen], gone, actor, now, stays)
        await _carry_over(session, chosen, gone_id, pair.id)
    log.info("pair %s: %s, by %s %s", pair_id, decision, actor.kind, actor.id)
    return chosen


async def _lock_letters(session: AsyncSession, pair: Pair) -> None:
    """The letters that either has to do with, before the two: whoever signs holds the letter first as well.

    Those that are open for signature are among them, since either may be signed for at this moment by a link of its own or
    by standing authority, which hold more rows than these two.
    """
    both = (pair.one_id, pair.other_id)
    asked = select(Invitation.letter_id).where(Invitation.organisation_id.in_(both))
    signed = select(Signatory.letter_id).where(Signatory.organisation_id.in_(both))
    await session.execute(
        select(Letter.id)
        .where(Letter.id.in_(asked.union(signed)) | (Letter.signing == SigningState.OPEN))
        .order_by(Letter.id)
        .with_for_update(key_share=True)
    )


async def _carry_over(session: AsyncSession, kept_id: UUID, gone_id: UUID, pair_id: UUID) -> None:
    """What was said of the one that is gone and a third holds of the kept one; what was only asked is forgotten."""
    about = or_(Pair.one_id == gone_id, Pair.other_id == gone_id)
    said = (await session.scalars(select(Pair).where(about, Pair.id != pair_id, Pair.decision == Decision.DIFFERENT))).all()
    values = []
    for pair in said:
        third = pair.other_id if pair.one_id == gone_id else pair.one_id
        first, second = sorted((kept_id, third))
        if third != kept_id:
            values.append(
                {
                    "coalition_id": pair.coalition_id,
                    "one_id": first,
                    "other_id": second,
                    "likeness": pair.likeness,
                    "found_at": pair.found_at,
                    "decision": pair.decision,
                    "decided_at": pair.decided_at,
                    "decided_by": pair.decided_by,
                }
            )
    if values:
        await session.execute(insert(Pair).on_conflict_do_nothing(), values)
    await session.execute(delete(Pair).where(about, Pair.decision.is_(None)))
