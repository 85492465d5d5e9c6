"""How often one client may ask to sign in, whatever addresses it types."""

from datetime import datetime, timedelta

from campaigns.web.rate_limits import RateLimits

#: An office behind one network address, on a busy morning.
BY_ONE_CLIENT = ((30, timedelta(minutes=15)), (200, timedelta(days=1)))


async def count_request(limits: RateLimits, client: str, now: datetime) -> None:
    """Count one more request by a client (`web.clients.client_of`). Raises `TooMany`."""
    for most, window in BY_ONE_CLIENT:
        seconds = int(window.total_seconds())
        await limits.count(f"ask to sign in, in {seconds} seconds", client, most, seconds, now)
