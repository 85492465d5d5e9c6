"""Closes the letters whose deadline has come."""

from typing import Any

from campaigns import clock
from campaigns.jobs import transaction
from campaigns.letters.actions import close_due


async def close_due_letters(ctx: dict[str, Any]) -> None:
    """Close what is due, in every coalition. Rung at the very instant of each deadline."""
    closed = True
    while closed:
        async with transaction(ctx["sessions"], ctx["bell"]) as session:
            closed = bool(await close_due(session, clock.now()))
