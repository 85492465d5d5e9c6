"""What the mails about responses say, written at the moment each is sent."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.invitations.actions import INVITATION, REMINDER
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.mails import letter_mail
from campaigns.letters.models import Letter, Version
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.organisations.models import Contact, Organisation
from campaigns.responses.deadline_mail import deadline_changed
from campaigns.responses.takeover import CONTACT_RETURNED
from campaigns.signatures.notices import DEADLINE_CHANGED

#: More than any organisation has contacts.
_MOST = 50


async def contact_returned(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the secretariat that an organisation is not reached, who is asked instead, and what to do (E22).

    Mail came back from everybody who was invited there, or they are contacts no longer. Not sent once signing has closed:
    nothing is left to do then.
    """
    found = await session.execute(
        select(Invitation, Organisation, Letter, Version, Coalition)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .join(Letter, Letter.id == Invitation.letter_id)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .join(Coalition, Coalition.id == Letter.coalition_id)
        .where(Invitation.id == message.subject_id)
    )
    row = found.first()
    if row is None:
        return None
    invitation, organisation, letter, version, coalition = row
    if letter.signing is not SigningState.OPEN:
        return None
    sent = await session.scalars(
        select(Message)
        .join(InvitationLink, InvitationLink.id == Message.subject_id)
        .where(
            InvitationLink.invitation_id == invitation.id,
            Message.kind.in_([INVITATION, REMINDER]),
            # Of whoever was erased nothing is told but that they are no contact any more.
            Message.recipient_email != "",
        )
        .order_by(Message.id)
        .limit(_MOST)
    )
    newest = {one.recipient_email: one for one in sent}
    left = await session.scalars(
        select(Contact)
        .join(InvitationLink, InvitationLink.contact_id == Contact.id)
        .where(InvitationLink.invitation_id == invitation.id, Contact.ended_at.is_not(None))
        .order_by(Contact.id)
        .limit(_MOST)
    )
    gone = {one.email: one for one in left}
    return letter_mail(
        coalition,
        letter,
        version,
        recipient=message.recipient_name,
        organisation=organisation.display_name,
        returned=[(one.recipient_email, one.smtp_reply) for one in newest.values() if one.state is MessageState.BOUNCED],
        left=[" ".join(part for part in (one.name, one.email) if part) for one in gone.values()],
        instead=[
            " ".join(part for part in (one.recipient_name, one.recipient_email) if part)
            for one in newest.values()
            if one.recipient_email not in gone
            and one.state in {MessageState.QUEUED, MessageState.SENDING, MessageState.SENT}
        ],
        # The organisation's own page has an address that mail programs would break; the board leads there.
        board=composing.address(f"/secretariat/{coalition.slug}/letters/{letter.reference}/responses"),
    )


COMPOSERS: dict[str, Composer] = {CONTACT_RETURNED: contact_returned, DEADLINE_CHANGED: deadline_changed}
