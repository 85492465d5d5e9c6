"""The sentences that are kept: what a person granted, and what the secretariat did by it."""

from datetime import datetime

from campaigns.languages.moments import calendar_day, date_in_words, in_words
from campaigns.standing_authority.queries import AuthorityDetail
from campaigns.standing_authority.scope import kinds_in_words


def scope_sentence(authority: AuthorityDetail) -> str:
    """What is allowed, in one sentence without its subject: `sign open letters for … until …, about …, to …`."""
    return (
        f"sign {kinds_in_words(authority.kinds)} for {authority.organisation} until {calendar_day(authority.until)}, "
        f"about: {_on_one_line(authority.topics)}; to: {_on_one_line(authority.addressees)}"
    )


def grant_sentence(authority: AuthorityDetail, coalition: str) -> str:
    """What the person agrees to who grants it."""
    return (
        f"I confirm that the secretariat of {coalition} may {scope_sentence(authority)}. "
        f"I am authorised to say so for {authority.organisation}."
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
