"""Closes the letters whose deadline has come, and tells the many who signed for themselves that one has moved."""

from typing import Any

from campaigns import clock
from campaigns.jobs import transaction
from campaigns.letters.actions import close_due
from campaigns.responses.deadline import tell_next_individuals


async def close_due_letters(ctx: dict[str, Any]) -> None:
    """Close what is due, in every coalition. Rung at the very instant of each deadline."""
    closed = True
    while closed:
        async with transaction(ctx["sessions"], ctx["bell"]) as session:
            closed = bool(await close_due(session, clock.now()))


async def tell_individuals(ctx: dict[str, Any]) -> None:
    """Queue the mails about moved deadlines, in every coalition, some thousands in each transaction."""
    more = True
    while more:
        async with transaction(ctx["sessions"], ctx["bell"]) as session:
            more = await tell_next_individuals(session, clock.now())
