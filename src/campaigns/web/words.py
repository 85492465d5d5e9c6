"""Instants, counts and fingerprints in the words that people read, for templates of every kind."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from campaigns.languages.catalogues import plural
from campaigns.languages.locales import Locale, reading
from campaigns.languages.moments import calendar_day, clock_with_zone, date_in_words, day_in_words, in_words


def iso(instant: datetime) -> str:
    """An instant for machines: `2026-06-05T16:00:00Z` (RFC 3339)."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def date_line(instant: datetime, zone: str, language: str) -> str:
    """`5 June 2026`: the day at the head of a letter, in the language of the letter (BCP 47), whoever reads it."""
    with reading(Locale.of(language)):
        return date_in_words(instant, zone)


def grouped(fingerprint: str, digits: int = 64) -> str:
    """The first digits of a fingerprint in groups of four, so that two can be compared aloud."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, min(digits, len(fingerprint)), 4))


def file_size(size: int) -> str:
    """A size in bytes as people say it: `640 bytes`, `120 KB`, `1.4 MB` (of 1,000)."""
    if size < 1000:  # noqa: PLR2004
        return plural(size, "byte", "bytes")
    return f"{round(size / 1000)} KB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"  # noqa: PLR2004


FILTERS: Mapping[str, Callable[..., Any]] = {
    "local_time": in_words,
    "local_date": day_in_words,
    "short_date": date_in_words,
    "date_line": date_line,
    "calendar_day": calendar_day,
    "clock_time": clock_with_zone,
    "iso": iso,
    "grouped": grouped,
    "file_size": file_size,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {"grouped": grouped}
