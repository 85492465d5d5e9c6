"""How often one client may ask for links, whatever addresses it types."""

from datetime import datetime

from campaigns.web.bodies import AnyRequest
from campaigns.web.clients import client_of
from campaigns.web.rate_limits import RateLimits

ASKED_PER_HOUR = 30


async def count_asking(limits: RateLimits, request: AnyRequest, now: datetime) -> None:
    """Count one more request. Raises `TooMany`."""
    await limits.count("ask for my organisation", client_of(request), ASKED_PER_HOUR, 3600, now)
