"""Forgets what nobody needs any more."""

from typing import Any

from campaigns import clock
from campaigns.jobs import transaction
from campaigns.joining.actions import forget_people, forget_unconfirmed
from campaigns.my_organisation.actions import forget_old_links
from campaigns.organisations.imports.reader import forget_unused
from campaigns.people.retention import forget_old_requests, forget_old_sessions
from campaigns.web.rate_limits import forget_old_windows


async def forget(ctx: dict[str, Any]) -> None:
    """Forget everything that is old enough, a thousand rows of a kind in each transaction."""
    old = (forget_old_windows, forget_old_requests, forget_old_sessions, forget_old_links)
    for forget_some in (*old, forget_unconfirmed, forget_people):
        forgotten = 1
        while forgotten:
            async with transaction(ctx["sessions"], ctx["bell"]) as session:
                forgotten = await forget_some(session, clock.now())
    await forget_unused(ctx["sessions"], ctx["bell"], clock.now())
