"""CSV and its relatives, from any program: the encoding and the delimiter are found out, not asked for."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from campaigns.languages.catalogues import gettext_noop
from campaigns.organisations.imports.headings import read_headings
from campaigns.organisations.imports.table import NO_END, NO_LIST, Unreadable

#: Lists often begin with a title and a date; the headings are looked for this far down.
ROWS_BEFORE_HEADINGS = 20

_DELIMITERS = ",;\t|"
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
#: Excel's own first line, which names the delimiter.
_SEPARATOR_LINE = re.compile(r"\Asep=(?P<delimiter>[,;\t|])\r?\n?", re.IGNORECASE)


def read_delimited(content: bytes) -> Iterator[list[str]]:
    """The rows of a text file, blank ones too, so that their count is the row number. Raises `Unreadable`."""
    text = _decoded(content)
    named = _SEPARATOR_LINE.match(text)
    if named:
        yield []
        yield from _rows(text[named.end() :], named["delimiter"])
    else:
        yield from _rows(text, max(_DELIMITERS, key=lambda delimiter: _understood(text, delimiter)))


def _decoded(content: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return _decoded_as(content, encoding)
    if b"\0" in content:
        # Without a mark, Latin letters in UTF-16 have their zero byte second in little-endian order, first in big-endian.
        return _decoded_as(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _decoded_as(content, "cp1252")


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(
            gettext_noop("We cannot tell how the letters in this file are written. Save it as “CSV UTF-8”.")
        ) from None
    if "\0" in text:
        raise Unreadable(NO_LIST)
    return text


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:
        # The reader stops only at a field of more than 131,072 characters.
        raise Unreadable(NO_END.format(line=reader.line_num)) from None


def _understood(text: str, delimiter: str) -> int:
    """How many headings make sense with this delimiter."""
    try:
        found = [read_headings(row) for row in islice(_rows(text, delimiter), ROWS_BEFORE_HEADINGS)]
    except Unreadable:
        return 0
    return max((len(headings.columns) for headings in found if headings), default=0)
