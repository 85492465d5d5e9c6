"""Instants, counts, sizes and fingerprints in words."""

from datetime import UTC, datetime

import pytest

from campaigns.web import words


@pytest.mark.parametrize(
    ("instant", "zone", "said"),
    [
        (datetime(2026, 6, 5, 16, tzinfo=UTC), "Europe/London", "5pm on Friday 5 June 2026 (BST)"),
        (datetime(2026, 12, 5, 17, 30, tzinfo=UTC), "Europe/London", "5:30pm on Saturday 5 December 2026 (GMT)"),
        (datetime(2026, 6, 4, 23, 1, tzinfo=UTC), "Europe/London", "00:01 on Friday 5 June 2026 (BST)"),
        (datetime(2026, 6, 5, 12, tzinfo=UTC), "UTC", "midday on Friday 5 June 2026 (UTC)"),
        (datetime(2026, 6, 5, 12, tzinfo=UTC), "America/Sao_Paulo", "9am on Friday 5 June 2026 (Sao Paulo time)"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/London", "1:30am on Sunday 25 October 2026 (BST)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/London", "1:30am on Sunday 25 October 2026 (GMT)"),
    ],
)
def test_an_instant_is_said_as_people_in_the_zone_say_it(instant: datetime, zone: str, said: str) -> None:
    assert words.FILTERS["local_time"](instant, zone) == said


def test_an_instant_for_machines_is_in_utc() -> None:
    assert words.iso(datetime(2026, 6, 5, 16, tzinfo=UTC)) == "2026-06-05T16:00:00Z"


@pytest.mark.parametrize(
    ("count", "one", "several", "said"),
    [
        (0, "organisation", "organisations", "0 organisations"),
        (1, "organisation", "organisations", "1 organisation"),
        (1204, "reply", "replies", "1,204 replies"),
    ],
)
def test_a_count_has_its_noun(count: int, one: str, several: str, said: str) -> None:
    assert words.plural(count, one, several) == said


def test_a_fingerprint_is_grouped_so_that_it_can_be_read_aloud() -> None:
    assert words.grouped("0123456789abcdef0123", 16) == "0123 4567 89ab cdef"
    assert words.grouped("abcdef") == "abcd ef"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 KB"),
        (119_600, "120 KB"),
        (999_500, "1.0 MB"),
    ],
)
def test_a_size_is_said_shortly(size: int, said: str) -> None:
    assert words.file_size(size) == said
