import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from campaigns.publication.content import Entry
from campaigns.publication.documents.table import COLUMNS, table
from tests.publication.documents.editions import edition, entry
from tests.publication.documents.reading import rows_of
from tests.text.sample import CHARACTERS

CELLS = st.text(CHARACTERS.filter(lambda character: not "\ud800" <= character <= "\udfff"), max_size=30)


def test_the_table_is_what_a_spreadsheet_expects() -> None:
    written = table(
        edition(entry('Re"New, Transport', person="Amina Cole", title="chair"), entry("A and B", "A", "B", edition=2))
    )
    assert written == (
        "\ufeffposition,name,sort name,organisations,organisation count,person,title,signed in edition,group\r\n"
        '1,"Re""New, Transport","Re""New, Transport","Re""New, Transport",1,Amina Cole,chair,1,\r\n'
        "2,A and B,A and B,A; B,2,,,2,\r\n"
    )


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
