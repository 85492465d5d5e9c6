"""Files that a secretariat might upload, made in the test."""

import csv
import io
import zipfile

import xlsxwriter

HEADINGS = ["Organisation", "Acronym", "Sort name", "Contact name", "Role", "Email"]


def as_csv(rows, *, encoding="utf-8", delimiter=",", headings=HEADINGS, line_end="\r\n"):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def as_xlsx(rows, *, headings=HEADINGS, before=0):
    """A workbook whose headings stand under `before` empty rows."""

    def fill(book):
        sheet = book.add_worksheet("Members")
        for number, row in enumerate([headings, *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(before + number, column, cell)

    return workbook(fill)


def workbook(fill):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    fill(book)
    book.close()
    return content.getvalue()


def with_cell_at_the_end():
    """Five kilobytes that say they have 17 thousand million cells."""

    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Organisation", "Email"])
        sheet.write(1_048_575, 16_383, "x")

    return workbook(fill)


def bomb(size=80 * 1024 * 1024):
    """A workbook with a part of zeros, which packs a thousandfold."""
    content = io.BytesIO(as_xlsx([["Wensum"]]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", b"\0" * size)
    return content.getvalue()


def as_ods(rows):
    """The least that a spreadsheet program would take for an OpenDocument spreadsheet (ISO/IEC 26300)."""
    cells = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row)
        + "</table:table-row>"
        for row in [HEADINGS, *rows]
    )
    document = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Members">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", document)
    return content.getvalue()
