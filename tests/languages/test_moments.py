from datetime import UTC, datetime
from zoneinfo import ZoneInfoNotFoundError

import pytest

from campaigns.languages.catalogues import plural
from campaigns.languages.locales import Locale, reading
from campaigns.languages.moments import clock_in_words, date_in_words, day_in_words, in_words


@pytest.mark.parametrize(
    ("instant", "zone", "words"),
    [
        (datetime(2026, 6, 4, 16, 0, 59, tzinfo=UTC), "Europe/London", "5pm on Thursday 4 June 2026 (BST)"),
        (datetime(2026, 12, 3, 17, 5, tzinfo=UTC), "Europe/London", "5:05pm on Thursday 3 December 2026 (GMT)"),
        (datetime(2026, 6, 4, 11, tzinfo=UTC), "Europe/London", "midday on Thursday 4 June 2026 (BST)"),
        (datetime(2026, 6, 4, 11, 30, tzinfo=UTC), "Europe/London", "12:30pm on Thursday 4 June 2026 (BST)"),
        (datetime(2026, 6, 3, 23, tzinfo=UTC), "Europe/London", "midnight at the start of Thursday 4 June 2026 (BST)"),
        (datetime(2026, 6, 3, 23, 1, tzinfo=UTC), "Europe/London", "00:01 on Thursday 4 June 2026 (BST)"),
        (datetime(2026, 6, 4, 8, tzinfo=UTC), "Asia/Dubai", "midday on Thursday 4 June 2026 (Dubai time)"),
    ],
)
def test_an_instant_in_words(instant: datetime, zone: str, words: str) -> None:
    assert in_words(instant, zone) == words


def test_the_day_is_that_of_the_zone() -> None:
    assert date_in_words(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Europe/London") == "1 July 2026"


def test_an_unknown_zone_is_an_error() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        in_words(datetime(2026, 6, 4, tzinfo=UTC), "Mars/Olympus")


@pytest.mark.parametrize(
    ("instant", "zone", "words"),
    [
        (datetime(2026, 6, 5, 16, tzinfo=UTC), "Europe/London", "5pm ddydd Gwener 5 Mehefin 2026 (BST)"),
        (datetime(2026, 2, 1, 9, 30, tzinfo=UTC), "Europe/London", "9:30am ddydd Sul 1 Chwefror 2026 (GMT)"),
        (datetime(2026, 6, 4, 11, tzinfo=UTC), "Europe/London", "hanner dydd ddydd Iau 4 Mehefin 2026 (BST)"),
        (datetime(2026, 6, 4, 23, tzinfo=UTC), "Europe/London", "hanner nos ar ddechrau dydd Gwener 5 Mehefin 2026 (BST)"),
        (datetime(2026, 6, 6, 8, tzinfo=UTC), "Asia/Dubai", "hanner dydd ddydd Sadwrn 6 Mehefin 2026 (amser Dubai)"),
    ],
)
def test_an_instant_in_welsh(instant: datetime, zone: str, words: str) -> None:
    with reading(Locale.WELSH):
        assert in_words(instant, zone) == words
    assert in_words(instant, zone) != words


def test_a_day_alone_is_not_softened_in_welsh() -> None:
    noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
    with reading(Locale.WELSH):
        assert day_in_words(noon, "Europe/London") == "dydd Llun 5 Ionawr 2026"
        assert date_in_words(noon, "Europe/London") == "5 Ionawr 2026"
        assert clock_in_words(noon, "Europe/London") == "hanner dydd"


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 beit"), (1, "1 beit"), (2, "2 feit"), (3, "3 beit"), (6, "6 beit"), (27, "27 beit"), (1204, "1,204 beit")],
)
def test_a_count_takes_the_plural_forms_of_welsh(count: int, words: str) -> None:
    with reading(Locale.WELSH):
        assert plural(count, "byte", "bytes") == words
