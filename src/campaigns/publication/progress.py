"""How far letters have come beyond their own text: who was asked, who signed, which edition waits and which is out."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.models import IndividualSignature
from campaigns.invitations.models import Invitation
from campaigns.letters.models import Letter
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signatory, Signature


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one letter.

    `signed` counts organisations; `suspended` are signatures that somebody says are wrong, and `unchecked` those whose
    address is not confirmed. `individuals` signed in a personal capacity and are in none of the other numbers.
    `candidate` and `current` are edition numbers. `files_built_at` is when the candidate's files were made, and
    `build_failed_at` when making them failed last.
    """

    invited: int = 0
    signed: int = 0
    to_review: int = 0
    suspended: int = 0
    unchecked: int = 0
    individuals: int = 0
    individuals_to_review: int = 0
    candidate: int | None = None
    files_built_at: datetime | None = None
    build_failed_at: datetime | None = None
    current: int | None = None


async def progress_of(session: AsyncSession, letter_ids: Sequence[UUID]) -> dict[UUID, Progress]:
    """The progress of each of these letters, in one statement."""
    invited = select(func.count()).select_from(Invitation).where(Invitation.letter_id == Letter.id)
    signed = (
        select(func.count())
        .select_from(Signatory)
        .where(Signatory.letter_id == Letter.id, Signatory.state == SignatureState.ACCEPTED)
    )
    waiting = select(func.count()).select_from(Signature).where(Signature.letter_id == Letter.id)
    people = select(func.count()).select_from(IndividualSignature).where(IndividualSignature.letter_id == Letter.id)
    edition = select(Edition.number).where(Edition.letter_id == Letter.id)
    built = select(Edition.files_built_at).where(Edition.letter_id == Letter.id)
    failed = select(Edition.build_failed_at).where(Edition.letter_id == Letter.id)
    found = await session.execute(
        select(
            Letter.id,
            invited.scalar_subquery(),
            signed.scalar_subquery(),
            waiting.where(Signature.state == SignatureState.AWAITING_REVIEW).scalar_subquery(),
            waiting.where(Signature.state == SignatureState.SUSPENDED).scalar_subquery(),
            waiting.where(Signature.state == SignatureState.AWAITING_EMAIL).scalar_subquery(),
            people.where(IndividualSignature.state == IndividualState.ACCEPTED).scalar_subquery(),
            people.where(IndividualSignature.state == IndividualState.AWAITING_REVIEW).scalar_subquery(),
            edition.where(Edition.state == EditionState.CANDIDATE).scalar_subquery(),
            built.where(Edition.state == EditionState.CANDIDATE).scalar_subquery(),
            failed.where(Edition.state == EditionState.CANDIDATE).scalar_subquery(),
            edition.where(Edition.state == EditionState.CURRENT).scalar_subquery(),
        ).where(Letter.id.in_(letter_ids))
    )
    # In the order of the columns above.
    return {letter_id: Progress(**dict(zip(_COUNTED, counts, strict=True))) for letter_id, *counts in found}


_COUNTED = (
    *("invited", "signed", "to_review", "suspended", "unchecked", "individuals", "individuals_to_review"),
    *("candidate", "files_built_at", "build_failed_at", "current"),
)
