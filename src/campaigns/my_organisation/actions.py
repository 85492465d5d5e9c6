"""Asking for the link to one's own organisation's page, and opening it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.database import delete_some, unscoped
from campaigns.errors import NotAllowedNow
from campaigns.languages.catalogues import gettext
from campaigns.mail.addresses import checked, match_key
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream
from campaigns.mail.outbox import Recipient, send
from campaigns.my_organisation.models import PageLink
from campaigns.organisations.models import Contact
from campaigns.tokens import Keys

#: The kind of the mail with the link.
MY_ORGANISATION = "my_organisation"
LINK_LIFE = timedelta(hours=1)
#: How often one address is written to, whoever asks; what is asked beyond that gets the same answer and no mail.
PER_ADDRESS = (5, timedelta(days=1))
MOST_ORGANISATIONS = 20
#: Stands in the outbox for an address nobody has (RFC 2606); nothing is sent there.
NOBODY = Recipient("", "nobody@my-organisation.invalid")


async def ask_for_links(session: AsyncSession, keys: Keys, email: str, now: datetime) -> None:
    """Have a link mailed for each organisation, in whatever coalition, that this address is a present contact of.

    Nothing tells a known address from an unknown one. Mail goes to the address on record, never to the one typed. Raises
    `Invalid` (field `email`).
    """
    key = match_key(checked(email))
    email_hash = keys.hashed("my organisation", key)
    # One request for an address at a time, or twenty at once would all find room.
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email_hash, 0))))
    most, window = PER_ADDRESS
    asked_at = (
        select(PageLink.created_at)
        .where(PageLink.email_hash == email_hash, PageLink.created_at > now - window)
        .group_by(PageLink.created_at)
        .subquery()
    )
    asked = await session.scalar(select(func.count()).select_from(asked_at))
    found = await session.scalars(
        select(Contact)
        .where(Contact.email_key == key, Contact.ended_at.is_(None))
        .order_by(Contact.id)
        .limit(MOST_ORGANISATIONS)
        .execution_options(**unscoped("somebody may be a contact of organisations in several coalitions"))
    )
    contacts: list[Contact | None] = [*found.all()]
    if (asked or 0) >= most:
        return
    for contact in contacts or [None]:
        link = PageLink(
            contact_id=contact.id if contact else None,
            email_hash=email_hash,
            created_at=now,
            expires_at=now + LINK_LIFE,
            opened_at=None,
        )
        session.add(link)
        await session.flush()
        await send(
            session,
            MY_ORGANISATION,
            link.id,
            to=Recipient(contact.name, contact.email) if contact else NOBODY,
            stream=Stream.NOTICE,
            now=now,
            coalition_id=contact.coalition_id if contact else None,
            state=MessageState.QUEUED if contact else MessageState.CANCELLED,
        )


async def open_page(session: AsyncSession, link_id: UUID, now: datetime) -> None:
    """Press the button behind a link. Doing it again changes nothing. Raises `NotAllowedNow` for one that is too old."""
    open_still = PageLink.expires_at > now
    opened = await session.scalar(
        update(PageLink)
        .where(PageLink.id == link_id, open_still)
        .values(opened_at=func.coalesce(PageLink.opened_at, now))
        .returning(PageLink.id)
        .execution_options(synchronize_session=False)
    )
    if opened is None:
        raise NotAllowedNow(gettext("This link is too old. Ask for a new one."))


async def forget_old_links(session: AsyncSession, now: datetime, most: int = 1000) -> int:
    """Delete links that were asked for over a day ago, at most so many, and say how many; safe to run twice.

    Mail to nobody goes with them.
    """
    old = PageLink.created_at < now - PER_ADDRESS[1]
    to_nobody = select(PageLink.id).where(old, PageLink.contact_id.is_(None)).limit(most)
    await session.execute(
        delete(Message)
        .where(Message.subject_id.in_(to_nobody), Message.recipient_email == NOBODY.email)
        .execution_options(synchronize_session=False)
    )
    return await delete_some(session, PageLink, old, most)
