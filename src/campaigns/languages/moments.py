"""An instant as a reader in Britain says it, with its weekday and zone, in English or in Welsh.

The language is the one that is being read (`locales.current`).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names

from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import Locale, current

_NOON = 12


def calendar_day(day: date) -> str:
    """`5 June 2026`: a day of the calendar, which has no zone."""
    return f"{day.day} {get_month_names(locale=_cldr())[day.month]} {day.year}"


def date_in_words(instant: datetime, zone: str) -> str:
    """`5 June 2026`: the day of an aware instant in `zone` (IANA name)."""
    return calendar_day(instant.astimezone(ZoneInfo(zone)).date())


def day_in_words(instant: datetime, zone: str) -> str:
    """`Friday 5 June 2026`: the day of an aware instant in `zone` with its weekday."""
    weekday = get_day_names(locale=_cldr())[instant.astimezone(ZoneInfo(zone)).weekday()]
    # Welsh begins each with the word for day, which takes no capital within a sentence.
    return f"{weekday.replace('Dydd ', 'dydd ')} {date_in_words(instant, zone)}"


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
        return gettext("midnight at the start of {day}", day=day)
    return gettext("{time} on {day}", time=clock_in_words(instant, zone), day=_after_a_time(day))


def clock_in_words(instant: datetime, zone: str) -> str:
    """`5pm`, `9:30am`, `midday`, `00:01`: the time of day of an aware instant in `zone`, seconds left out."""
    local = instant.astimezone(ZoneInfo(zone))
    if (local.hour, local.minute) == (_NOON, 0):
        return gettext("midday")
    if local.hour == 0:
        return f"00:{local.minute:02}"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % _NOON or _NOON}{minutes}{'am' if local.hour < _NOON else 'pm'}"


def clock_with_zone(instant: datetime, zone: str) -> str:
    """`10:42am BST`: the time of day of an aware instant in `zone` (IANA name), for tables and short sentences."""
    return f"{clock_in_words(instant, zone)} {_zone_name(instant.astimezone(ZoneInfo(zone)), zone)}"


def _after_a_time(day: str) -> str:
    """`ddydd Gwener 5 Mehefin 2026`: Welsh softens a day that says when, and has no word for "on"."""
    return day.replace("dydd ", "ddydd ", 1) if current() is Locale.WELSH else day


def _zone_name(local: datetime, zone: str) -> str:
    name = local.tzname() or ""
    place = zone.rpartition("/")[2].replace("_", " ")
    return name if name.isalpha() else gettext("{place} time", place=place)


def _cldr() -> str:
    return current().replace("-", "_")
