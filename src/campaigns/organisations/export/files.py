"""Rows of texts as a CSV file or a workbook. Nothing in either is run by the program that opens it."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Sequence

import xlsxwriter  # type: ignore[import-untyped]

from campaigns.organisations.export.rows import HEADINGS

Batches = AsyncIterator[list[list[str]]]


async def as_csv(batches: Batches) -> bytes:
    """RFC 4180 with a byte order mark, a heading line and one line for each row."""
    written = io.BytesIO()
    written.write("\ufeff".encode() + _lines([HEADINGS]))
    async for rows in batches:
        written.write(_lines(rows))
    return written.getvalue()


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


async def as_xlsx(batches: Batches) -> bytes:
    """A workbook of one sheet in which every cell is a text. It is made in a thread, since it takes some seconds."""
    rows = [row async for some in batches for row in some]
    return await asyncio.to_thread(_workbook, rows)


def _workbook(rows: list[list[str]]) -> bytes:
    content = io.BytesIO()
    # In production no file can be written.
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Organisations")
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(HEADINGS) - 1, 24)
    bold = book.add_format({"bold": True})
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(number, column, cell)
    book.close()
    return content.getvalue()
