"""Who may authorise for an organisation so that nobody else need look: people whom the secretariat has on its record."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.invitations.models import InvitationLink
from campaigns.mail.addresses import domain_of, is_free_mail, mailbox_key, masked, match_key
from campaigns.organisations.models import Contact, Organisation
from campaigns.signatures.answers import own_name
from campaigns.signatures.models import Signature
from campaigns.signatures.own_form import is_own_form
from campaigns.signatures.queries import SignatureDetail
from campaigns.signatures.signing import invited_organisation, known_as

MOST_OFFERED = 20


class KnownPerson(msgspec.Struct, frozen=True):
    """A contact of the invited organisation, as a colleague may see it: the whole address is not theirs to learn."""

    id: UUID
    name: str
    role_title: str
    masked_email: str


async def known_people(session: AsyncSession, organisation_id: UUID, besides: Sequence[str]) -> list[KnownPerson]:
    """The organisation's people who get mail, but for those at the addresses `besides`; at most twenty.

    A shared inbox has no name and authorises nothing.
    """
    found = await session.scalars(
        select(Contact)
        .where(
            Contact.organisation_id == organisation_id,
            Contact.ended_at.is_(None),
            Contact.name != "",
            or_(Contact.gets_notices, Contact.gets_invitations),
            Contact.email_key.not_in([match_key(email) for email in besides if email]),
        )
        .order_by(Contact.id)
        .limit(MOST_OFFERED)
    )
    return [KnownPerson(one.id, one.name, one.role_title, masked(one.email)) for one in found]


async def sender_of(session: AsyncSession, signature: Signature | SignatureDetail) -> str:
    """The address of the contact whose invitation was used, whatever address was typed; empty where there is none."""
    found = await session.scalar(
        select(Contact.email)
        .join(InvitationLink, InvitationLink.contact_id == Contact.id)
        .where(InvitationLink.id == signature.invitation_link_id)
    )
    return found or ""


async def contact_at(session: AsyncSession, organisation_id: UUID, email: str) -> Contact | None:
    """The organisation's contact with this address, if it has one now."""
    return await session.scalar(
        select(Contact).where(
            Contact.organisation_id == organisation_id, Contact.email_key == match_key(email), Contact.ended_at.is_(None)
        )
    )


async def is_known(session: AsyncSession, organisation: Organisation, email: str) -> bool:
    """Whether the secretariat knows this address at the organisation: a contact, or a mail domain of its own."""
    if domain_of(email) in organisation.mail_domains.split() and not is_free_mail(email):
        return True
    return await contact_at(session, organisation.id, email) is not None


async def proved_by_authoriser(session: AsyncSession, signature: Signature | SignatureDetail) -> bool:
    """Whether a signature counts once the person who is asked authorises it; otherwise the secretariat looks at it then.

    It came by the organisation's own invitation, for it alone and under its own name, the secretariat knows the authoriser's
    address there, and it is neither the signer's mailbox nor that of whoever's invitation was used.
    """
    organisation = await invited_organisation(session, signature)
    if organisation is None or signature.joint_names or (signature.as_group and not organisation.signs_as_group):
        return False
    name = own_name(signature.display_name, signature.joint_names)
    if not await is_own_form(session, name, known_as(organisation)):
        return False
    senders = [signature.signer_email, await sender_of(session, signature)]
    if mailbox_key(signature.authoriser_email) in {mailbox_key(sender) for sender in senders if sender}:
        return False
    return await is_known(session, organisation, signature.authoriser_email)
