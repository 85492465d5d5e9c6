"""Sends the reminders whose time has come."""

from typing import Any

from campaigns import clock
from campaigns.jobs import transaction
from campaigns.reminders.actions import send_next_due


async def send_reminders(ctx: dict[str, Any]) -> None:
    """Send what is due, in every coalition, one reminder of one letter in each transaction."""
    more = True
    while more:
        async with transaction(ctx["sessions"], ctx["bell"]) as session:
            more = await send_next_due(session, clock.now())
