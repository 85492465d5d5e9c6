"""The one place where an organisation's membership changes: every step leaves a row that is never altered."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.organisations.fields import checked_reason
from campaigns.organisations.locking import locked, touch
from campaigns.organisations.members.lifecycle import (
    ENDED,
    ENDS,
    MEMBERSHIP,
    WORDS,
    Ending,
    MembershipFacts,
    MembershipState,
    MembershipStep,
    step_between,
)
from campaigns.organisations.models import MembershipEvent, Organisation, OrganisationChange
from campaigns.organisations.record.log import Log
from campaigns.organisations.relations import check_dates


@dataclass(frozen=True)
class Standing:
    """An organisation's membership at one moment, with its first and last day where they are known."""

    state: MembershipState
    since: date | None
    until: date | None


def standing_of(organisation: Organisation) -> Standing:
    """What the columns of a row say."""
    if organisation.is_member:
        return Standing(MembershipState.MEMBER, organisation.member_from, None)
    if organisation.member_until:
        state = MembershipState(organisation.member_ended or Ending.LEFT)
        return Standing(state, organisation.member_from, organisation.member_until)
    return Standing(MembershipState.NONE, None, None)


def note_step(
    session: AsyncSession,
    organisation: Organisation,
    before: Standing,
    actor: Actor,
    now: datetime,
    reason: str = "",
    *,
    step: MembershipStep | None = None,
    undoes_id: UUID | None = None,
) -> None:
    """Write down what became of a membership; nothing where it is as it was. Raises `NotAllowedNow` for no step at all."""
    after = standing_of(organisation)
    if after == before:
        return
    step = step or step_between(before.state, after.state)
    MEMBERSHIP.after(before.state, step, _facts(organisation))
    session.add(
        MembershipEvent(
            coalition_id=organisation.coalition_id,
            organisation_id=organisation.id,
            at=now,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            actor_name=actor.name,
            request_id=actor.request_id,
            step=step,
            from_state=before.state,
            to_state=after.state,
            reason=reason,
            version_hash="",
            from_before=before.since,
            until_before=before.until,
            from_after=after.since,
            until_after=after.until,
            undoes_id=undoes_id,
        )
    )


async def admit(
    session: AsyncSession,
    organisation_id: UUID,
    since: date | None,
    reason: str,
    actor: Actor,
    now: datetime,
    today: date,
    row_version: int | None = None,
) -> Organisation:
    """Make an organisation a member from a day on; `today` is the coalition's day.

    Raises `Invalid` (fields `member_from`, `reason`), `NotFound`, `Conflict`, and `NotAllowedNow` for a member.
    """
    reason = checked_reason(reason)
    if since and since > today:
        told = gettext("The first day must not lie ahead. Admit the organisation when the day has come.")
        raise Invalid({"member_from": told})
    organisation = await locked(session, organisation_id, row_version)
    before = standing_of(organisation)
    MEMBERSHIP.after(before.state, MembershipStep.ADMIT, _facts(organisation))
    await _become(session, organisation, Standing(MembershipState.MEMBER, since, None), reason, actor, now)
    return organisation


async def end(
    session: AsyncSession,
    organisation_id: UUID,
    ending: Ending,
    until: date | None,
    reason: str,
    actor: Actor,
    now: datetime,
    today: date,
    row_version: int | None = None,
) -> Organisation:
    """End a membership, or say how and when a past one ended. Who was removed has a right to a reason, so it needs one.

    Raises `Invalid` (fields `member_until`, `reason`), `NotFound`, `Conflict`, and `NotAllowedNow`, also for the host.
    """
    reason = checked_reason(reason)
    if ending is Ending.REMOVED and not reason:
        raise Invalid({"reason": gettext("Say why the organisation is removed. It is kept with the membership.")})
    if until is None:
        raise Invalid({"member_until": gettext("Enter the last day of the membership.")})
    organisation = await locked(session, organisation_id, row_version)
    check_dates(organisation.member_from, until, today, "member")
    before = standing_of(organisation)
    to = MEMBERSHIP.after(before.state, ENDS[ending], _facts(organisation))
    await _become(session, organisation, Standing(to, organisation.member_from, until), reason, actor, now)
    return organisation


async def undo(
    session: AsyncSession,
    organisation_id: UUID,
    event_id: UUID,
    reason: str,
    actor: Actor,
    now: datetime,
    row_version: int | None = None,
) -> Organisation:
    """Take the newest step back, because it was a mistake. Both stay in the history.

    Raises `Invalid` (field `reason`), `NotFound`, `Conflict`, and `NotAllowedNow` where another step came after it.
    """
    reason = checked_reason(reason)
    if not reason:
        raise Invalid({"reason": gettext("Say what the mistake was. It is kept with the membership.")})
    organisation = await locked(session, organisation_id, row_version)
    last = await session.scalar(
        select(MembershipEvent)
        .where(MembershipEvent.organisation_id == organisation_id)
        .order_by(MembershipEvent.id.desc())
        .limit(1)
    )
    now_stands = standing_of(organisation)
    if last is None or last.id != event_id or last.to_state != now_stands.state:
        raise NotAllowedNow(gettext("The membership has changed since. Only the newest step can be undone."))
    before = Standing(MembershipState(last.from_state), last.from_before, last.until_before)
    ended = now_stands.state in ENDED and before.state is MembershipState.MEMBER
    step = MembershipStep.REINSTATE if ended else None
    MEMBERSHIP.after(now_stands.state, step or step_between(now_stands.state, before.state), _facts(organisation))
    await _become(session, organisation, before, reason, actor, now, step=step, undoes_id=last.id)
    return organisation


async def take_back(
    session: AsyncSession, organisation_id: UUID, admitted_at: datetime | None, reason: str, actor: Actor, now: datetime
) -> Organisation | None:
    """Undo an admission, if it is the newest step and happened then; None where the membership has moved on.

    Where the organisation that was admitted then was merged into this one, which is a member by that alone, it is none any
    more either.
    """
    last = await session.scalar(
        select(MembershipEvent)
        .where(MembershipEvent.organisation_id == organisation_id)
        .order_by(MembershipEvent.id.desc())
        .limit(1)
    )
    if last is None or last.step != MembershipStep.ADMIT:
        return None
    if last.at != admitted_at and not await _came_by_merging(session, last, admitted_at):
        return None
    return await undo(session, organisation_id, last.id, reason, actor, now)


async def _came_by_merging(session: AsyncSession, step: MembershipEvent, admitted_at: datetime | None) -> bool:
    """Whether a step is a merge's, with an organisation whose own newest step was its admission at that time."""
    merged = select(OrganisationChange.other_id).where(
        OrganisationChange.organisation_id == step.organisation_id,
        OrganisationChange.other_id.is_not(None),
        OrganisationChange.at == step.at,
    )
    newest = await session.scalars(
        select(MembershipEvent)
        .ext(distinct_on(MembershipEvent.organisation_id))
        .where(MembershipEvent.organisation_id.in_(merged))
        .order_by(MembershipEvent.organisation_id, MembershipEvent.id.desc())
    )
    return any(one.step == MembershipStep.ADMIT and one.at == admitted_at for one in newest)


async def _become(
    session: AsyncSession,
    organisation: Organisation,
    after: Standing,
    reason: str,
    actor: Actor,
    now: datetime,
    *,
    step: MembershipStep | None = None,
    undoes_id: UUID | None = None,
) -> None:
    before = standing_of(organisation)
    log = Log(session, organisation, actor, now)
    log.note(gettext_noop("membership"), WORDS[before.state], WORDS[after.state], reason)
    log.note(gettext_noop("member from"), organisation.member_from, after.since)
    log.note(gettext_noop("member until"), organisation.member_until, after.until)
    organisation.is_member = after.state is MembershipState.MEMBER
    organisation.member_from, organisation.member_until = after.since, after.until
    organisation.member_ended = Ending(after.state.value) if after.state in ENDED else None
    if organisation.is_member:
        organisation.is_partner = False
    else:
        organisation.is_lead_partner, organisation.member_place = False, None
    note_step(session, organisation, before, actor, now, reason, step=step, undoes_id=undoes_id)
    touch(organisation)
    await session.flush()


def _facts(organisation: Organisation) -> MembershipFacts:
    return MembershipFacts(organisation.display_name, organisation.is_host)
