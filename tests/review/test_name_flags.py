"""What deserves a look in a row's name, and what is suggested: never more than a suggestion."""

import pytest
from hypothesis import given

from campaigns.names.order import sort_name_of
from campaigns.names.tidy import problem, tidy
from campaigns.review.name_flags import Filed, FlagKind, flags_of, suggested
from tests.names.strategies import likely_name


def row(name: str, *partners: str, known_as: str = "", acronym: str = "", sort_name: str = "", filed_as: str = "") -> Filed:
    return Filed(
        display_name=" and ".join([name, *partners]),
        sort_name=sort_name or sort_name_of(" and ".join([name, *partners])),
        names=[name, *partners],
        known_as=known_as or name,
        acronym=acronym,
        filed_as=filed_as or sort_name_of(known_as or name),
    )


@pytest.mark.parametrize(
    ("filed", "kind", "says", "better"),
    [
        (row("WENSUM ACTION", known_as="Wensum Action"), FlagKind.SPELLING, "all in capitals", "Wensum Action"),
        (row("Wensum Action."), FlagKind.SPELLING, "ends with a full stop", "Wensum Action"),
        (row("Wensum Action Ltd"), FlagKind.SPELLING, "“Ltd”", ""),
        (row("Wensum " + "x" * 120), FlagKind.SPELLING, "long: 127 characters", ""),
        (row("Wensum  Action"), FlagKind.SPELLING, "extra spaces", "Wensum Action"),
        (row("Wensum Action", acronym="WA"), FlagKind.ACRONYM, "The acronym WA", "Wensum Action (WA)"),
        (row("Wensum Action", known_as="Wensum Action (WA)"), FlagKind.ACRONYM, "The acronym WA", "Wensum Action (WA)"),
        (row("Wensum Action", sort_name="Zeta"), FlagKind.SORT_NAME, "filed as “Zeta”", ""),
        (row("Wensum Action", filed_as="Action, Wensum"), FlagKind.SORT_NAME, "Your directory files", ""),
        (row("Wensum Action", "CANAL TOGETHER"), FlagKind.SPELLING, "all in capitals", ""),
    ],
)
def test_each_slip_is_named_and_something_better_is_suggested(filed: Filed, kind: FlagKind, says: str, better: str) -> None:
    flags = flags_of(filed)
    assert [flag.kind for flag in flags] == [kind]
    assert says in flags[0].sentence
    assert suggested(filed) == better


@pytest.mark.parametrize(
    "filed",
    [
        row("Wensum Voluntary Action (WVA)", acronym="WVA"),
        row("The Mill Road Centre"),
        row("WVA", acronym="WVA"),
        row("7 Sisters Women's Centre"),
        row("আশা কেন্দ্র"),
        row("“Wensum” Action"),
        row("Wensum Action", sort_name="Action, Wensum", filed_as="Action, Wensum"),
        row("Wensum Action", "Canal Together"),
    ],
)
def test_what_is_in_order_is_not_shown(filed: Filed) -> None:
    assert flags_of(filed) == []
    assert suggested(filed) == ""


@given(likely_name, likely_name)
def test_a_suggestion_is_a_name_that_is_another_and_better(name: str, known_as: str) -> None:
    if problem(name) or problem(known_as):
        return
    filed = row(tidy(name), known_as=tidy(known_as))
    better = suggested(filed)
    assert better != filed.names[0]
    if better:
        again = row(better, known_as=tidy(known_as))
        assert len(flags_of(again)) <= len(flags_of(filed))
