"""The sentences that are kept: what a person granted, and what the secretariat did by it."""

from datetime import datetime

from campaigns.languages.catalogues import gettext
from campaigns.languages.moments import calendar_day, date_in_words, in_words
from campaigns.standing_authority.queries import AuthorityDetail
from campaigns.standing_authority.scope import kinds_in_words


def grant_sentence(authority: AuthorityDetail, coalition: str) -> str:
    """What the person agrees to who grants it, in the language in which they read it."""
    return gettext(
        "I confirm that the secretariat of {coalition} may sign {kinds} for {organisation} until {day}, about: {topics};"
        " to: {addressees}. I am authorised to say so for {organisation}.",
        coalition=coalition,
        kinds=kinds_in_words(authority.kinds),
        organisation=authority.organisation,
        day=calendar_day(authority.until),
        topics=_on_one_line(authority.topics),
        addressees=_on_one_line(authority.addressees),
    )


def use_sentence(
    authority: AuthorityDetail, title: str, version: int, why: str, used_by: str, now: datetime, zone: str
) -> str:
    """What happened when a signature was made by it; `now` is in UTC, told in `zone` (IANA name)."""
    given = date_in_words(authority.answered_at, zone) if authority.answered_at else ""
    return (
        f"{used_by} of the secretariat signed “{title}” (version {version}) for {authority.organisation} at "
        f"{in_words(now, zone)}, by the standing authority that {authority.person_name} ({authority.person_title}) gave on "
        f"{given}. Why it is covered: {_on_one_line(why)}"
    )


def _on_one_line(text: str) -> str:
    return ", ".join(text.splitlines())
