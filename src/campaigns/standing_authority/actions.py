"""Switching standing authority on, asking for one, granting, refusing and ending it, and what comes to its end by itself."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, job
from campaigns.coalitions.models import Coalition
from campaigns.database import hold_to, unscoped
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.instants import wall_clock
from campaigns.languages.catalogues import gettext
from campaigns.mail.addresses import match_key
from campaigns.names.tidy import tidy
from campaigns.organisations.locking import locked
from campaigns.organisations.models import SignOff
from campaigns.signatures.answers import checked_basis, unusable_line
from campaigns.signatures.models import Authority
from campaigns.standing_authority.lifecycle import OPEN, AuthorityFacts, AuthorityState, AuthorityStep
from campaigns.standing_authority.models import StandingAuthority
from campaigns.standing_authority.queries import askable, detail_of
from campaigns.standing_authority.scope import REQUEST_LIFE, ScopeFields, end_of
from campaigns.standing_authority.steps import Held, hold, hold_all, over_at, take
from campaigns.standing_authority.telling import ask_person, tell_ended, tell_granted, tell_secretariat
from campaigns.standing_authority.wording import REPLACED, grant_sentence

_MOST_AT_ONCE = 200


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """A yes: who gives it, and on what basis; `note` says when the trustees agreed or who delegated it."""

    person_name: str
    person_title: str
    basis: Authority | None
    note: str = ""


async def switch(session: AsyncSession, coalition_id: UUID, *, on: bool) -> None:
    """Switch standing authority on or off for a coalition. While it is off, nothing that was granted can be used."""
    coalition = await session.get_one(Coalition, coalition_id, with_for_update={"key_share": True})
    coalition.standing_authority = on
    await session.flush()


async def ask(
    session: AsyncSession, organisation_id: UUID, contact_id: UUID | None, scope: ScopeFields, by: Actor, now: datetime
) -> StandingAuthority:
    """Ask one of an organisation's contacts by mail for a standing authority. Nothing is in force before they grant it.

    Raises `Invalid` (fields of `scope`, `contact_id`), `Conflict` where one is asked for already, `NotAllowedNow` where the
    coalition or the organisation's own rule has none, `NotFound`.
    """
    organisation = await locked(session, organisation_id)
    coalition = await session.get_one(Coalition, organisation.coalition_id)
    if not coalition.standing_authority:
        raise NotAllowedNow(gettext("The coalition has standing authority switched off."))
    if organisation.sign_off is SignOff.TWO_PEOPLE:
        raise NotAllowedNow(gettext("In this organisation two people have to agree, so it gives no standing authority."))
    problems: dict[str, str] = {}
    try:
        scope = scope.checked(now, coalition.zone)
    except Invalid as invalid:
        problems |= invalid.problems
    people = await askable(session, organisation.id, wall_clock(now, coalition.zone).date())
    person = next((one for one in people if one.contact_id == contact_id), None)
    if person is None:
        problems["contact_id"] = gettext("Choose whom to ask.")
    if problems or person is None:
        raise Invalid(problems)
    if await _open_of(session, organisation.id, AuthorityState.ASKED) is not None:
        raise Conflict(gettext("This organisation is asked already. Take that request back before you send another."))
    authority = StandingAuthority(
        coalition_id=organisation.coalition_id,
        organisation_id=organisation.id,
        state=AuthorityState.ASKED,
        kinds=[kind.value for kind in scope.kinds],
        topics=scope.topics,
        addressees=scope.addressees,
        until=scope.until,
        expires_at=end_of(scope.until, coalition.zone),
        asked_at=now,
        asked_by=by.name,
        person_name=person.name,
        person_title=person.role_title,
        email=person.email,
        email_key=match_key(person.email),
    )
    session.add(authority)
    await session.flush()
    await ask_person(session, authority, now)
    return authority


async def grant(session: AsyncSession, authority_id: UUID, answer: Grant, by: Actor, now: datetime) -> None:
    """Put an authority in force; the one that was in force before ends. The organisation's other notice contacts are told.

    Granting it twice changes nothing more. Raises `Invalid` (`authority`, `authority_note`, `person_name`, `person_title`),
    `NotAllowedNow`.
    """
    both = {one.authority.id: one for one in await hold_all(session, await _with_the_one_before(session, authority_id))}
    held = both.pop(authority_id)
    authority = held.authority
    if authority.state is AuthorityState.IN_FORCE:
        return
    name, title = _checked_person(answer)
    if answer.basis is None:
        # The signing pages ask about one letter; here it is about all that the scope covers.
        raise Invalid({"authority": gettext("Say on what authority you give it.")})
    basis, note = checked_basis(answer.basis, answer.note)
    person = Actor(by.kind, name, by.id, by.request_id)
    for before in both.values():
        if before.authority.state is AuthorityState.IN_FORCE:
            _end(session, before, person, now, REPLACED)
            await session.flush()
    take(session, authority, AuthorityStep.GRANT, held.facts(now, basis_stated=True), person)
    authority.person_name, authority.person_title = name, title
    authority.basis, authority.basis_note, authority.answered_at = basis, note, now
    detail = detail_of(authority, held.organisation.display_name)
    authority.granted_words = grant_sentence(detail, held.coalition.name)
    await session.flush()
    await tell_granted(session, authority, now)


async def refuse(session: AsyncSession, authority_id: UUID, reason: str, by: Actor, now: datetime) -> None:
    """Say no to a request; the secretariat is told. Saying it twice changes nothing more. Raises `NotAllowedNow`."""
    held = await hold(session, authority_id)
    if held.authority.state is AuthorityState.REFUSED:
        return
    take(session, held.authority, AuthorityStep.REFUSE, held.facts(now), by, reason=reason)
    held.authority.answered_at = now
    await session.flush()
    await tell_secretariat(session, [held.authority], now)


async def end(session: AsyncSession, authority_id: UUID, by: Actor, now: datetime) -> None:
    """End an authority at once, or take back a request; signatures made by it stay, each with its own way to withdraw.

    The organisation and the secretariat are told. Doing it twice changes nothing more. Raises `NotAllowedNow` where it was
    refused or has expired.
    """
    held = await hold(session, authority_id)
    was = held.authority.state
    if was is AuthorityState.ENDED:
        return
    _end(session, held, by, now)
    await session.flush()
    if was is AuthorityState.IN_FORCE:
        await tell_ended(session, [held.authority], now)


async def expire_due(session: AsyncSession, now: datetime) -> int:
    """Expire what is over, in one coalition, two hundred at most; its people are told where it was in force.

    Safe to run twice and beside another worker. Says how many those were.
    """
    which = await session.scalar(
        select(StandingAuthority.coalition_id)
        .where(_is_over(now))
        .limit(1)
        .execution_options(**unscoped("standing authorities of every coalition expire"))
    )
    if which is None:
        return 0
    hold_to(session, which)
    found = (
        await session.scalars(
            select(StandingAuthority)
            .where(_is_over(now))
            .order_by(StandingAuthority.id)
            .limit(_MOST_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
    ).all()
    was = {one.id: one.state for one in found}
    for authority in found:
        take(session, authority, AuthorityStep.EXPIRE, _of_time(authority, now), job("expiry"))
        authority.ended_at = now
    await session.flush()
    await tell_ended(session, [one for one in found if was[one.id] is AuthorityState.IN_FORCE], now)
    return len(found)


def _end(session: AsyncSession, held: Held, by: Actor, now: datetime, reason: str = "") -> None:
    take(session, held.authority, AuthorityStep.END, held.facts(now), by, reason=reason)
    held.authority.ended_at = now


async def _with_the_one_before(session: AsyncSession, authority_id: UUID) -> list[UUID]:
    """The authority and the one of the same organisation that is in force, to be locked in one order. Raises `NotFound`."""
    asked = await session.scalar(select(StandingAuthority).where(StandingAuthority.id == authority_id))
    if asked is None:
        raise NotFound
    before = await _open_of(session, asked.organisation_id, AuthorityState.IN_FORCE)
    return [authority_id] if before is None else [authority_id, before]


async def _open_of(session: AsyncSession, organisation_id: UUID, state: AuthorityState) -> UUID | None:
    return await session.scalar(
        select(StandingAuthority.id).where(
            StandingAuthority.organisation_id == organisation_id, StandingAuthority.state == state
        )
    )


def _is_over(now: datetime) -> ColumnElement[bool]:
    unanswered = (StandingAuthority.state == AuthorityState.ASKED) & (StandingAuthority.asked_at <= now - REQUEST_LIFE)
    return StandingAuthority.state.in_(OPEN) & or_(StandingAuthority.expires_at <= now, unanswered)


def _of_time(authority: StandingAuthority, now: datetime) -> AuthorityFacts:
    """What expiring asks, and nothing else."""
    return AuthorityFacts(now=now, over_at=over_at(authority), switched_on=False, two_people=False, person_present=False)


def _checked_person(answer: Grant) -> tuple[str, str]:
    name, title = tidy(answer.person_name), tidy(answer.person_title)
    problems = {}
    if not name:
        problems["person_name"] = gettext("Enter your full name.")
    if not title:
        problems["person_title"] = gettext("Enter your job title or role.")
    for field, value in (("person_name", name), ("person_title", title)):
        if wrong := unusable_line(value):
            problems[field] = wrong
    if problems:
        raise Invalid(problems)
    return name, title
