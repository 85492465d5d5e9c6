"""The sentences that are kept: what a person granted, and what the secretariat did by it."""

from datetime import datetime

from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.locales import Locale, reading
from campaigns.languages.moments import calendar_day, date_in_words, in_words
from campaigns.standing_authority.queries import AuthorityDetail
from campaigns.standing_authority.scope import kinds_in_words

#: Why one ended where the organisation granted another, as its history has it: stored in English.
REPLACED = gettext_noop("Another one took its place.")


def reason_in_words(reason: str) -> str:
    """The reason of a step: ours in the language that is being read, and what somebody typed as it is."""
    return gettext(reason) if reason == REPLACED else reason


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
    """What happened when a signature was made by it; `now` is in UTC, told in `zone` (IANA name).

    It is stored with the signature, so it is in English whoever reads the page on which that was done.
    """
    with reading(Locale.ENGLISH):
        given = date_in_words(authority.answered_at, zone) if authority.answered_at else ""
        used_at = in_words(now, zone)
    return (
        f"{used_by} of the secretariat signed “{title}” (version {version}) for {authority.organisation} at "
        f"{used_at}, by the standing authority that {authority.person_name} ({authority.person_title}) gave on "
        f"{given}. Why it is covered: {_on_one_line(why)}"
    )


def _on_one_line(text: str) -> str:
    return ", ".join(text.splitlines())
