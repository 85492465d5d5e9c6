"""Times in the words of somebody in a hurry."""

from datetime import UTC, datetime

import pytest

from campaigns.signatures.times import said, until, what_remains

LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2026, 6, 2, 9, tzinfo=UTC), "closes in 3 days"),
        (datetime(2026, 6, 3, 22, 59, tzinfo=UTC), "closes in 2 days"),
        (datetime(2026, 6, 3, 23, 1, tzinfo=UTC), "closes tomorrow"),
        (datetime(2026, 6, 4, 22, tzinfo=UTC), "closes tomorrow"),
        (datetime(2026, 6, 5, 4, 30, tzinfo=UTC), "closes in 11 hours"),
        (datetime(2026, 6, 5, 15, tzinfo=UTC), "closes in 1 hour"),
        (datetime(2026, 6, 5, 15, 0, 1, tzinfo=UTC), "closes in 59 minutes"),
        (datetime(2026, 6, 5, 15, 59, tzinfo=UTC), "closes in 1 minute"),
        (datetime(2026, 6, 5, 15, 59, 30, tzinfo=UTC), "closes in less than a minute"),
        (datetime(2026, 6, 5, 16, tzinfo=UTC), ""),
    ],
)
def test_what_remains_until_five_on_a_friday(now: datetime, words: str) -> None:
    assert what_remains(datetime(2026, 6, 5, 16, tzinfo=UTC), now, LONDON) == words


def test_the_small_hours_before_an_early_deadline_are_counted_in_hours() -> None:
    early = datetime(2026, 6, 5, 0, tzinfo=UTC)
    assert what_remains(early, datetime(2026, 6, 4, 20, tzinfo=UTC), LONDON) == "closes in 4 hours"


def test_an_instant_is_told_from_where_one_stands() -> None:
    instant = datetime(2026, 6, 2, 22, 30, tzinfo=UTC)  # 23:30 in London

    assert said(instant, datetime(2026, 6, 2, 22, 45, tzinfo=UTC), LONDON) == "today at 11:30pm BST"
    assert said(instant, datetime(2026, 6, 2, 23, 15, tzinfo=UTC), LONDON) == "yesterday at 11:30pm BST"
    assert said(instant, datetime(2026, 6, 5, tzinfo=UTC), LONDON) == "on 2 June 2026 at 11:30pm BST"
    assert said(instant, datetime(2026, 6, 2, 22, 45, tzinfo=UTC), "Asia/Dhaka") == "today at 4:30am Dhaka time"


def test_without_a_deadline_it_stays_open() -> None:
    assert until(None, LONDON) == "while signing is open"
    assert until(datetime(2026, 6, 5, 16, tzinfo=UTC), LONDON) == "until 5pm on Friday 5 June 2026 (BST)"
