"""Any file becomes a table, or a sentence that says why not; nothing else ever happens."""

import resource
import string
import sys
from functools import cache

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.languages.locales import Locale, reading
from campaigns.organisations.imports.apart import MOST_MEMORY, read_apart
from campaigns.organisations.imports.reading import read_table
from campaigns.organisations.imports.table import LONGEST_CELL, MOST_ROWS, NO_END, OTHER_COLUMNS, TOO_MANY, Line, Unreadable
from campaigns.organisations.imports.told import told
from campaigns.text.spreadsheet import guarded
from tests.organisations.imports.files import (
    HEADINGS,
    as_csv,
    as_ods,
    as_xlsx,
    bomb,
    with_cell_at_the_end,
    workbook,
)

MEMBERS = [
    ["Wensum Voluntary Action (WVA)", "WVA", "", "Amina Cole", "Chief executive", "amina@wensum.example"],
    ["Llais Ynys Môn", "", "", "Siân Huws", "Prif weithredwr", "sian@llais.example"],
]
READ = [
    Line(
        number=2,
        organisation="Wensum Voluntary Action (WVA)",
        acronym="WVA",
        contact_name="Amina Cole",
        role_title="Chief executive",
        email="amina@wensum.example",
    ),
    Line(
        number=3,
        organisation="Llais Ynys Môn",
        contact_name="Siân Huws",
        role_title="Prif weithredwr",
        email="sian@llais.example",
    ),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_text_is_read_whatever_program_wrote_it(encoding, delimiter, line_end):
    table = read_table(as_csv(MEMBERS, encoding=encoding, delimiter=delimiter, line_end=line_end))
    assert table.lines == READ
    assert table.notes == []


@pytest.mark.parametrize("content", [as_xlsx(MEMBERS), as_ods(MEMBERS)], ids=["xlsx", "ods"])
def test_spreadsheets_are_read(content):
    assert read_table(content).lines == READ


def test_the_delimiter_may_be_named_in_the_first_line_as_excel_does():
    lines = read_table(b"sep=;\r\n" + as_csv(MEMBERS, delimiter=";")).lines
    assert [line.number for line in lines] == [3, 4]


def test_a_decimal_comma_does_not_hide_the_semicolons():
    content = b"Members, as of 2,5 years ago\nOrganisation;Email\nHope, Home and Hearth;a@hope.example\n"
    assert read_table(content).lines == [Line(number=3, organisation="Hope, Home and Hearth", email="a@hope.example")]


@pytest.mark.parametrize(
    "headings",
    [
        ["ORGANISATION", "ACRONYM", "SORT NAME", "CONTACT NAME", "ROLE", "EMAIL"],
        ["organization_name", "Abbreviation", "Sort as", "Contact", "Job title", "E-mail address"],
        ["Name of organisation *", "Initials", "File under", "Name", "Position", "Email (work)"],
        ["Name", "acronym", "sort-name", "Contact person", "contact role", "Contact e-mail"],
        ["Enw'r sefydliad", "Byrfodd", "Enw trefnu", "Enw cyswllt", "Swydd", "E-bost"],
        ["SEFYDLIAD", "Talfyriad", "Trefnu fel", "Cyswllt", "Rôl", "Cyfeiriad e-bost"],
        ["Charity", "Acronym", "Sort name", "Name", "Title", "Mail"],
    ],
)
def test_headings_are_understood_as_people_write_them(headings):
    assert read_table(as_csv(MEMBERS, headings=headings)).lines == READ


def test_a_clear_heading_wins_over_one_that_may_mean_anything():
    content = as_csv(
        [["yes", "Wensum", "Amina Cole", "1990", "a@wensum.example", "b@wensum.example"]],
        headings=["Member", "Organisation", "Name", "Founded", "Email", "Email 2"],
    )
    table = read_table(content)
    assert table.lines == [Line(number=2, organisation="Wensum", contact_name="Amina Cole", email="a@wensum.example")]
    assert table.notes == ["These columns were not used: Member, Founded, Email 2."]


def test_rows_are_numbered_as_the_spreadsheet_program_shows_them():
    with_gaps = [["Wensum"], [], ["  "], ['Mill\nRoad "Hub"'], ["Otter"]]
    assert [line.number for line in read_table(as_xlsx(with_gaps, before=3)).lines] == [5, 8, 9]
    lines = read_table(as_csv([["Wensum"], [], [" "], ['Mill\nRoad "Hub"'], ["Otter"]])).lines
    assert [(line.number, line.organisation) for line in lines] == [
        (2, "Wensum"),
        (5, 'Mill\nRoad "Hub"'),
        (6, "Otter"),
    ]


def test_formulas_give_their_saved_value_and_hidden_sheets_are_left_alone():
    def fill(book: xlsxwriter.Workbook):
        book.add_worksheet("Old list").write_row(0, 0, ["Nothing", "here"])
        hidden = book.add_worksheet("Secret")
        hidden.write_row(0, 0, ["Organisation"])
        hidden.write_row(1, 0, ["Hidden Trust"])
        hidden.hide()
        sheet = book.add_worksheet("Members")
        sheet.write_row(0, 0, ["Organisation", "Email", "Acronym", "Role"])
        sheet.write_formula(1, 0, '=HYPERLINK("https://elsewhere.example")', value="Wensum")
        sheet.write_string(1, 1, "amina@wensum.example")
        sheet.write_number(1, 2, 38)
        sheet.write_boolean(1, 3, True)
        later = book.add_worksheet("Also members")
        later.write_row(0, 0, ["Organisation"])

    table = read_table(workbook(fill))
    assert table.lines == [
        Line(number=2, organisation="Wensum", email="amina@wensum.example", acronym="38", role_title="True")
    ]
    assert table.notes == ["These sheets were not read: “Old list”, “Also members”."]


def test_text_beyond_the_headings_is_noticed():
    lines = read_table(b"Organisation,Email\nHope, Home and Hearth,a@hope.example\nWensum,a@wensum.example,,\n").lines
    assert [line.spilled for line in lines] == [True, False]


def test_a_long_cell_is_cut_just_beyond_the_limit():
    for content in (as_csv([["x" * 700]]), as_xlsx([["x" * 700]])):
        assert read_table(content).lines[0].organisation == "x" * (LONGEST_CELL + 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \r\n \n", "empty"),
        (b"Wensum Voluntary Action\nLlais\n", "no column"),
        (as_xlsx([], headings=["Colour", "Shape"]), "no column"),
        (as_csv([]), "no rows"),
        (as_xlsx([[], [" "]]), "no rows"),
        (as_csv([["Wensum"]] * (MOST_ROWS + 1)), "more than 10,000 rows"),
        (as_csv([["w" * 500] * 6] * 2_000), "far more text"),
        (b'Organisation\n"Wensum\n' + b"x" * 200_000, "quotation mark"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0", "not a CSV file"),
        (b"%PDF-1.7\n%Organisation,Email\n", "not a CSV file"),
        (b"<!DOCTYPE html><table>", "not a CSV file"),
        (b"O\0r\0g\0\0\0", "not a CSV file"),
        (b"Organisation\nWensum\x81\n", "how the letters"),
        (b"\xff\xfeO\0r\0", "no column"),
        (b"\xff\xfeO\0r\0g", "how the letters"),
        (b"PK\x03\x04" + b"\0" * 60, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        (as_xlsx(MEMBERS)[:-200], "damaged"),
        (bomb(), "unpacks"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(content, words):
    with pytest.raises(Unreadable, match=words) as refused:
        read_table(content)
    assert str(refused.value).endswith(".")


async def test_a_list_is_read_apart_as_it_is_read_here():
    assert await read_apart(as_csv(MEMBERS)) == read_table(as_csv(MEMBERS))
    with pytest.raises(Unreadable, match="empty"):
        await read_apart(b"")


async def test_a_file_that_ends_its_reader_ends_nothing_else():
    with pytest.raises(Unreadable, match="spread too far apart"):
        await read_apart(with_cell_at_the_end())


async def test_the_reader_knows_no_secret_and_has_its_limits(monkeypatch, tmp_path):
    """A stand-in for Python that writes down what it was given, then runs the real one under the real limits."""
    seen = tmp_path / "seen"
    stand_in = tmp_path / "python"
    stand_in.write_text(f'#!/bin/sh\nenv > "{seen}"\nexec "{sys.executable}" "$@"\n')
    stand_in.chmod(0o755)
    monkeypatch.setenv("CAMPAIGNS_SECRET", "nobody may know")
    monkeypatch.setattr(sys, "executable", str(stand_in))
    assert (await read_apart(as_csv(MEMBERS))).lines == READ
    assert "nobody may know" not in seen.read_text()
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != MOST_MEMORY


def outcome(content):
    """The lines that are read, or the sentence that refuses."""
    try:
        return read_table(content).lines
    except Unreadable as refused:
        return str(refused)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400), st.text(max_size=200).map(str.encode), st.binary(max_size=200).map(b"PK\x03\x04".__add__)
    )
)
def test_arbitrary_bytes_never_do_anything_but_read_or_refuse(content):
    assert outcome(content)


@cache
def sound_workbook():
    """One workbook for every example: it holds the time it was made, and so another is longer or shorter by a byte."""
    return as_xlsx(MEMBERS)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_workbook_never_does_anything_but_read_or_refuse(data):
    content = bytearray(sound_workbook())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(bytes(content))


# What a cell may hold and come back unchanged: not space at its ends, nor what no text file holds.
_cell = st.text(
    st.one_of(
        st.sampled_from(string.ascii_letters + string.digits + string.punctuation + " \n'\"“”–ÓŻłŵآশ希"),
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff\ufffe\uffff"),
    ),
    max_size=40,
).map(str.strip)
_rows = st.lists(st.lists(_cell, min_size=len(HEADINGS), max_size=len(HEADINGS)), min_size=1, max_size=5)


def guarded_rows(rows):
    """The rows as an export writes them: an import takes an apostrophe before a formula away again."""
    return [[guarded(cell) for cell in row] for row in rows]


def cells_of(table):
    return [
        [line.organisation, line.acronym, line.sort_name, line.contact_name, line.role_title, line.email]
        for line in table.lines
    ]


@settings(deadline=None)
@given(_rows, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_whatever_is_written_as_csv_comes_back(rows, delimiter, encoding):
    rows = [row for row in rows if any(row)]
    if rows:
        assert cells_of(read_table(as_csv(guarded_rows(rows), delimiter=delimiter, encoding=encoding))) == rows


@settings(max_examples=60, deadline=None)
@given(_rows)
def test_whatever_is_written_as_xlsx_comes_back(rows):
    rows = [row for row in rows if any(row)]
    if rows:
        assert cells_of(read_table(as_xlsx(guarded_rows(rows)))) == rows


@pytest.mark.parametrize(
    ("kept", "holds"),
    [
        (NO_END.format(line=1204), "1204"),
        (TOO_MANY.format(most="10,000"), "10,000"),
        (OTHER_COLUMNS.format(names="Founded {in}, Email 2"), "Founded {in}, Email 2"),
        ("The file is empty.", ""),
    ],
)
def test_what_is_kept_of_a_list_is_told_in_the_language_of_whoever_looks(kept, holds):
    assert told(kept) == kept
    with reading(Locale.WELSH):
        in_welsh = told(kept)
    assert in_welsh != kept
    assert holds in in_welsh
