"""Which language a contact reads, as far as the contact or their organisation has said."""

from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.languages.locales import Locale
from campaigns.organisations.models import Contact, Organisation
from campaigns.organisations.relations import locale_of_language


def locale_of_contact(contact: Contact | None, organisation: Organisation) -> Locale | None:
    """What the contact chose, otherwise the organisation's; None where neither has said."""
    return (contact.locale if contact else None) or locale_of_language(organisation.language)


async def locales_at(session: AsyncSession, email_key: str) -> tuple[Locale | None, Locale | None]:
    """For the contact at an address: what they chose themselves, and what their organisation is written to in.

    `email_key` is what `mail.addresses.match_key` makes of the address. Whoever chose comes first where several
    organisations have the same contact. One query, for a session that is held to a coalition.
    """
    found = await session.execute(
        select(Contact.locale, Organisation.language)
        .join(Organisation, Organisation.id == Contact.organisation_id)
        .where(Contact.email_key == email_key, Contact.ended_at.is_(None))
        .order_by(Contact.locale, Contact.id)
        .limit(1)
    )
    chosen, language = found.one_or_none() or (None, None)
    return chosen, locale_of_language(language)


async def locale_at(session: AsyncSession, email_key: str) -> Locale | None:
    """The language to write to an address in, or None where it is nobody's who has one; see `locales_at`."""
    chosen, of_organisation = await locales_at(session, email_key)
    return chosen or of_organisation


async def keep_for_contact(session: AsyncSession, contact_id: UUID | Select[UUID | None], locale: Locale) -> None:
    """Write to a contact in this language from now on, at every organisation of the coalition that has the address."""
    contact = [contact_id] if isinstance(contact_id, UUID) else contact_id
    address = select(Contact.email_key).where(Contact.id.in_(contact)).scalar_subquery()
    await session.execute(
        update(Contact)
        .where(Contact.email_key == address)
        .values(locale=locale)
        .execution_options(synchronize_session=False)
    )
