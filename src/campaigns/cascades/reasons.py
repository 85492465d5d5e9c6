"""Why a step of a cascade link was taken, as its history tells it.

It is stored in English, and said in the language that is being read.
"""

import re

from campaigns.languages.catalogues import gettext, gettext_noop

_TAKES = gettext_noop("It takes {number} signatures.")
_CHANGED = gettext_noop("From {before} to {after}.")


def takes(cap: int) -> str:
    """How many signatures a link takes that was given."""
    return _TAKES.format(number=f"{cap:,}")


def changed(before: int, after: int) -> str:
    """How the cap of a link was changed."""
    return _CHANGED.format(before=f"{before:,}", after=f"{after:,}")


def reason_in_words(reason: str) -> str:
    """One of these in the language that is being read; any other as it is stored."""
    for stored in (_TAKES, _CHANGED):
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[\\d,]+)", re.escape(stored))
        if found := re.fullmatch(pattern, reason):
            return gettext(stored, **found.groupdict())
    return reason
