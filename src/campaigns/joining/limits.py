"""How often one client may ask to join, whatever it types."""

from datetime import datetime

from campaigns.web.bodies import AnyRequest
from campaigns.web.clients import client_of
from campaigns.web.rate_limits import RateLimits

ASKED_PER_HOUR = 10


async def count_asking(limits: RateLimits, request: AnyRequest, now: datetime) -> None:
    """Count one more request. Raises `TooMany`."""
    await limits.count("ask to join", client_of(request), ASKED_PER_HOUR, 3600, now)
