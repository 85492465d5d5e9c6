"""The one way a signature in a personal capacity changes its state: under its lock, by its table, leaving a history row."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, NotFound
from campaigns.individuals.lifecycle import LIFECYCLE, IndividualFacts, IndividualStep
from campaigns.individuals.models import IndividualSignature, IndividualSignatureEvent
from campaigns.languages.catalogues import gettext
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.models import Letter, Version


@dataclass(frozen=True)
class Held:
    """A signature with its letter and version; letter and signature are locked until the transaction ends."""

    signature: IndividualSignature
    letter: Letter
    version: Version

    def facts(self, received_at: datetime, *, check_recorded: bool = False, explained: bool = False) -> IndividualFacts:
        """The signature as its guards see it; `received_at` is in UTC."""
        return IndividualFacts(
            received_at=received_at,
            signing=self.letter.signing,
            deadline_at=self.letter.deadline_at,
            version_is_current=self.version.number == self.letter.version_number,
            admitted=self.letter.individuals_may_sign,
            consented=self.signature.consented_at is not None,
            check_recorded=check_recorded,
            explained=explained,
            published=self.letter.release is ReleaseState.PUBLISHED,
        )


async def hold(session: AsyncSession, signature_id: UUID, row_version: int | None = None) -> Held:
    """Lock a signature and, before it, its letter, as whoever closes, freezes or publishes does.

    Raises `NotFound`, or `Conflict` where `row_version` is that of a page which somebody else has overtaken.
    """
    letter = await session.scalar(
        select(Letter)
        .join(IndividualSignature, IndividualSignature.letter_id == Letter.id)
        .where(IndividualSignature.id == signature_id)
        # As in `letters.steps`: two who have just begun a signature may both come here.
        .with_for_update(of=Letter, key_share=True)
        .execution_options(populate_existing=True)
    )
    found = await session.execute(
        select(IndividualSignature, Version)
        .join(Version, Version.id == IndividualSignature.version_id)
        .where(IndividualSignature.id == signature_id)
        .with_for_update(of=IndividualSignature)
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if letter is None or row is None:
        raise NotFound
    signature, version = row
    if row_version is not None and row_version != signature.row_version:
        raise Conflict(gettext("This was changed on another page or by somebody else. Look at it again before you go on."))
    return Held(signature, letter, version)


async def next_number(session: AsyncSession, letter_id: UUID) -> int:
    """The next running number of a letter's signatures in a personal capacity. The letter's row must be locked."""
    last = await session.scalar(
        select(func.max(IndividualSignature.number)).where(IndividualSignature.letter_id == letter_id)
    )
    return (last or 0) + 1


def take(
    session: AsyncSession, held: Held, step: IndividualStep, facts: IndividualFacts, by: Actor, *, reason: str = ""
) -> None:
    """Take a step with a signature that `hold` gave. Raises `NotAllowedNow` where the table or a guard refuses."""
    signature = held.signature
    before = signature.state
    signature.state = LIFECYCLE.after(before, step, facts)
    session.add(
        IndividualSignatureEvent(
            coalition_id=signature.coalition_id,
            individual_signature_id=signature.id,
            letter_id=signature.letter_id,
            at=facts.received_at,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_name=by.name,
            request_id=by.request_id,
            step=step,
            from_state=before,
            to_state=signature.state,
            reason=reason,
            version_hash=held.version.content_hash or "",
        )
    )
