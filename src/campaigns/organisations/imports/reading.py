"""From the bytes of any file to a table, or to a sentence that says why not."""

from collections.abc import Iterable, Iterator
from itertools import islice

from campaigns.languages.catalogues import gettext_noop
from campaigns.organisations.imports.delimited import ROWS_BEFORE_HEADINGS, read_delimited
from campaigns.organisations.imports.headings import Headings, read_headings
from campaigns.organisations.imports.table import (
    MOST_ROWS,
    MOST_TEXT,
    NO_LIST,
    OTHER_COLUMNS,
    OTHER_SHEETS,
    TOO_MANY,
    Line,
    Table,
    Unreadable,
    longest,
)
from campaigns.organisations.imports.workbook import is_workbook, read_sheets
from campaigns.text.spreadsheet import unguarded

_NO_HEADINGS = gettext_noop(
    "There is no column for the names of the organisations. Give the columns headings, one of them “Organisation”; the"
    " others may be “Acronym”, “Sort name”, “Contact name”, “Role” and “Email”."
)


#: How PDF, PNG, JPEG, GIF, RTF and HTML files begin, which people upload in place of the list.
_OTHER_KINDS = (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"{\\rtf", b"<!doctype", b"<html")


def read_table(content: bytes) -> Table:
    """The rows under the first headings that name a column for organisations. Raises `Unreadable`, and nothing else."""
    if not content.strip():
        raise Unreadable(gettext_noop("The file is empty."))
    if is_workbook(content):
        return _first_list(content)
    if content.lower().startswith(_OTHER_KINDS):
        raise Unreadable(NO_LIST)
    table = _table(read_delimited(content))
    if table is None:
        raise Unreadable(_NO_HEADINGS)
    return table


def _first_list(content: bytes) -> Table:
    found, passed_over = None, []
    for name, rows in read_sheets(content):
        table = None if found else _table(rows)
        if table is None:
            passed_over.append(f"“{name[:60]}”")
        else:
            found = table
    if found is None:
        raise Unreadable(_NO_HEADINGS)
    if not passed_over:
        return found
    return Table(lines=found.lines, notes=[*found.notes, OTHER_SHEETS.format(names=", ".join(passed_over[:20]))])


def _table(rows: Iterable[list[str]]) -> Table | None:
    numbered = enumerate(rows, start=1)
    headings = next((found for _, row in islice(numbered, ROWS_BEFORE_HEADINGS) if (found := read_headings(row))), None)
    if headings is None:
        return None
    notes = [OTHER_COLUMNS.format(names=", ".join(headings.unused[:20]))] if headings.unused else []
    lines = list(_lines(numbered, headings))
    if not lines:
        raise Unreadable(gettext_noop("There are headings, but no rows under them."))
    return Table(lines=lines, notes=notes)


def _lines(numbered: Iterable[tuple[int, list[str]]], headings: Headings) -> Iterator[Line]:
    count = text = 0
    for number, row in numbered:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        line = _line(number, cells, headings)
        count += 1
        text += sum(len(cells[column]) for column in headings.columns.values() if column < len(cells))
        if count > MOST_ROWS:
            raise Unreadable(TOO_MANY.format(most=f"{MOST_ROWS:,}"))
        if text > MOST_TEXT:
            raise Unreadable(
                gettext_noop("The list holds far more text than the names of organisations. Save those columns alone.")
            )
        yield line


def _line(number: int, cells: list[str], headings: Headings) -> Line:
    # An export, ours or another's, guards what a spreadsheet could run; a name cannot begin like that anyway.
    values = {
        field: unguarded(cells[column])[: longest(field) + 1]
        for field, column in headings.columns.items()
        if column < len(cells)
    }
    return Line(number=number, spilled=any(cells[headings.width :]), **values)
