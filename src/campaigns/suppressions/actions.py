"""Stopping invitations, having them sent again, and lifting a suppression."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotFound
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.mail.addresses import match_key
from campaigns.mail.models import Message, Suppression, SuppressionReason
from campaigns.mail.suppression import suppress, take_back
from campaigns.suppressions.access import Subscription

LONGEST_REASON = 500
OWN_WISH = gettext_noop("The holder of the address asked for invitations again.")


async def stop(session: AsyncSession, subscription: Subscription, now: datetime) -> None:
    """Send no more invitations or reminders to the address; notices go on. Doing it again changes nothing."""
    message = await session.get_one(Message, subscription.message_id)
    await suppress(session, message, SuppressionReason.UNSUBSCRIBED, now)


async def start_again(session: AsyncSession, subscription: Subscription, now: datetime) -> None:
    """Undo `stop`. What else stops the address, such as mail that came back, stays. Again changes nothing."""
    key = match_key(subscription.email)
    await take_back(
        session, subscription.coalition.id, key, [SuppressionReason.UNSUBSCRIBED], now, subscription.email, OWN_WISH
    )


async def lift(session: AsyncSession, suppression_id: UUID, reason: str, by: Actor, now: datetime) -> None:
    """Write to an address again, for a reason that is kept; lifting one that is lifted changes nothing.

    Raises `Invalid` without a reason, and `NotFound`.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid({"reason": gettext("Say why this address may be written to again.")})
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": f"Use {LONGEST_REASON} characters or fewer."})
    found = await session.scalar(select(Suppression).where(Suppression.id == suppression_id).with_for_update())
    if found is None:
        raise NotFound
    if found.lifted_at is None:
        found.lifted_at, found.lifted_by, found.lift_reason = now, by.name, reason
        await session.flush()
