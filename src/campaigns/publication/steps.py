"""The one way an edition's state changes: by its table, leaving a history row. The letter's lock guards its editions."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.publication.lifecycle import LIFECYCLE, EditionFacts, EditionStep
from campaigns.publication.models import Edition, EditionEvent


def take(session: AsyncSession, edition: Edition, step: EditionStep, by: Actor, now: datetime, reason: str = "") -> None:
    """Take a step with an edition. Raises `NotAllowedNow` where the table or a guard refuses."""
    before = edition.state
    edition.state = LIFECYCLE.after(before, step, EditionFacts(files_built=edition.files_built_at is not None))
    session.add(
        EditionEvent(
            coalition_id=edition.coalition_id,
            edition_id=edition.id,
            at=now,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_name=by.name,
            request_id=by.request_id,
            step=step,
            from_state=before,
            to_state=edition.state,
            reason=reason,
        )
    )
