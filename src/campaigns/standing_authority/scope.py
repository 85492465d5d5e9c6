"""What a standing authority covers: how the secretariat states it, how long it may last, and how it is told in words."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec

from campaigns.errors import Invalid
from campaigns.instants import wall_clock
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.moments import calendar_day
from campaigns.letters.models import LetterKind
from campaigns.text.characters import clean
from campaigns.web.labels import choices, label, paragraphs

LONGEST = 1000
#: How long a request waits for its answer.
REQUEST_LIFE = timedelta(days=30)
#: Each kind as it is told of several.
KIND_WORDS: dict[LetterKind, str] = {
    LetterKind.OPEN_LETTER: gettext_noop("open letters"),
    LetterKind.STATEMENT: gettext_noop("statements"),
}
_LEAP_DAY = (2, 29)


class ScopeFields(msgspec.Struct, frozen=True, kw_only=True):
    """What the secretariat asks to be allowed. `until` is the last day, at most twelve months from now."""

    kinds: Annotated[list[LetterKind], choices("what may be signed")]
    topics: Annotated[str, paragraphs("what it may be about", most=LONGEST)]
    addressees: Annotated[str, paragraphs("to whom it may go", most=LONGEST)]
    until: Annotated[date, label("the last day")]

    def checked(self, now: datetime, zone: str) -> "ScopeFields":
        """The same, tidied. Raises `Invalid` with every problem; days are those of `zone` (IANA name)."""
        typed = msgspec.structs.replace(
            self,
            kinds=sorted(set(self.kinds)),
            topics=_tidy(self.topics),
            addressees=_tidy(self.addressees),
        )
        problems: dict[str, str] = {}
        if not typed.kinds:
            problems["kinds"] = gettext("Choose what may be signed.")
        needed = (("topics", gettext("Enter what it may be about.")), ("addressees", gettext("Enter to whom it may go.")))
        for name, missing in needed:
            text = getattr(typed, name)
            if not text:
                problems[name] = missing
            elif len(text) > LONGEST:
                problems[name] = gettext("Use {most} characters or fewer.", most=format(LONGEST, ","))
        today = wall_clock(now, zone).date()
        if typed.until <= today:
            problems["until"] = gettext("The last day must be after today.")
        elif typed.until > last_possible_day(today):
            last = calendar_day(last_possible_day(today))
            problems["until"] = gettext("It can last twelve months at most, until {day}.", day=last)
        if problems:
            raise Invalid(problems)
        return typed


def last_possible_day(today: date) -> date:
    """The day twelve months on; 28 February for one that next year does not have."""
    return today.replace(year=today.year + 1, day=28 if (today.month, today.day) == _LEAP_DAY else today.day)


def end_of(day: date, zone: str) -> datetime:
    """The instant, in UTC, at which a day is over in `zone` (IANA name)."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def kinds_in_words(kinds: Iterable[str]) -> str:
    """`open letters and statements`."""
    chosen = [kind for kind in KIND_WORDS if kind in set(kinds)]
    return gettext(KIND_WORDS[chosen[0]]) if len(chosen) == 1 else gettext("open letters and statements")


def _tidy(text: str) -> str:
    return "\n".join(line for line in (" ".join(one.split()) for one in clean(text).splitlines()) if line)
