"""What a mailed link opens: one organisation's reply to one letter, and nothing else."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.models import Coalition
from campaigns.database import hold_to, unscoped
from campaigns.errors import NotFound, Replaced
from campaigns.invitations.models import Invitation, InvitationLink, PassedOn
from campaigns.languages.locales import prefer
from campaigns.letters.models import Letter, Version
from campaigns.letters.queries import LetterDetail, detail_of
from campaigns.organisations.locales import locale_of_contact
from campaigns.organisations.models import Contact, Organisation, SignOff
from campaigns.tokens import Keys, Purpose, row_of


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation as the holder of a link sees it. The session is held to its coalition."""

    token: str
    link_id: UUID
    invitation_id: UUID
    organisation_id: UUID
    organisation_name: str
    organisation_acronym: str
    #: Whether the organisation's rule is that a second person authorises what somebody signs for it.
    two_people: bool
    #: Whether it is known to sign on behalf of its members, as a group.
    signs_as_group: bool
    contact_name: str
    contact_role: str
    contact_email: str
    contact_email_key: str
    #: Whether the secretariat knows the holder: not where a contact passed the invitation on to them.
    known: bool
    coalition_name: str
    coalition_slug: str
    contact_of_secretariat: str
    phone_of_secretariat: str
    letter: LetterDetail
    #: How often the link was replaced before it was opened.
    rotation: int = 0
    #: When somebody with this link last began to sign in a personal capacity.
    personal_begun_at: datetime | None = None

    def actor(self, request_id: str = "") -> Actor:
        """The holder of the link, as history rows name them until they give a name of their own."""
        return Actor(ActorKind.LINK, self.contact_name or self.contact_email, self.link_id, request_id)


async def open_link(session: AsyncSession, keys: Keys, token: str) -> Opened:
    """What a token opens. Reading changes nothing.

    Raises `NotFound` for a token that was never made or has been ended, and `Replaced` for one in whose place there is
    another. A contact who was ended, such as somebody who has left the organisation, can no longer answer for it.
    """
    found = await session.execute(
        select(InvitationLink, Invitation, Contact, PassedOn, Organisation, Letter, Version, Coalition)
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .outerjoin(Contact, Contact.id == InvitationLink.contact_id)
        .outerjoin(PassedOn, PassedOn.link_id == InvitationLink.id)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .join(Letter, Letter.id == Invitation.letter_id)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .join(Coalition, Coalition.id == InvitationLink.coalition_id)
        .where(InvitationLink.id == row_of(token))
        .execution_options(**unscoped("the token decides which coalition the session is held to"))
    )
    row = found.first()
    if row is None:
        raise NotFound
    link, invitation, contact, passed, organisation, letter, version, coalition = row
    holder = contact or passed
    if link.ended_at is not None or holder is None or (contact is not None and contact.ended_at is not None):
        raise NotFound
    if keys.was_replaced(token, Purpose.INVITATION, link.id, link.rotation):
        prefer(locale_of_contact(contact, organisation))
        raise Replaced(coalition.contact_email)
    if not keys.holds(token, Purpose.INVITATION, link.id, link.rotation):
        raise NotFound
    hold_to(session, link.coalition_id)
    prefer(locale_of_contact(contact, organisation))
    return Opened(
        token=token,
        link_id=link.id,
        invitation_id=invitation.id,
        organisation_id=organisation.id,
        organisation_name=organisation.display_name,
        organisation_acronym=organisation.acronym,
        signs_as_group=organisation.signs_as_group,
        two_people=organisation.sign_off is SignOff.TWO_PEOPLE,
        contact_name=holder.name,
        contact_role=contact.role_title if contact else "",
        contact_email=holder.email,
        contact_email_key=holder.email_key,
        known=contact is not None,
        coalition_name=coalition.name,
        coalition_slug=coalition.slug,
        contact_of_secretariat=coalition.contact_email,
        phone_of_secretariat=coalition.contact_phone,
        letter=detail_of(letter, version),
        rotation=link.rotation,
        personal_begun_at=link.personal_begun_at,
    )
