"""The invitation as one named recipient will read it, written by the same code that sends it."""

from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes, policy
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.invitations.actions import INVITATION
from campaigns.invitations.mails import invitation_mail
from campaigns.invitations.queries import Who, not_invited, wanted
from campaigns.languages.locales import Locale, reading
from campaigns.letters.models import Letter, Version
from campaigns.mail.compose import Mail
from campaigns.mail.models import Message, Stream
from campaigns.mail.render import written
from campaigns.mail.suppression import stopped
from campaigns.organisations.locales import locale_of_contact
from campaigns.organisations.models import Contact, Organisation
from campaigns.settings import Settings

#: Stands where each recipient's own link will: a preview must never hold a link that works.
NO_LINK = "…"
#: As many as a list on a page can offer.
MOST_NAMED = 200


class MailPreview(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as it would arrive. `language` is a BCP 47 tag, that of the recipient."""

    recipient_name: str
    recipient_email: str
    organisation: str
    sender: str
    subject: str
    text: str
    language: str


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A contact whose mail can be looked at before it is sent."""

    contact_id: UUID
    name: str
    email: str
    organisation: str


async def named_recipients(session: AsyncSession, letter_id: UUID, who: Who, ids: Sequence[UUID]) -> list[Named]:
    """The first contacts, in filing order, whom the wave would write to."""
    found = await session.execute(
        _who_gets_it(letter_id, who, ids)
        .with_only_columns(Contact.id, Contact.name, Contact.email, Organisation.display_name)
        .limit(MOST_NAMED)
    )
    return [Named(contact_id=row.id, name=row.name, email=row.email, organisation=row.display_name) for row in found]


async def preview_invitation(
    session: AsyncSession,
    settings: Settings,
    letter_id: UUID,
    who: Who,
    ids: Sequence[UUID],
    to: UUID | None,
    now: datetime,
) -> MailPreview | None:
    """The mail to one contact of these organisations, or else to the first in filing order; None without any."""
    query = _who_gets_it(letter_id, who, ids).limit(1)
    row = (await session.execute(query.where(Contact.id == to))).first() if to is not None else None
    row = row or (await session.execute(query)).first()
    if row is None:
        return None
    contact, organisation, letter, version, coalition = row
    link = f"{settings.public_url}/r/{NO_LINK}"
    with reading(locale_of_contact(contact, organisation) or Locale.ENGLISH):
        mail = invitation_mail(coalition, letter, version, contact.name, organisation.display_name, link)
    mail = msgspec.structs.replace(mail, list_unsubscribe=f"{settings.public_url}/u/{NO_LINK}")
    message = Message(
        id=uuid4(), kind=INVITATION, recipient_name=contact.name, recipient_email=contact.email, coalition_id=coalition.id
    )
    return as_it_arrives(message, mail, organisation.display_name, settings, now)


def as_it_arrives(message: Message, mail: Mail, organisation: str, settings: Settings, now: datetime) -> MailPreview:
    """A mail that is not sent, read as its recipient’s program would."""
    read = message_from_bytes(written(message, mail, settings.mail_from, now), policy=policy.default)
    body = read.get_body(("plain",))
    return MailPreview(
        recipient_name=message.recipient_name,
        recipient_email=message.recipient_email,
        organisation=organisation,
        sender=str(read["From"]),
        subject=str(read["Subject"]),
        text=str(body.get_content()) if body is not None else "",
        language=mail.language,
    )


def _who_gets_it(
    letter_id: UUID, who: Who, ids: Sequence[UUID]
) -> Select[Contact, Organisation, Letter, Version, Coalition]:
    return (
        select(Contact, Organisation, Letter, Version, Coalition)
        .join(Organisation, Organisation.id == Contact.organisation_id)
        .join(Letter, Letter.id == letter_id)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .join(Coalition, Coalition.id == Letter.coalition_id)
        .where(
            wanted(who, ids),
            not_invited(letter_id),
            Contact.gets_invitations,
            Contact.ended_at.is_(None),
            ~stopped(Contact.email_key, Contact.coalition_id, Stream.INVITATION),
        )
        .order_by(Organisation.sort_key, Organisation.id, Contact.id)
    )
