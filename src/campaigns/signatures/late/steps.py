"""The one way a late request changes: with its signature and letter locked, by its table, leaving a history row."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.signatures.late.lifecycle import LIFECYCLE, LateFacts, LateStep
from campaigns.signatures.late.models import LateRequest, LateRequestEvent
from campaigns.signatures.late.window import is_too_late
from campaigns.signatures.steps import Held, hold


@dataclass(frozen=True)
class HeldRequest:
    """A late request with its signature and letter; all three are locked until the transaction ends."""

    request: LateRequest
    held: Held

    def facts(
        self, now: datetime, *, colleague_asked: bool = False, counts_at_once: bool = True, explained: bool = False
    ) -> LateFacts:
        """The request as its guards see it; `now` is in UTC."""
        held_facts = self.held.facts(now)
        return LateFacts(
            too_late=is_too_late(self.held.letter, now),
            version_is_current=held_facts.version_is_current,
            colleague_asked=colleague_asked,
            frozen=held_facts.frozen,
            published=self.held.letter.release is ReleaseState.PUBLISHED,
            counts_at_once=counts_at_once,
            explained=explained,
        )


async def hold_request(session: AsyncSession, request_id: UUID, row_version: int | None = None) -> HeldRequest:
    """Lock a late request, after its letter and its signature. Raises `NotFound`, `Conflict`."""
    signature_id = await session.scalar(select(LateRequest.signature_id).where(LateRequest.id == request_id))
    if signature_id is None:
        raise NotFound
    held = await hold(session, signature_id)
    request = await session.scalar(
        select(LateRequest).where(LateRequest.id == request_id).with_for_update().execution_options(populate_existing=True)
    )
    if request is None:
        raise NotFound
    if row_version is not None and row_version != request.row_version:
        raise Conflict(gettext("This request was changed while you were on this page. Look at it again before you go on."))
    return HeldRequest(request, held)


def take_step(
    session: AsyncSession,
    request: LateRequest,
    step: LateStep,
    facts: LateFacts,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """Take a step with a locked late request. Raises `NotAllowedNow` where the table or a guard refuses."""
    before = request.state
    request.state = LIFECYCLE.after(before, step, facts)
    session.add(
        LateRequestEvent(
            coalition_id=request.coalition_id,
            late_request_id=request.id,
            at=now,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_name=by.name,
            request_id=by.request_id,
            step=step,
            from_state=before,
            to_state=request.state,
            reason=reason,
        )
    )
