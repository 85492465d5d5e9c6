from datetime import UTC, datetime
from zoneinfo import ZoneInfoNotFoundError

import pytest

from campaigns.languages.moments import date_in_words, in_words


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
