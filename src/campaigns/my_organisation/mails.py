"""The mail with the link to an organisation's own page."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.languages.catalogues import gettext
from campaigns.languages.moments import in_words
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.my_organisation.actions import MY_ORGANISATION
from campaigns.my_organisation.models import PageLink
from campaigns.organisations.models import Contact, Organisation
from campaigns.tokens import Purpose

_ZONE = "Europe/London"


async def my_organisation(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """The link. Not sent to an address nobody has, nor to a contact that has ended, nor once the link is too old."""
    found = await session.execute(
        select(PageLink, Contact, Organisation, Coalition)
        .join(Contact, Contact.id == PageLink.contact_id)
        .join(Organisation, Organisation.id == Contact.organisation_id)
        .join(Coalition, Coalition.id == Contact.coalition_id)
        .where(PageLink.id == message.subject_id, Contact.ended_at.is_(None), PageLink.expires_at > composing.now)
    )
    row = found.first()
    if row is None:
        return None
    link, contact, organisation, coalition = row
    return Mail(
        from_name=gettext("{coalition} secretariat", coalition=coalition.name),
        reply_to=coalition.contact_email,
        postal_address=coalition.postal_address,
        accent_colour=coalition.accent_colour,
        context={
            "name": contact.name,
            "coalition": coalition.name,
            "organisation": organisation.display_name,
            "link": composing.link(Purpose.MY_ORGANISATION, link.id, 0, "/m/{token}"),
            "until": in_words(link.expires_at, _ZONE),
            "contact_email": coalition.contact_email,
        },
    )


COMPOSERS: Mapping[str, Composer] = {MY_ORGANISATION: my_organisation}
