"""Moving a deadline that everybody was told, and telling everybody who had the old one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.database import hold_to, unscoped
from campaigns.errors import Invalid
from campaigns.individuals.lifecycle import LIVE as LISTED
from campaigns.individuals.models import IndividualSignature
from campaigns.jobs import Job, after_commit
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.locales import Locale, reading
from campaigns.letters import reasons
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.models import Letter
from campaigns.letters.steps import facts_of, lock_letter, take
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.responses.models import DeadlineTelling
from campaigns.responses.told import individuals_told, told_once
from campaigns.signatures.late.actions import close_of_letter
from campaigns.signatures.notices import DEADLINE_CHANGED

_OPEN_AGAIN = gettext_noop("The deadline was moved, so signing is open again.")


async def extend(
    session: AsyncSession,
    letter_id: UUID,
    deadline_at: datetime,
    zone: str,
    reason: str,
    row_version: int | None,
    by: Actor,
    now: datetime,
) -> Letter:
    """Move the deadline of a letter to an instant in UTC, opening its signing again where it has closed.

    Everybody who was told the old time is told the new one, once, with the reason: whoever was invited or signed, or is
    asked to authorise it, infrastructure bodies with a link of their own, and, by the worker, whoever signed for themselves.
    Links that were mailed go on working.
    Requests to be added late are closed: whoever made one may sign by themselves again, with the answers they gave.
    Raises `Invalid` (fields `deadline_date`, `reason`), `NotAllowedNow`, `Conflict`.
    """
    if not reason.strip():
        raise Invalid({"reason": gettext("Say why the deadline moves. Everybody who had the old time reads it.")})
    letter = await lock_letter(session, letter_id, row_version)
    if deadline_at == letter.deadline_at and zone == letter.zone:
        raise Invalid({"deadline_date": gettext("This is the deadline already.")})
    facts = replace(facts_of(letter, now), new_deadline_at=deadline_at)
    details = {
        "before": letter.deadline_at.isoformat() if letter.deadline_at else "",
        "zone_before": letter.zone,
        "after": deadline_at.isoformat(),
        "zone": zone,
        "why": reason.strip(),
    }
    with reading(Locale.ENGLISH):
        told = reasons.moved(details)
    take(session, letter, SigningStep.EXTEND, facts, by, reason=told, details=details)
    letter.deadline_at, letter.zone = deadline_at, zone
    after_commit(session, Job.CLOSE_DUE_LETTERS, at=deadline_at)
    await session.flush()
    # Read first: whoever asked to be added late is told too, and their requests are closed here.
    people = (await session.execute(told_once(letter.id))).all()
    await close_of_letter(session, letter.id, _OPEN_AGAIN, by, now)
    await _tell(session, letter, people, now)
    return letter


async def _tell(session: AsyncSession, letter: Letter, people: Sequence[Row[Any]], now: datetime) -> None:
    # The time of the change makes each a message of its own, also where a deadline moves back to what it was.
    outgoing = [_outgoing(letter.id, one.subject_id, Recipient(one.name, one.email), now) for one in people]
    await send_many(session, outgoing, now=now, coalition_id=letter.coalition_id)
    anybody = await session.scalar(select(IndividualSignature.id).where(individuals_told(letter.id)).limit(1))
    if anybody is not None:
        session.add(DeadlineTelling(coalition_id=letter.coalition_id, letter_id=letter.id, moved_at=now))
        after_commit(session, Job.TELL_INDIVIDUALS)


async def tell_next_individuals(session: AsyncSession, now: datetime, limit: int = 2000) -> bool:
    """Tell some more of those who signed for themselves, of any coalition; False once all were. Safe to run twice.

    Whoever was told in another role, when the deadline moved, is not told again. A deadline that has moved again since is
    told no further: its next telling reaches them all.
    """
    telling = await session.scalar(
        select(DeadlineTelling)
        .where(DeadlineTelling.finished_at.is_(None))
        .order_by(DeadlineTelling.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(**unscoped("moved deadlines of every coalition are told"))
    )
    if telling is None:
        return False
    hold_to(session, telling.coalition_id)
    found = await session.execute(
        select(
            IndividualSignature.id,
            IndividualSignature.number,
            # No name goes to an address that nobody has checked.
            case((IndividualSignature.state.in_(LISTED), IndividualSignature.name), else_="").label("name"),
            IndividualSignature.email,
        )
        .where(individuals_told(telling.letter_id), IndividualSignature.number > telling.after_number)
        .order_by(IndividualSignature.number)
        .limit(limit)
    )
    people = found.all()
    moved_again = await session.scalar(
        select(DeadlineTelling.id)
        .where(DeadlineTelling.letter_id == telling.letter_id, DeadlineTelling.moved_at > telling.moved_at)
        .limit(1)
    )
    if moved_again is None and people:
        outgoing = [_outgoing(telling.letter_id, one.id, Recipient(one.name, one.email), telling.moved_at) for one in people]
        # As of the moment of the change, by which the mail knows whether it is still the newest one.
        await send_many(session, outgoing, now=telling.moved_at, coalition_id=telling.coalition_id)
        telling.after_number = people[-1].number
    if moved_again is not None or len(people) < limit:
        telling.finished_at = now
    await session.flush()
    return True


def _outgoing(letter_id: UUID, subject_id: UUID, to: Recipient, moved_at: datetime) -> Outgoing:
    return Outgoing(DEADLINE_CHANGED, subject_id, to, Stream.NOTICE, key=moved_at.isoformat(), once_for=letter_id)
