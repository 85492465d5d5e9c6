"""A cell that would run in a spreadsheet does not, and reads back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.text.spreadsheet import guarded, unguarded
from tests.text.sample import CHARACTERS

CELLS = st.text(CHARACTERS, max_size=30)


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
