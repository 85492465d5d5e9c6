"""Two organisations that are one and have both signed a letter: one of the two signatures stays, as a person says."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.languages.catalogues import gettext
from campaigns.organisations.models import Organisation
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.reasons import merged
from campaigns.signatures.steps import Held, hold
from campaigns.signatures.superseding import StandingRow, live_rows, standing_row, supersede


class BothSigned(msgspec.Struct, frozen=True, kw_only=True):
    """A letter on which both have a live signature: two rows, the earlier accepted first, or one row in which both stand.

    `may_stay` holds the ids of those that can stay in place of the other, in the same order; where there are none, `why_not`
    says why, and the two cannot be merged now.
    """

    letter_id: UUID
    reference: str
    title: str
    zone: str
    rows: list[StandingRow]
    may_stay: list[UUID]
    why_not: list[str]


async def both_signed(session: AsyncSession, one_id: UUID, other_id: UUID, now: datetime) -> list[BothSigned]:
    """The letters on which both organisations have a live signature, in one statement."""
    of_letter: dict[UUID, dict[UUID, Held]] = {}
    for organisation_id, held in await live_rows(session, {one_id, other_id}):
        of_letter.setdefault(held.letter.id, {})[organisation_id] = held
    return [_both(owners, now) for owners in of_letter.values() if len(owners) > 1]


async def leave_one(
    session: AsyncSession, kept: Organisation, gone: Organisation, stays: Collection[UUID], actor: Actor, now: datetime
) -> None:
    """Have one signature for each letter that both have signed, before the two are made one; the other is superseded.

    `stays` holds the ids of those that stay, one for each such letter. The letters are locked by the caller. Raises
    `Invalid` (fields `stays-<letter id>`) where one is not said, and `NotAllowedNow` where it cannot stay, or where what was
    said is about signatures that stand no more.
    """
    found = await both_signed(session, kept.id, gone.id, now)
    refusals = [sentence for both in found for sentence in both.why_not if not both.may_stay]
    if refusals:
        raise NotAllowedNow(" ".join([_both_have_signed(kept, gone, found), *refusals]))
    chosen = {both.letter_id: [row for row in both.rows if row.signature_id in stays] for both in found}
    if set(stays) - {row.signature_id for rows in chosen.values() for row in rows}:
        raise NotAllowedNow(
            gettext(
                "One of the signatures was withdrawn or decided on meanwhile, so nothing was merged. Look at both again."
            )
        )
    unsaid = {
        f"stays-{both.letter_id}": gettext(
            "Both have signed {reference}. Say which of the two signatures stays.", reference=both.reference
        )
        for both in found
        if len(chosen[both.letter_id]) != 1
    }
    if unsaid:
        raise Invalid(unsaid)
    for both in found:
        [row] = chosen[both.letter_id]
        if row.signature_id not in both.may_stay:
            raise NotAllowedNow(" ".join([_both_have_signed(kept, gone, [both]), *both.why_not]))
        [other] = [one for one in both.rows if one is not row]
        new, old = await hold(session, row.signature_id), await hold(session, other.signature_id)
        await supersede(session, old, new, merged(gone.display_name, kept.display_name), actor, now)


def _both(owners: dict[UUID, Held], now: datetime) -> BothSigned:
    (first_id, first), (second_id, second) = owners.items()
    letter = first.letter
    rows = [
        standing_row(first_id, first, second.signature.version_id, now),
        standing_row(second_id, second, first.signature.version_id, now),
    ]
    if first.signature.id == second.signature.id:
        rows = rows[:1]
        why_not = [
            gettext(
                "The row “{row}” names both of them, and would name one organisation twice. Remove it, or have it withdrawn,"
                " and let the organisation sign anew.",
                row=first.signature.display_name,
            )
        ]
        may_stay: list[UUID] = []
    else:
        cannot = [_cannot_stay(first, rows[1], owners), _cannot_stay(second, rows[0], owners)]
        may_stay = [row.signature_id for row, why in zip(rows, cannot, strict=True) if not why]
        why_not = list(dict.fromkeys(filter(None, cannot)))
    return BothSigned(
        letter_id=letter.id,
        reference=letter.reference,
        title=first.version.title,
        zone=letter.zone,
        rows=rows,
        may_stay=may_stay,
        why_not=why_not,
    )


def _cannot_stay(stays: Held, other: StandingRow, owners: Collection[UUID]) -> str:
    """Why a signature cannot stay in place of the other, in a sentence; empty where it can."""
    signature = stays.signature
    who = signature.signer_name
    if signature.state is SignatureState.SUSPENDED:
        return gettext("The signature that {who} sent is suspended. Settle first whether it is right.", who=who)
    if signature.branch_of_id in owners:
        return gettext("{who} signed for a branch or project of the other, which does not sign for the whole.", who=who)
    if other.why_not:
        return gettext(
            "“{row}”, signed by {who}, cannot be replaced. {why}",
            row=other.display_name,
            who=other.signer_name,
            why=other.why_not,
        )
    return ""


def _both_have_signed(kept: Organisation, gone: Organisation, found: Sequence[BothSigned]) -> str:
    return gettext(
        "{kept} and {gone} have both signed {reference}, so nothing was merged.",
        kept=kept.display_name,
        gone=gone.display_name,
        reference=", ".join(one.reference for one in found),
    )
