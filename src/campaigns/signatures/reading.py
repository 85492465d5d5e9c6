"""The language in which the holder of a link reads."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.invitations.models import InvitationLink
from campaigns.languages.locales import Locale
from campaigns.organisations.locales import keep_for_contact
from campaigns.signatures.access import Reply
from campaigns.signatures.models import Signature


async def keep_locale(session: AsyncSession, reply: Reply, locale: Locale) -> None:
    """Write to whoever holds the link in this language from now on. It is no step of the signature and no change of it."""
    if reply.opened is not None:
        await keep_for_contact(
            session, select(InvitationLink.contact_id).where(InvitationLink.id == reply.opened.link_id), locale
        )
    own = reply.draft or (reply.signature if reply.own else None)
    if own is not None:
        await session.execute(update(Signature).where(Signature.id == own.id).values(locale=locale))
