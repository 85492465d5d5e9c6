"""Which reminders a letter has, and who would get one now. The session is held to the coalition by the caller."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.instants import wall_clock
from campaigns.invitations.actions import INVITATION, PASSED_ON
from campaigns.invitations.models import Invitation, InvitationLink, PassedOn
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream
from campaigns.mail.suppression import stopped
from campaigns.organisations.models import Contact, Organisation
from campaigns.reminders.models import MOST, Reminder
from campaigns.reminders.times import Lead, due_at
from campaigns.responses.rows import Response, rows_of

#: Nobody is reminded of a mail that they got only just now.
FEWEST_HOURS = 3
#: More contacts than any letter goes to.
_EVERYBODY = 50_000
_REACHED = (MessageState.QUEUED, MessageState.SENDING, MessageState.SENT)


class ReminderDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two reminders; instants are in UTC.

    `due_at` is when it is sent if the deadline stays; null for one that was sent, or where the letter has no deadline.
    """

    number: int
    lead: Lead | None
    due_at: datetime | None
    sent_at: datetime | None
    sent_by: str
    organisations: int
    mails: int


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """One contact who would be reminded now; `link_id` is the invitation's link that they have."""

    link_id: UUID
    organisation_id: UUID
    organisation: str
    name: str
    email: str


async def reminders_of(
    session: AsyncSession, letter_id: UUID, deadline_at: datetime | None, zone: str
) -> list[ReminderDetail]:
    """The reminders that are planned or sent, by their number."""
    found = await session.scalars(select(Reminder).where(Reminder.letter_id == letter_id).order_by(Reminder.number))
    return [
        ReminderDetail(
            number=one.number,
            lead=one.lead,
            due_at=due_at(one.lead, deadline_at, zone) if one.lead and deadline_at and one.sent_at is None else None,
            sent_at=one.sent_at,
            sent_by=one.sent_by,
            organisations=one.organisations,
            mails=one.mails,
        )
        for one in found
    ]


def next_number(reminders: Sequence[ReminderDetail]) -> int | None:
    """Which of the two a reminder sent by hand would be; None once both were sent."""
    sent = {one.number for one in reminders if one.sent_at is not None}
    return next((number for number in range(1, MOST + 1) if number not in sent), None)


def may_be_reminded(response: Response | None, needed_by: date | None, today: date) -> bool:
    """Whether an organisation has not answered, or has asked for time until a day that has come."""
    if response is Response.MORE_TIME:
        return needed_by is None or needed_by <= today
    return response is Response.NO_REPLY


async def recipients(
    session: AsyncSession, letter_id: UUID, zone: str, now: datetime, limit: int = _EVERYBODY
) -> list[Recipient]:
    """Who would be reminded now, in list order: contacts who got the invitation some hours ago and may be written to."""
    found = await session.execute(_recipients(letter_id, zone, now).limit(limit))
    return [
        Recipient(
            link_id=row.id,
            organisation_id=row.organisation_id,
            organisation=row.display_name,
            name=row.name,
            email=row.email,
        )
        for row in found
    ]


def _recipients(letter_id: UUID, zone: str, now: datetime) -> Select[UUID, UUID, str, str, str]:
    board, today = rows_of(letter_id), wall_clock(now, zone).date()
    waits = or_(
        board.c.response == Response.NO_REPLY.value,
        and_(board.c.response == Response.MORE_TIME.value, or_(board.c.needed_by.is_(None), board.c.needed_by <= today)),
    )
    invited = exists().where(
        Message.subject_id == InvitationLink.id,
        Message.kind.in_((INVITATION, PASSED_ON)),
        Message.state.in_(_REACHED),
        Message.created_at <= now - timedelta(hours=FEWEST_HOURS),
    )
    # Whoever has passed it on is not asked again while a colleague has it, whom we may write to.
    key, coalition_id = func.coalesce(Contact.email_key, PassedOn.email_key), InvitationLink.coalition_id
    onward = aliased(PassedOn)
    passed_on = exists().where(
        onward.from_link_id == InvitationLink.id,
        onward.taken_back_at.is_(None),
        ~stopped(onward.email_key, onward.coalition_id, Stream.INVITATION),
    )
    return (
        select(
            InvitationLink.id,
            Organisation.id.label("organisation_id"),
            Organisation.display_name,
            func.coalesce(Contact.name, "").label("name"),
            func.coalesce(Contact.email, PassedOn.email).label("email"),
        )
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .join(board, board.c.id == Invitation.id)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .outerjoin(Contact, Contact.id == InvitationLink.contact_id)
        .outerjoin(PassedOn, PassedOn.link_id == InvitationLink.id)
        .where(
            Invitation.letter_id == letter_id,
            waits,
            InvitationLink.ended_at.is_(None),
            Contact.ended_at.is_(None),
            Contact.id.is_(None) | Contact.gets_invitations | Contact.gets_notices,
            ~stopped(key, coalition_id, Stream.INVITATION),
            ~passed_on,
            invited,
        )
        .order_by(Organisation.sort_key, Organisation.id, InvitationLink.id)
    )
