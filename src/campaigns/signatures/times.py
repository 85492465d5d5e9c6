"""Times as somebody between two meetings needs them: how long ago, and how long still."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from campaigns.languages.catalogues import gettext, ngettext
from campaigns.languages.moments import clock_with_zone, date_in_words, in_words

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def said(instant: datetime, now: datetime, zone: str) -> str:
    """`today at 10:42am BST`, `yesterday at 5:05pm BST` or `on 2 June 2026 at 10:42am BST`, in `zone` (IANA name)."""
    local, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    days = (today - local.date()).days
    time = clock_with_zone(instant, zone)
    if days == 0:
        return gettext("today at {time}", time=time)
    if days == 1:
        return gettext("yesterday at {time}", time=time)
    return gettext("on {day} at {time}", day=date_in_words(instant, zone), time=time)


def what_remains(deadline_at: datetime, now: datetime, zone: str) -> str:
    """`closes in 2 days`, `closes tomorrow`, `closes in 3 hours`, `closes in 20 minutes` or `closes in less than a minute`.

    Days are counted as people count them, from date to date in `zone`. Empty once the deadline has passed.
    """
    left = deadline_at - now
    if left <= timedelta(0):
        return ""
    days = (deadline_at.astimezone(ZoneInfo(zone)).date() - now.astimezone(ZoneInfo(zone)).date()).days
    if days > 1:
        return ngettext("closes in {number} day", "closes in {number} days", days)
    if days == 1 and left > _DAY / 2:
        return gettext("closes tomorrow")
    if left >= _HOUR:
        return ngettext("closes in {number} hour", "closes in {number} hours", left // _HOUR)
    minutes = left // timedelta(minutes=1)
    if minutes:
        return ngettext("closes in {number} minute", "closes in {number} minutes", minutes)
    return gettext("closes in less than a minute")


def until(deadline_at: datetime | None, zone: str) -> str:
    """Until when something can be changed: `until 5pm on Thursday 5 June 2026 (BST)`, or `while signing is open`."""
    if deadline_at is None:
        return gettext("while signing is open")
    return gettext("until {when}", when=in_words(deadline_at, zone))
