"""Every mail that went to one organisation about one letter's invitation. The session is held by the caller."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotFound
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.organisations.models import Organisation

#: More than two reminders and a link sent again to a handful of contacts come to.
_MOST = 200


class MailRow(msgspec.Struct, frozen=True, kw_only=True):
    """One mail to one address; instants are in UTC.

    `state` is sent, delayed (a server further on still tries), queued, sending, deferred (tried again at `next_attempt_at`),
    bounced, suppressed or cancelled. `smtp_reply` is the server's last word, or why nothing was sent. Nobody knows whether a
    mail was opened.
    """

    kind: str
    name: str
    email: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    next_attempt_at: datetime | None
    smtp_reply: str


class OrganisationMail(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's mails, newest first."""

    organisation: str
    mails: list[MailRow]


async def mail_to(session: AsyncSession, letter_id: UUID, organisation_id: UUID) -> OrganisationMail:
    """Invitations, reminders and what else went to the links of an invitation. Raises `NotFound` for one not invited."""
    name = await session.scalar(
        select(Organisation.display_name)
        .join(Invitation, Invitation.organisation_id == Organisation.id)
        .where(Invitation.letter_id == letter_id, Organisation.id == organisation_id)
    )
    if name is None:
        raise NotFound
    found = await session.scalars(
        select(Message)
        .join(InvitationLink, InvitationLink.id == Message.subject_id)
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .where(Invitation.letter_id == letter_id, Invitation.organisation_id == organisation_id)
        .order_by(Message.id.desc())
        .limit(_MOST)
    )
    return OrganisationMail(organisation=name, mails=[_row(message) for message in found])


def _row(message: Message) -> MailRow:
    put_off = message.state is MessageState.QUEUED and message.attempts > 0
    delayed = message.state is MessageState.SENT and message.delayed_at is not None
    return MailRow(
        kind=message.kind,
        name=message.recipient_name,
        email=message.recipient_email,
        state="deferred" if put_off else "delayed" if delayed else message.state.value,
        created_at=message.created_at,
        sent_at=message.sent_at,
        next_attempt_at=message.next_attempt_at if put_off else None,
        smtp_reply=message.smtp_reply,
    )
