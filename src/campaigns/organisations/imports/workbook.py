"""XLSX, XLS and ODS. Formulas give the value that was saved with them and are never worked out."""

import datetime
import io
import zipfile
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, PasswordError, SheetVisibleEnum, load_workbook

from campaigns.languages.catalogues import gettext_noop
from campaigns.organisations.imports.table import LONGEST_LIST, Unreadable

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_PARTS = 2_000
MOST_UNPACKED = 64 * 1024 * 1024

Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta

_DAMAGED = gettext_noop(
    "This spreadsheet is damaged or of a kind we cannot read. Open it, and save it again as XLSX or CSV."
)


def is_workbook(content: bytes) -> bool:
    """Whether the first bytes are those of a spreadsheet file, whatever its name says."""
    return content.startswith((ZIP_MARK, OLE_MARK))


def read_sheets(content: bytes) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The name and the rows of each visible sheet, from row 1 and column A on. Raises `Unreadable`.

    A file may say that it has cells so far apart that reading them ends the process: see `apart`, which survives that.
    """
    if content.startswith(ZIP_MARK):
        _refuse_bomb(content)
    try:
        workbook = load_workbook(io.BytesIO(content))
        for number, sheet in enumerate(workbook.sheets_metadata):
            if sheet.visible == SheetVisibleEnum.Visible:
                yield sheet.name, _rows(workbook.get_sheet_by_index(number))
    except PasswordError:
        raise Unreadable(gettext_noop("This spreadsheet is protected by a password. Save it without one.")) from None
    except CalamineError:
        raise Unreadable(_DAMAGED) from None


def _refuse_bomb(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Unreadable(_DAMAGED) from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(
            gettext_noop("This spreadsheet unpacks to far more than a list of organisations. Save the list alone, as CSV.")
        )


def _rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    for row in sheet.to_python(skip_empty_area=False):
        yield [_text(cell) for cell in row]


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[: LONGEST_LIST + 1]
