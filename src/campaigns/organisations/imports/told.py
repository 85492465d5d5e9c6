"""What is kept of a list as a whole is in English. Here it is said in the language of whoever looks at the list."""

import re
from functools import cache

from campaigns.languages.catalogues import gettext
from campaigns.organisations.imports.table import NO_END, OTHER_COLUMNS, OTHER_SHEETS, TOO_MANY


def told(kept: str) -> str:
    """A sentence of `Unreadable` or a note of a `Table`, in the language that is being read."""
    for message in (NO_END, TOO_MANY, OTHER_SHEETS, OTHER_COLUMNS):
        found = _pattern(message).fullmatch(kept)
        if found:
            return gettext(message, **found.groupdict())
    return gettext(kept)


@cache
def _pattern(message: str) -> re.Pattern[str]:
    """What the message looks like with its `{names}` filled in."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(message)), re.DOTALL)
