"""Planning reminders, and sending one: when its time has come, or by hand."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, job
from campaigns.database import hold_to, unscoped
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.invitations.actions import REMINDER
from campaigns.languages.catalogues import gettext
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Letter
from campaigns.letters.steps import lock_letter
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.reminders.models import MOST, Reminder
from campaigns.reminders.queries import recipients
from campaigns.reminders.times import Lead, due_at, is_due

#: Planned reminders that one look at the clock considers; the next look sees the others.
_LOOK_AT = 1000


async def plan(session: AsyncSession, letter_id: UUID, leads: list[Lead | None], now: datetime) -> None:
    """Plan the first and the second reminder; None plans none. What was sent stays as it is.

    Raises `Invalid` (fields `first`, `second`), and `NotAllowedNow` for a letter that has no deadline or is closed.
    """
    letter = await lock_letter(session, letter_id)
    if letter.signing not in {SigningState.NOT_OPEN, SigningState.OPEN}:
        raise NotAllowedNow(gettext("Signing has closed, so nobody is reminded any more."))
    if letter.deadline_at is None:
        raise NotAllowedNow(
            gettext("A letter without a deadline has no time to remind of. Send a reminder by hand instead.")
        )
    sent = set(
        await session.scalars(select(Reminder.number).where(Reminder.letter_id == letter_id, Reminder.sent_at.is_not(None)))
    )
    first, second = (None if number in sent else lead for number, lead in zip((1, 2), (*leads, None, None), strict=False))
    times = [due_at(lead, letter.deadline_at, letter.zone) if lead else None for lead in (first, second)]
    if times[0] and times[1] and times[0] >= times[1]:
        raise Invalid({"second": gettext("The second reminder must come after the first one.")})
    for field, at in (("first", times[0]), ("second", times[1])):
        if at is not None and at <= now:
            raise Invalid({field: gettext("That time has passed. Choose a later one, or send a reminder by hand.")})
    await session.execute(delete(Reminder).where(Reminder.letter_id == letter_id, Reminder.sent_at.is_(None)))
    session.add_all(
        Reminder(coalition_id=letter.coalition_id, letter_id=letter_id, number=number, lead=lead)
        for number, lead in ((1, first), (2, second))
        if lead is not None
    )
    await session.flush()


async def send_by_hand(session: AsyncSession, letter_id: UUID, number: int, by: Actor, now: datetime) -> int:
    """Send the first or the second reminder now, and say how many are written to.

    `number` is the one that the page offered, so that pressing twice does not send both. Raises `Conflict` where it was sent
    meanwhile, `NotAllowedNow` once the letter takes no answers, `Invalid` for nobody to remind.
    """
    letter = await lock_letter(session, letter_id)
    if letter.signing is not SigningState.OPEN or (letter.deadline_at is not None and letter.deadline_at <= now):
        raise NotAllowedNow(gettext("Signing is not open, so nobody can be reminded now."))
    if number not in range(1, MOST + 1):
        raise Invalid({"": gettext("A letter has two reminders at most.")})
    mails = await _send(session, letter, number, by, now)
    if not mails:
        raise Invalid({"": gettext("There is nobody to remind now.")})
    return mails


async def send_next_due(session: AsyncSession, now: datetime) -> bool:
    """Send one reminder whose time has come, of any coalition; False once there is none.

    Safe to run twice and beside another worker.
    """
    found = await session.execute(
        select(Reminder.letter_id, Reminder.coalition_id, Reminder.number, Reminder.lead, Letter.deadline_at, Letter.zone)
        .join(Letter, Letter.id == Reminder.letter_id)
        .where(Reminder.sent_at.is_(None), Letter.signing == SigningState.OPEN, Letter.deadline_at > now)
        .order_by(Letter.deadline_at, Reminder.number)
        .limit(_LOOK_AT)
        .execution_options(**unscoped("the clock reminds of the letters of every coalition"))
    )
    due = next((row for row in found if row.lead and is_due(row.lead, row.deadline_at, row.zone, now)), None)
    if due is None:
        return False
    hold_to(session, due.coalition_id)
    letter = await lock_letter(session, due.letter_id)
    planned = await session.scalar(
        select(Reminder).where(Reminder.letter_id == letter.id, Reminder.number == due.number, Reminder.sent_at.is_(None))
    )
    moved = letter.deadline_at is None or letter.signing is not SigningState.OPEN
    if planned is None or planned.lead is None or moved or not is_due(planned.lead, letter.deadline_at, letter.zone, now):  # type: ignore[arg-type]
        return True  # somebody else was faster, or changed it: look again
    await _send(session, letter, due.number, job("the reminder’s time"), now)
    return True


async def _send(session: AsyncSession, letter: Letter, number: int, by: Actor, now: datetime) -> int:
    who = await recipients(session, letter.id, letter.zone, now)
    organisations = len({one.organisation_id for one in who})
    values = {"sent_at": now, "sent_by": by.name, "organisations": organisations, "mails": len(who)}
    written = await session.scalars(
        insert(Reminder)
        .values(coalition_id=letter.coalition_id, letter_id=letter.id, number=number, **values)
        .on_conflict_do_update(
            index_elements=[Reminder.letter_id, Reminder.number], set_=values, where=Reminder.sent_at.is_(None)
        )
        .returning(Reminder.id)
    )
    if written.one_or_none() is None:
        raise Conflict(
            gettext("This reminder was sent while you were on this page. Look at it again before you send another.")
        )
    # The number is part of the key: the same reminder is one message for each contact, however often it is asked for.
    outgoing = [
        Outgoing(REMINDER, one.link_id, Recipient(one.name, one.email), Stream.INVITATION, key=str(number)) for one in who
    ]
    return await send_many(session, outgoing, now=now, coalition_id=letter.coalition_id)
