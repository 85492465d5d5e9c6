"""When a reminder is due: so long before the deadline, and only while people are at work."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

from campaigns.languages.catalogues import gettext_noop

#: Reminders are sent from the one to the other on working days, as the clock on the wall says in the letter's zone.
OPENS, CLOSES = time(9), time(17)
#: One that could not be sent in time, because the worker stood still or the deadline moved, is left out after so long.
LATEST = timedelta(hours=4)
_FRIDAY = 4
#: Whose bank holidays a zone keeps, by ISO 3166. The United Kingdom has one zone: London's stands for England and Wales.
_KEEPS = {"Europe/London": ("GB", "ENG"), "Europe/Belfast": ("GB", "NIR"), "Europe/Dublin": ("IE", None)}


class Lead(StrEnum):
    """How long before the deadline."""

    FIVE_WORKING_DAYS = "5_working_days"
    THREE_WORKING_DAYS = "3_working_days"
    TWO_WORKING_DAYS = "2_working_days"
    ONE_WORKING_DAY = "1_working_day"
    EIGHT_HOURS = "8_hours"
    FOUR_HOURS = "4_hours"
    TWO_HOURS = "2_hours"


WORDS: dict[Lead, str] = {
    Lead.FIVE_WORKING_DAYS: gettext_noop("Five working days before the deadline"),
    Lead.THREE_WORKING_DAYS: gettext_noop("Three working days before the deadline"),
    Lead.TWO_WORKING_DAYS: gettext_noop("Two working days before the deadline"),
    Lead.ONE_WORKING_DAY: gettext_noop("One working day before the deadline"),
    Lead.EIGHT_HOURS: gettext_noop("Eight hours before the deadline"),
    Lead.FOUR_HOURS: gettext_noop("Four hours before the deadline"),
    Lead.TWO_HOURS: gettext_noop("Two hours before the deadline"),
}
_DAYS = {Lead.FIVE_WORKING_DAYS: 5, Lead.THREE_WORKING_DAYS: 3, Lead.TWO_WORKING_DAYS: 2, Lead.ONE_WORKING_DAY: 1}
_HOURS = {Lead.EIGHT_HOURS: 8, Lead.FOUR_HOURS: 4, Lead.TWO_HOURS: 2}


def due_at(lead: Lead, deadline: datetime, zone: str) -> datetime:
    """The instant, in UTC, at which a reminder is due; outside working hours, the end of the working hours before."""
    local_zone = ZoneInfo(zone)
    if lead in _HOURS:
        wanted = (deadline - timedelta(hours=_HOURS[lead])).astimezone(local_zone)
    else:
        local = deadline.astimezone(local_zone)
        day = local.date()
        for _ in range(_DAYS[lead]):
            day = _working_day_before(day, zone)
        wanted = datetime.combine(day, local.time(), local_zone)
    return _at_work(wanted, zone).astimezone(UTC)


def at_work(now: datetime, zone: str) -> bool:
    """Whether an instant lies in working hours."""
    local = now.astimezone(ZoneInfo(zone))
    return is_working_day(local.date(), zone) and OPENS <= local.time() <= CLOSES


def is_due(lead: Lead, deadline: datetime, zone: str, now: datetime) -> bool:
    """Whether a reminder is to be sent now: it is due, not too late, and people are at work."""
    due = due_at(lead, deadline, zone)
    return due <= now < min(deadline, due + LATEST) and (at_work(now, zone) or now - due < timedelta(minutes=10))


def is_working_day(day: date, zone: str) -> bool:
    """Monday to Friday, and no bank holiday where we know those of the zone."""
    bank_holidays = _bank_holidays(zone)
    return day.weekday() <= _FRIDAY and (bank_holidays is None or day not in bank_holidays)


@cache
def _bank_holidays(zone: str) -> HolidayBase | None:
    country, part = _KEEPS.get(zone, ("", None))
    return country_holidays(country, subdiv=part) if country else None


def _working_day_before(day: date, zone: str) -> date:
    day -= timedelta(days=1)
    while not is_working_day(day, zone):
        day -= timedelta(days=1)
    return day


def _at_work(wanted: datetime, zone: str) -> datetime:
    day, local_zone = wanted.date(), ZoneInfo(zone)
    if not is_working_day(day, zone) or wanted.time() < OPENS:
        return datetime.combine(_working_day_before(day, zone), CLOSES, local_zone)
    return min(wanted, datetime.combine(day, CLOSES, local_zone))
