"""An instant as a reader in Britain says it, with its weekday and zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NOON = 12


def date_in_words(instant: datetime, zone: str) -> str:
    """`5 June 2026`: the day of an aware instant in `zone` (IANA name)."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def in_words(instant: datetime, zone: str) -> str:
    """`5pm on Thursday 5 June 2026 (BST)`: an aware instant in `zone` (IANA name), seconds left out.

    Noon is `midday`; midnight says which day it begins, since "midnight on Thursday" does not.
    Raises `zoneinfo.ZoneInfoNotFoundError` for an unknown zone.
    """
    local = instant.astimezone(ZoneInfo(zone))
    name = local.tzname() or ""
    zone_name = name if name.isalpha() else f"UTC{name}"
    day = f"{_WEEKDAYS[local.weekday()]} {date_in_words(instant, zone)} ({zone_name})"
    if (local.hour, local.minute) == (0, 0):
        return f"midnight at the start of {day}"
    return f"{_hour(local)} on {day}"


def _hour(local: datetime) -> str:
    if (local.hour, local.minute) == (_NOON, 0):
        return "midday"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % _NOON or _NOON}{minutes}{'am' if local.hour < _NOON else 'pm'}"
