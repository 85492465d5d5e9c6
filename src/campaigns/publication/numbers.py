"""Numbers in addresses."""

import re

from campaigns.errors import NotFound

_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


def edition_number(text: str) -> int:
    """The number of an edition as an address says it, in the one way there is to write it. Raises `NotFound`."""
    if not _NUMBER.fullmatch(text):
        raise NotFound
    return int(text)
