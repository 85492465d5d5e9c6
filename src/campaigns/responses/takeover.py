"""The next contact takes over: when nobody at an organisation is reached any more, somebody else there is invited.

Nobody is reached where the mail came back from everybody, or whoever it went to has left: is a contact no longer.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.queries import holders
from campaigns.coalitions.roles import Role
from campaigns.database import hold_to, unscoped
from campaigns.invitations.actions import INVITATION, REMINDER, link_and_send
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Letter
from campaigns.letters.steps import lock_letter
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.mail.suppression import stopped
from campaigns.organisations.models import Contact
from campaigns.responses.rows import UNANSWERED, answer_of_organisation

CONTACT_RETURNED = "contact_returned"
#: The states of a mail that arrived, as far as anybody knows, or still may.
_REACHES = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.SENT})


async def follow_up_next(session: AsyncSession, now: datetime) -> bool:
    """Follow up one message that came back for good, of any coalition; False once there is none. Safe to run twice."""
    message = await session.scalar(
        select(Message)
        .where(Message.state == MessageState.BOUNCED, Message.followed_up_at.is_(None))
        .order_by(Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if message is None:
        return False
    message.followed_up_at = now
    if message.coalition_id is not None and message.kind in {INVITATION, REMINDER}:
        hold_to(session, message.coalition_id)
        await _take_over(session, message.subject_id, now)
    await session.flush()
    return True


async def follow_up_next_leaver(session: AsyncSession, now: datetime) -> bool:
    """Follow up one invitation whose contact has ended, of any coalition; False once there is none. Safe to run twice.

    Only letters that are open are looked at: one that opens again finds whoever left meanwhile.
    """
    link = await session.scalar(
        select(InvitationLink)
        .join(Contact, Contact.id == InvitationLink.contact_id)
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .join(Letter, Letter.id == Invitation.letter_id)
        .where(
            Contact.ended_at.is_not(None),
            InvitationLink.ended_at.is_(None),
            InvitationLink.followed_up_at.is_(None) | (InvitationLink.followed_up_at < Contact.ended_at),
            Letter.signing == SigningState.OPEN,
        )
        .order_by(InvitationLink.id)
        .limit(1)
        .with_for_update(of=InvitationLink, skip_locked=True)
        .execution_options(**unscoped("whoever left is followed up in every coalition"))
    )
    if link is None:
        return False
    hold_to(session, link.coalition_id)
    link.followed_up_at = now
    # Told once for each person who leaves: what the secretariat was told before of somebody else no longer holds.
    await _take_over(session, link.id, now, key=f"left {link.contact_id}")
    await session.flush()
    return True


async def _take_over(session: AsyncSession, link_id: UUID, now: datetime, key: str = "") -> None:
    invitation = await session.scalar(
        select(Invitation)
        .join(InvitationLink, InvitationLink.invitation_id == Invitation.id)
        .where(InvitationLink.id == link_id)
    )
    if invitation is None:
        return
    letter = await lock_letter(session, invitation.letter_id)
    if letter.signing is not SigningState.OPEN:
        return
    response, _ = await answer_of_organisation(session, letter.id, invitation.organisation_id)
    if response not in UNANSWERED or await _is_reached(session, invitation.id):
        return
    next_one = await next_contact(session, invitation)
    if next_one is not None:
        await link_and_send(session, letter, {invitation.organisation_id: invitation.id}, [next_one], now)
    await _tell(session, invitation, now, key)


async def _is_reached(session: AsyncSession, invitation_id: UUID) -> bool:
    """Whether the newest mail to any contact with a link that still works did not come back."""
    newest = await session.execute(
        select(Message.subject_id, Message.state)
        .join(InvitationLink, InvitationLink.id == Message.subject_id)
        .join(Contact, Contact.id == InvitationLink.contact_id)
        .where(
            InvitationLink.invitation_id == invitation_id,
            InvitationLink.ended_at.is_(None),
            Contact.ended_at.is_(None),
            Message.kind.in_([INVITATION, REMINDER]),
        )
        .ext(distinct_on(Message.subject_id))
        .order_by(Message.subject_id, Message.created_at.desc(), Message.id.desc())
    )
    return any(row.state in _REACHES for row in newest)


async def next_contact(session: AsyncSession, invitation: Invitation) -> Contact | None:
    """Whom to ask instead: somebody who gets invitations, else one who gets notices, and has no link to this letter yet."""
    asked = select(InvitationLink.contact_id).where(
        InvitationLink.invitation_id == invitation.id, InvitationLink.contact_id.is_not(None)
    )
    return await session.scalar(
        select(Contact)
        .where(
            Contact.organisation_id == invitation.organisation_id,
            Contact.ended_at.is_(None),
            Contact.gets_invitations | Contact.gets_notices,
            Contact.id.not_in(asked),
            ~stopped(Contact.email_key, Contact.coalition_id, Stream.INVITATION),
        )
        .order_by(Contact.gets_invitations.desc(), Contact.id)
        .limit(1)
    )


async def _tell(session: AsyncSession, invitation: Invitation, now: datetime, key: str) -> None:
    """Tell everybody of the secretariat (E22), once for each organisation, letter and `key`."""
    people: Sequence[tuple[str, str]] = sorted(
        {one.email: one.name for one in await holders(session) if one.role is Role.SECRETARIAT}.items()
    )
    outgoing = [
        Outgoing(CONTACT_RETURNED, invitation.id, Recipient(name, email), Stream.NOTICE, key) for email, name in people
    ]
    await send_many(session, outgoing, now=now, coalition_id=invitation.coalition_id)
