import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.publication.content import Entry
from campaigns.publication.documents.table import COLUMNS, guarded, table, unguarded
from tests.publication.documents.editions import edition, entry
from tests.publication.documents.reading import rows_of
from tests.text.sample import CHARACTERS

CELLS = st.text(CHARACTERS.filter(lambda character: not "\ud800" <= character <= "\udfff"), max_size=30)


def test_the_table_is_what_a_spreadsheet_expects() -> None:
    written = table(
        edition(entry('Re"New, Transport', person="Amina Cole", title="chair"), entry("A and B", "A", "B", edition=2))
    )
    assert written == (
        "\ufeffposition,name,sort name,organisations,organisation count,person,title,signed in edition\r\n"
        '1,"Re""New, Transport","Re""New, Transport","Re""New, Transport",1,Amina Cole,chair,1\r\n'
        "2,A and B,A and B,A; B,2,,,2\r\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠"])
def test_nothing_is_left_that_a_spreadsheet_would_run(start: str) -> None:
    assert guarded(f"{start}1+cmd") == f"'{start}1+cmd"
    assert unguarded(f"'{start}1+cmd") == f"{start}1+cmd"


@pytest.mark.parametrize("name", ["'Ohana Trust", "Żubr", "", "'", "1 = 1"])
def test_other_names_are_left_alone(name: str) -> None:
    assert guarded(name) == name == unguarded(name)


@given(CELLS)
def test_guarding_can_be_undone_and_leaves_no_formula(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] not in set("=+-@\t\r\0＝＋－＠")


@given(
    st.lists(
        st.builds(
            Entry,
            display_name=CELLS,
            sort_name=CELLS,
            organisations=st.lists(CELLS, min_size=1, max_size=3),
            person_name=CELLS,
            person_title=CELLS,
        ),
        max_size=5,
    )
)
def test_what_is_read_back_is_what_was_written(entries: list[Entry]) -> None:
    rows = rows_of(table(edition(*entries)).encode())
    assert [tuple(row) for row in rows] == [COLUMNS] * len(entries)
    assert [(row["name"], row["sort name"], row["person"], row["title"]) for row in rows] == [
        (found.display_name, found.sort_name, found.person_name, found.person_title) for found in entries
    ]
    assert [row["organisations"] for row in rows] == ["; ".join(found.organisations) for found in entries]


def test_lines_end_as_rfc_4180_says() -> None:
    written = table(edition(entry("Two\nlines")))
    assert list(csv.reader(io.StringIO(written[1:], newline="")))[1][1] == "Two\nlines"
    assert written.count("\r\n") == 2
