"""Forgets answers never sent and addresses never checked, and ends the standing authorities whose time is over."""

from typing import Any

from campaigns import clock
from campaigns.individuals.expiring import expire_individuals
from campaigns.jobs import transaction
from campaigns.signatures.expiring import expire_unfinished as expire_signatures
from campaigns.standing_authority.actions import expire_due as expire_standing_authorities


async def expire_unfinished(ctx: dict[str, Any]) -> None:
    """Expire what is over, in every coalition, a few hundred in each transaction."""
    for expire in (expire_signatures, expire_individuals, expire_standing_authorities):
        expired = 1
        while expired:
            async with transaction(ctx["sessions"], ctx["bell"]) as session:
                expired = await expire(session, clock.now())
