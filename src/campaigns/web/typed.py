"""What people type, made into dates and times, or said to be none."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, time

from campaigns.languages.catalogues import gettext_noop

_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>[ap])?\.?(?:m\.?)?", re.ASCII | re.IGNORECASE)
_NOON = {"noon", "midday", "12 noon", "12 midday", "hanner dydd"}
_MISSING: Mapping[tuple[str, ...], str] = {
    ("day",): gettext_noop("{field} must include a day."),
    ("month",): gettext_noop("{field} must include a month."),
    ("year",): gettext_noop("{field} must include a year."),
    ("day", "month"): gettext_noop("{field} must include a day and a month."),
    ("day", "year"): gettext_noop("{field} must include a day and a year."),
    ("month", "year"): gettext_noop("{field} must include a month and a year."),
    ("day", "month", "year"): gettext_noop("{field} must include a day and a month and a year."),
}
_NO_DATE = gettext_noop("{field} must be a real date, such as 5 6 2026.")
_NO_TIME = gettext_noop("{field} must be a time, such as 17:00 or 5pm.")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WELSH_MONTHS = ("ion", "chw", "maw", "ebr", "mai", "meh", "gor", "aws", "med", "hyd", "tac", "rha")


class Unreadable(ValueError):
    """What was typed cannot be read; `sentence` says why, for `gettext` with the field's name as `{field}`."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def clean(text: str) -> str:
    """Text as it is shown again: line ends are line feeds, and control characters that nobody types on purpose are gone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    return "".join(character for character in text if character in "\n\t" or unicodedata.category(character) != "Cc")


def one_line(text: str) -> str:
    """Text on one line, composed (NFC), with no space at its ends."""
    return unicodedata.normalize("NFC", re.sub(r"[\n\t\u2028\u2029]+", " ", text)).strip()


def several_lines(text: str) -> str:
    """Text of several lines, composed (NFC), without space at its ends."""
    return unicodedata.normalize("NFC", text).strip()


def read_date(day: str, month: str, year: str) -> date:
    """A date from the three boxes of the GOV.UK date input; the month may be a name. Raises `Unreadable`."""
    boxes = {"day": day.strip(), "month": month.strip(), "year": year.strip()}
    missing = [name for name, typed in boxes.items() if not typed]
    if missing:
        raise Unreadable(_MISSING[tuple(missing)])
    number = _month(boxes["month"])
    if not (boxes["day"].isdecimal() and boxes["year"].isdecimal()) or len(boxes["year"]) != 4:  # noqa: PLR2004
        raise Unreadable(_NO_DATE)
    try:
        return date(int(boxes["year"]), number, int(boxes["day"]))
    except ValueError:
        raise Unreadable(_NO_DATE) from None


def read_iso_date(text: str) -> date:
    """A date as `2026-06-05`, which is how `<input type="date">` sends it. Raises `Unreadable`."""
    year, _, rest = text.strip().partition("-")
    month, _, day = rest.partition("-")
    return read_date(day, month, year)


def read_time(text: str) -> time:
    """A time of day: 17:00, 17.30, 5pm, 5:30 pm or midday. Raises `Unreadable`; midnight is not a time but two."""
    typed = " ".join(text.lower().split())
    if typed in _NOON:
        return time(12)
    if "midnight" in typed or "hanner nos" in typed:
        raise Unreadable(
            gettext_noop("{field} must be 23:59 or 00:01: “midnight” can mean the beginning or the end of the day.")
        )
    found = _TIME.fullmatch(typed)
    if found is None or not (found["minute"] or found["half"]):
        raise Unreadable(_NO_TIME)
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - hours on a clock face
        raise Unreadable(_NO_TIME)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise Unreadable(_NO_TIME) from None


def _month(text: str) -> int:
    name = text.lower()[:3]
    for months in (_MONTHS, _WELSH_MONTHS):
        if name in months:
            return months.index(name) + 1
    return int(text) if text.isdecimal() and len(text) <= 2 else 0  # noqa: PLR2004
