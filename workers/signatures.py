"""Forgets answers that were never sent, and addresses that were never checked."""

from typing import Any

from campaigns import clock
from campaigns.individuals.expiring import expire_individuals
from campaigns.jobs import transaction
from campaigns.signatures.expiring import expire_unfinished as expire_signatures


async def expire_unfinished(ctx: dict[str, Any]) -> None:
    """Expire what is over, in every coalition, a few hundred in each transaction."""
    for expire in (expire_signatures, expire_individuals):
        expired = 1
        while expired:
            async with transaction(ctx["sessions"], ctx["bell"]) as session:
                expired = await expire(session, clock.now())
