"""What a reminder says, written at the moment it is sent."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.instants import wall_clock
from campaigns.invitations.actions import REMINDER
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.languages.moments import in_words
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.mails import letter_mail
from campaigns.letters.models import Letter, Version
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.organisations.models import Contact, Organisation
from campaigns.reminders.queries import may_be_reminded
from campaigns.responses.rows import answer_of_organisation
from campaigns.tokens import Purpose


async def reminder(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Remind somebody who was invited (E4), with the same link.

    Not sent to an organisation that has answered meanwhile, by whichever of its people, nor once signing has closed, the
    deadline has passed, or the link or its contact has ended.
    """
    found = await session.execute(
        select(InvitationLink, Contact, Organisation, Letter, Version, Coalition)
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .outerjoin(Contact, Contact.id == InvitationLink.contact_id)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .join(Letter, Letter.id == Invitation.letter_id)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .join(Coalition, Coalition.id == Letter.coalition_id)
        .where(InvitationLink.id == message.subject_id, InvitationLink.ended_at.is_(None), Contact.ended_at.is_(None))
    )
    row = found.first()
    if row is None:
        return None
    link, _, organisation, letter, version, coalition = row
    over = letter.deadline_at is not None and letter.deadline_at <= composing.now
    if letter.signing is not SigningState.OPEN or over:
        return None
    response, needed_by = await answer_of_organisation(session, letter.id, organisation.id)
    if not may_be_reminded(response, needed_by, wall_clock(composing.now, letter.zone).date()):
        return None
    address = composing.link(Purpose.INVITATION, link.id, link.rotation, "/r/{token}")
    return reminder_mail(
        coalition,
        letter,
        version,
        message.recipient_name,
        organisation.display_name,
        address,
        replaced=link.rotation > 0,
    )


def reminder_mail(
    coalition: Coalition,
    letter: Letter,
    version: Version,
    recipient: str,
    organisation: str,
    link: str,
    *,
    replaced: bool = False,
) -> Mail:
    """The reminder itself, for sending it and for looking at it before anything is sent.

    `replaced` says that the recipient had another link before, which opens nothing any more.
    """
    return letter_mail(
        coalition,
        letter,
        version,
        recipient=recipient,
        organisation=organisation,
        link=link,
        replaced=replaced,
        private=letter.release is not ReleaseState.PUBLISHED,
        publication=in_words(letter.publish_at, letter.zone) if letter.publish_at else "",
    )


COMPOSERS: dict[str, Composer] = {REMINDER: reminder}
