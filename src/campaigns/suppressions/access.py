"""What the link at the end of an invitation opens: whether more invitations are sent to the address that it went to."""

from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.queries import CoalitionLook, coalition_of
from campaigns.database import hold_to, unscoped
from campaigns.errors import NotFound
from campaigns.languages.locales import prefer
from campaigns.mail.addresses import match_key
from campaigns.mail.models import Message, Stream, Suppression, SuppressionReason
from campaigns.mail.suppression import erased_key
from campaigns.organisations.locales import locale_at
from campaigns.tokens import Keys, Purpose, row_of


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One address as one coalition sends invitations to it. `stopped` says that its holder wants none."""

    message_id: UUID
    email: str
    coalition: CoalitionLook
    stopped: bool


async def open_subscription(session: AsyncSession, keys: Keys, token: str) -> Subscription:
    """What a token opens; the session is held to its coalition. Reading changes nothing.

    It works for as long as the mail is on record: whoever finds an old invitation can still stop the next one. Raises
    `NotFound` for any token but one that an invitation was sent with.
    """
    message = await session.scalar(
        select(Message)
        .where(Message.id == row_of(token), Message.stream == Stream.INVITATION)
        .execution_options(**unscoped("the token decides which coalition the session is held to"))
    )
    if (
        message is None
        or not message.recipient_email
        or message.coalition_id is None
        or not keys.holds(token, Purpose.UNSUBSCRIBE, message.id)
    ):
        raise NotFound
    hold_to(session, message.coalition_id)
    key = match_key(message.recipient_email)
    prefer(await locale_at(session, key))
    stopped = await session.scalar(
        select(Suppression.id).where(
            Suppression.email_key.in_([key, erased_key(message.coalition_id, key)]),
            Suppression.reason == SuppressionReason.UNSUBSCRIBED,
            Suppression.lifted_at.is_(None),
        )
    )
    return Subscription(
        message_id=message.id,
        email=message.recipient_email,
        coalition=await coalition_of(session, message.coalition_id),
        stopped=stopped is not None,
    )
