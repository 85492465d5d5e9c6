"""When a reminder is due, on both sides of weekends, evenings and clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.reminders.times import CLOSES, OPENS, Lead, at_work, due_at, is_due, is_working_day

LONDON = "Europe/London"


def london(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(LONDON)).astimezone(UTC)


@pytest.mark.parametrize(
    ("lead", "deadline", "due"),
    [
        # Friday 5 June at 5pm.
        (Lead.TWO_WORKING_DAYS, london(5, 17), london(3, 17)),
        (Lead.FOUR_HOURS, london(5, 17), london(5, 13)),
        # Over a weekend: Monday 8 June.
        (Lead.TWO_WORKING_DAYS, london(8, 12), london(4, 12)),
        (Lead.ONE_WORKING_DAY, london(8, 12), london(5, 12)),
        # Before the day has begun, and after it: the end of the working hours before.
        (Lead.FOUR_HOURS, london(8, 10), london(5, 17)),
        (Lead.FOUR_HOURS, london(5, 23, 59), london(5, 17)),
        (Lead.TWO_WORKING_DAYS, london(5, 23, 59), london(3, 17)),
        (Lead.TWO_WORKING_DAYS, london(5, 8), london(2, 17)),
        # A deadline on a Sunday.
        (Lead.TWO_WORKING_DAYS, london(7, 12), london(4, 12)),
        (Lead.TWO_HOURS, london(7, 12), london(5, 17)),
        # Tuesday after Easter: Good Friday and Easter Monday are no working days; nor is the spring bank holiday.
        (Lead.ONE_WORKING_DAY, london(7, 12, month=4), london(2, 12, month=4)),
        (Lead.FOUR_HOURS, london(26, 10, month=5), london(22, 17, month=5)),
        # The clocks go back on Sunday 25 October: the same time on the wall.
        (Lead.ONE_WORKING_DAY, london(26, 11, month=10), london(23, 11, month=10)),
    ],
)
def test_a_reminder_is_due(lead: Lead, deadline: datetime, due: datetime) -> None:
    assert due_at(lead, deadline, LONDON) == due


@given(st.sampled_from(list(Lead)), st.integers(0, 2 * 365 * 24 * 60))
def test_every_reminder_is_before_the_deadline_and_in_working_hours(lead: Lead, minutes: int) -> None:
    deadline = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    for zone in (LONDON, "America/St_Johns", "Pacific/Auckland"):
        due = due_at(lead, deadline, zone)
        local = due.astimezone(ZoneInfo(zone))
        assert due < deadline
        assert is_working_day(local.date(), zone)
        assert OPENS <= local.time() <= CLOSES
        assert at_work(due, zone)


def test_it_is_sent_from_its_time_on_and_not_much_later() -> None:
    deadline = london(5, 17)
    due = london(5, 13)
    sent = [at for at in range(-60, 300, 5) if is_due(Lead.FOUR_HOURS, deadline, LONDON, due + timedelta(minutes=at))]
    assert (sent[0], sent[-1]) == (0, 235)
    due = london(3, 17)
    evening = [at for at in range(-1, 6) if is_due(Lead.TWO_WORKING_DAYS, deadline, LONDON, due + timedelta(hours=at))]
    assert evening == [0], "after five nobody is at work"
