"""What the mails about an invitation say, written at the moment each is sent."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.invitations.actions import INVITATION, PASSED_ON
from campaigns.invitations.answering import ANSWER_RECORDED
from campaigns.invitations.models import Answer, AnswerKind, Invitation, InvitationLink, PassedOn
from campaigns.invitations.reasons import WORDS, Reason
from campaigns.languages.catalogues import gettext
from campaigns.languages.moments import calendar_day, in_words
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.mails import letter_mail
from campaigns.letters.models import Letter, Version
from campaigns.letters.texts import text_of
from campaigns.mail.addresses import match_key
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.organisations.models import Contact, Organisation
from campaigns.text.plain_letter import plain_words
from campaigns.text.view import letter_view
from campaigns.tokens import Purpose


async def invitation(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Ask an organisation to sign (E3), with the whole text. Not sent once signing has closed or the link was ended."""
    found = await session.execute(
        select(InvitationLink, Organisation, Letter, Version, Coalition)
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .join(Letter, Letter.id == Invitation.letter_id)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .join(Coalition, Coalition.id == Letter.coalition_id)
        .where(InvitationLink.id == message.subject_id)
    )
    row = found.first()
    if row is None:
        return None
    link, organisation, letter, version, coalition = row
    if link.ended_at is not None or letter.signing is not SigningState.OPEN:
        return None
    address = composing.link(Purpose.INVITATION, link.id, link.rotation, "/r/{token}")
    return invitation_mail(
        coalition,
        letter,
        version,
        message.recipient_name,
        organisation.display_name,
        address,
        replaced=link.rotation > 0,
    )


async def passed_on(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Send a colleague the invitation that a contact passed on. Not sent once that was taken back, or signing has closed."""
    mail = await invitation(session, message, composing)
    found = await session.execute(
        select(PassedOn, Contact)
        .join(InvitationLink, InvitationLink.id == PassedOn.from_link_id)
        .outerjoin(Contact, Contact.id == InvitationLink.contact_id)
        .where(PassedOn.link_id == message.subject_id)
    )
    row = found.first()
    if mail is None or row is None:
        return None
    passed, contact = row
    told = {"passed_by": (contact.name or contact.email) if contact else "", "their_words": passed.words}
    return msgspec.structs.replace(mail, context={**mail.context, **told})


def invitation_mail(
    coalition: Coalition,
    letter: Letter,
    version: Version,
    recipient: str,
    organisation: str,
    link: str,
    *,
    replaced: bool = False,
) -> Mail:
    """The invitation itself, for sending it and for looking at it before anything is sent.

    `replaced` says that the recipient had another link before, which opens nothing any more.
    """
    return letter_mail(
        coalition,
        letter,
        version,
        recipient=recipient,
        organisation=organisation,
        words=plain_words(text_of(version)),
        view=letter_view(text_of(version), title_level=2),
        link=link,
        replaced=replaced,
        private=letter.release is not ReleaseState.PUBLISHED,
        publication=in_words(letter.publish_at, letter.zone) if letter.publish_at else "",
    )


async def answer_recorded(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Send the receipt of a decline, or of a request for more time, or tell a colleague that there is one."""
    found = await session.execute(
        select(Answer, InvitationLink, Organisation, Letter, Version, Coalition)
        .join(InvitationLink, InvitationLink.id == Answer.invitation_link_id)
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .join(Letter, Letter.id == Invitation.letter_id)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .join(Coalition, Coalition.id == Letter.coalition_id)
        .where(Answer.id == message.subject_id)
    )
    row = found.first()
    if row is None:
        return None
    answer, link, organisation, letter, version, coalition = row
    own, mine = await _link_of(session, link, message.recipient_email)
    return letter_mail(
        coalition,
        letter,
        version,
        recipient=message.recipient_name,
        organisation=organisation.display_name,
        declined=answer.kind is AnswerKind.DECLINED,
        person=answer.person_name,
        own=own,
        reasons=[gettext(WORDS[Reason(reason)]) for reason in answer.reasons] if own else [],
        explanation=answer.explanation if own else "",
        would_sign_if=answer.would_sign_if if own else "",
        who_sees=answer.who_sees,
        needed_by=calendar_day(answer.needed_by) if answer.needed_by else "",
        link=composing.link(Purpose.INVITATION, mine.id, mine.rotation, "/r/{token}") if mine else "",
    )


async def _link_of(session: AsyncSession, answered: InvitationLink, email: str) -> tuple[bool, InvitationLink | None]:
    """Whether an answer was given by the holder of an address, and their own link to the invitation, if they have one."""
    key = match_key(email)
    found = await session.scalars(
        select(InvitationLink)
        .outerjoin(Contact, Contact.id == InvitationLink.contact_id)
        .where(
            InvitationLink.invitation_id == answered.invitation_id,
            InvitationLink.ended_at.is_(None),
            (Contact.email_key == key) | InvitationLink.id.in_(select(PassedOn.link_id).where(PassedOn.email_key == key)),
        )
    )
    links = {link.id: link for link in found}
    own = answered.id in links
    return own, links[answered.id] if own else next(iter(links.values()), None)


COMPOSERS: dict[str, Composer] = {
    INVITATION: invitation,
    PASSED_ON: passed_on,
    ANSWER_RECORDED: answer_recorded,
}
