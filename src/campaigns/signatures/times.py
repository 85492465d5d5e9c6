"""Times as somebody between two meetings needs them: how long ago, and how long still."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from campaigns.languages.moments import clock_with_zone, date_in_words, in_words

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def said(instant: datetime, now: datetime, zone: str) -> str:
    """`today at 10:42am BST`, `yesterday at 5:05pm BST` or `on 2 June 2026 at 10:42am BST`, in `zone` (IANA name)."""
    local, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    days = (today - local.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"on {date_in_words(instant, zone)}")
    return f"{day} at {clock_with_zone(instant, zone)}"


def what_remains(deadline_at: datetime, now: datetime, zone: str) -> str:
    """`closes in 2 days`, `closes tomorrow`, `closes in 3 hours`, `closes in 20 minutes` or `closes in less than a minute`.

    Days are counted as people count them, from date to date in `zone`. Empty once the deadline has passed.
    """
    left = deadline_at - now
    if left <= timedelta(0):
        return ""
    days = (deadline_at.astimezone(ZoneInfo(zone)).date() - now.astimezone(ZoneInfo(zone)).date()).days
    if days > 1:
        return f"closes in {days} days"
    if days == 1 and left > _DAY / 2:
        return "closes tomorrow"
    if left >= _HOUR:
        return f"closes in {_counted(left // _HOUR, 'hour')}"
    minutes = left // timedelta(minutes=1)
    return f"closes in {_counted(minutes, 'minute')}" if minutes else "closes in less than a minute"


def until(deadline_at: datetime | None, zone: str) -> str:
    """Until when something can be changed: `until 5pm on Thursday 5 June 2026 (BST)`, or `while signing is open`."""
    return f"until {in_words(deadline_at, zone)}" if deadline_at else "while signing is open"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
