"""From the date, time and zone that people write to one instant, and no guessing where a clock jumps."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext


def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises `Invalid` (field `zone`) for any other."""
    if name not in available_timezones():
        raise Invalid({"zone": gettext("Choose a time zone from the list.")})
    return ZoneInfo(name)


def instant(day: date, at: time, zone_name: str) -> datetime:
    """The one instant, in UTC, of a wall-clock time in a zone.

    Raises `Invalid` (fields `time` and `zone`) for midnight, which people read as either night, and for a time that a
    clock change leaves out or has twice.
    """
    local_zone = zone(zone_name)
    if at.hour == 0 and at.minute == 0:
        raise Invalid({"time": gettext("Write 23:59 or 00:01: “midnight” can mean the beginning or the end of the day.")})
    first = datetime.combine(day, at, local_zone).astimezone(UTC)
    second = datetime.combine(day, at.replace(fold=1), local_zone).astimezone(UTC)
    if first != second:
        raise Invalid({"time": gettext("The clocks change at this time that night. Choose a time before or after.")})
    return first


def wall_clock(at: datetime, zone_name: str) -> datetime:
    """The same instant as people in the zone read it from the wall."""
    return at.astimezone(ZoneInfo(zone_name))
