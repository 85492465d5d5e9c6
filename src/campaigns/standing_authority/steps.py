"""The one way a standing authority's state changes: under its row lock, by its table, leaving a history row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.coalitions.models import Coalition
from campaigns.errors import NotFound
from campaigns.organisations.models import Organisation, SignOff
from campaigns.standing_authority.lifecycle import LIFECYCLE, AuthorityFacts, AuthorityState, AuthorityStep
from campaigns.standing_authority.models import StandingAuthority, StandingAuthorityEvent
from campaigns.standing_authority.queries import person_present
from campaigns.standing_authority.scope import REQUEST_LIFE


@dataclass(frozen=True)
class Held:
    """A standing authority whose row is locked until the transaction ends, with what its guards ask beside it."""

    authority: StandingAuthority
    organisation: Organisation
    coalition: Coalition
    person_present: bool

    def facts(self, now: datetime, *, basis_stated: bool = False, kind: str = "") -> AuthorityFacts:
        """The authority as its guards see it at `now` (UTC); `kind` is that of the letter it is used on."""
        return AuthorityFacts(
            now=now,
            over_at=over_at(self.authority),
            switched_on=self.coalition.standing_authority,
            two_people=self.organisation.sign_off is SignOff.TWO_PEOPLE,
            person_present=self.person_present,
            basis_stated=basis_stated,
            kind=kind,
            kinds=frozenset(self.authority.kinds),
        )


async def hold(session: AsyncSession, authority_id: UUID) -> Held:
    """Lock one authority. Raises `NotFound`."""
    held = await hold_all(session, [authority_id])
    if not held:
        raise NotFound
    return held[0]


async def hold_all(session: AsyncSession, authority_ids: Sequence[UUID]) -> list[Held]:
    """Lock those authorities that there are, in the order of their ids so that no two transactions wait for each other.

    Whoever locks a letter too, locks it first.
    """
    found = await session.execute(
        select(StandingAuthority, Organisation, Coalition, person_present())
        .join(Organisation, Organisation.id == StandingAuthority.organisation_id)
        .join(Coalition, Coalition.id == StandingAuthority.coalition_id)
        .where(StandingAuthority.id.in_(authority_ids))
        .order_by(StandingAuthority.id)
        .with_for_update(of=StandingAuthority)
        .execution_options(populate_existing=True)
    )
    return [Held(*row) for row in found]


def over_at(authority: StandingAuthority) -> datetime:
    """When it expires, in UTC: at the end of its last day, and a request that nobody answers after thirty days."""
    if authority.state is AuthorityState.ASKED:
        return min(authority.expires_at, authority.asked_at + REQUEST_LIFE)
    return authority.expires_at


def take(
    session: AsyncSession,
    authority: StandingAuthority,
    step: AuthorityStep,
    facts: AuthorityFacts,
    by: Actor,
    *,
    reason: str = "",
) -> None:
    """Take a step with an authority that is held. Raises `NotAllowedNow` where the table or a guard refuses."""
    before = authority.state
    authority.state = LIFECYCLE.after(before, step, facts)
    session.add(
        StandingAuthorityEvent(
            coalition_id=authority.coalition_id,
            authority_id=authority.id,
            at=facts.now,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_name=by.name,
            request_id=by.request_id,
            step=step,
            from_state=before,
            to_state=authority.state,
            reason=reason,
        )
    )
