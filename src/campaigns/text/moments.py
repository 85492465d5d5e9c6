"""An instant as a reader in Britain says it, with its weekday and zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NOON = 12


def calendar_day(day: date) -> str:
    """`5 June 2026`: a day of the calendar, which has no zone."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def date_in_words(instant: datetime, zone: str) -> str:
    """`5 June 2026`: the day of an aware instant in `zone` (IANA name)."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def day_in_words(instant: datetime, zone: str) -> str:
    """`Friday 5 June 2026`: the day of an aware instant in `zone` with its weekday."""
    return f"{_WEEKDAYS[instant.astimezone(ZoneInfo(zone)).weekday()]} {date_in_words(instant, zone)}"


def in_words(instant: datetime, zone: str) -> str:
    """`5pm on Thursday 5 June 2026 (BST)`: an aware instant in `zone` (IANA name), seconds left out.

    Noon is `midday` and the hour after midnight is written `00:01`, because nobody is sure of 12:01am; midnight says which
    day it begins, since "midnight on Thursday" does not. A zone with only a number for a name is called by its place:
    `Sao Paulo time`.
    Raises `zoneinfo.ZoneInfoNotFoundError` for an unknown zone.
    """
    local = instant.astimezone(ZoneInfo(zone))
    day = f"{day_in_words(instant, zone)} ({_zone_name(local, zone)})"
    if (local.hour, local.minute) == (0, 0):
        return f"midnight at the start of {day}"
    return f"{clock_in_words(instant, zone)} on {day}"


def clock_in_words(instant: datetime, zone: str) -> str:
    """`5pm`, `9:30am`, `midday`, `00:01`: the time of day of an aware instant in `zone`, seconds left out."""
    local = instant.astimezone(ZoneInfo(zone))
    if (local.hour, local.minute) == (_NOON, 0):
        return "midday"
    if local.hour == 0:
        return f"00:{local.minute:02}"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % _NOON or _NOON}{minutes}{'am' if local.hour < _NOON else 'pm'}"


def clock_with_zone(instant: datetime, zone: str) -> str:
    """`10:42am BST`: the time of day of an aware instant in `zone` (IANA name), for tables and short sentences."""
    return f"{clock_in_words(instant, zone)} {_zone_name(instant.astimezone(ZoneInfo(zone)), zone)}"


def _zone_name(local: datetime, zone: str) -> str:
    name = local.tzname() or ""
    return name if name.isalpha() else f"{zone.rpartition('/')[2].replace('_', ' ')} time"
