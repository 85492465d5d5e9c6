"""Instants, counts and fingerprints in the words that people read, for templates of every kind."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def local_time(instant: datetime, zone: str) -> str:
    """An instant as people in the zone say it: `5pm on Thursday 5 June 2026 (BST)`."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{clock_time(instant, zone)} on {local_date(instant, zone)} ({_zone_name(local, zone)})"


def local_date(instant: datetime, zone: str) -> str:
    """The day of an instant in the zone: `Thursday 5 June 2026`."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{_DAYS[local.weekday()]} {short_date(instant, zone)}"


def short_date(instant: datetime, zone: str) -> str:
    """The date of an instant in the zone: `5 June 2026`."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def clock_time(instant: datetime, zone: str) -> str:
    """The time of day of an instant in the zone: `5pm`, `9:30am`, `midday`, and `00:00` for the beginning of a day."""
    local = instant.astimezone(ZoneInfo(zone))
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    if local.hour == 0:
        return f"00:{local.minute:02}"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{(local.hour - 1) % 12 + 1}{minutes}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon


def iso(instant: datetime) -> str:
    """An instant for machines: `2026-06-05T16:00:00Z` (RFC 3339)."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def plural(count: int, one: str, several: str = "") -> str:
    """A count with its noun: `1 organisation`, `27 organisations`, `1,204 replies` (`several` where an s is not enough)."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def grouped(fingerprint: str, digits: int = 64) -> str:
    """The first digits of a fingerprint in groups of four, so that two can be compared aloud."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, min(digits, len(fingerprint)), 4))


def file_size(size: int) -> str:
    """A size in bytes as people say it: `640 bytes`, `120 KB`, `1.4 MB` (of 1,000)."""
    if size < 1000:  # noqa: PLR2004
        return plural(size, "byte")
    return f"{round(size / 1000)} KB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"  # noqa: PLR2004


def _zone_name(local: datetime, zone: str) -> str:
    """BST, GMT or CEST; where a zone has only a number for a name, its place: `São Paulo time`."""
    name = local.tzname() or ""
    return name if name.isalpha() else f"{zone.rpartition('/')[2].replace('_', ' ')} time"


FILTERS: Mapping[str, Callable[..., Any]] = {
    "local_time": local_time,
    "local_date": local_date,
    "short_date": short_date,
    "clock_time": clock_time,
    "iso": iso,
    "plural": plural,
    "grouped": grouped,
    "file_size": file_size,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {"plural": plural, "grouped": grouped}
