"""Two spellings of one organisation are seen to be one; two organisations are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.names.matching import acronym_of, matching_key, neighbours
from campaigns.names.order import sort_key
from tests.names.strategies import names


@pytest.mark.parametrize(
    "spellings",
    [
        [
            "Wensum Voluntary Action (WVA)",
            "wensum  voluntary action",
            "WENSUM VOLUNTARY ACTION [WVA]",
            "The Wensum Voluntary Action.",
        ],
        ["Re'New Transport Circle", "Re’New Transport Circle", "renew transport circle"],
        ["Hope & Home", "Hope and Home", "Hope, and Home"],
        ["Llais Ynys Môn", "Llais Ynys Mon", "Llais Ynys Mo\u0302n"],
        ["Żubr Polonia Society", "Zubr Polonia Society"],
        ["Łódka", "Lodka"],
        ["Multi-Faith Centre", "Multi Faith Centre", "Multi – Faith Centre"],
        ["مُركز الأمل", "مركز الأمل"],
        ["Harb\u200dour", "Harbour"],
        ["Straße Trust", "Strasse Trust"],
    ],
)
def test_spellings_of_one_name_share_a_key(spellings: list[str]) -> None:
    assert len({matching_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Our Centre (Dorley)", "Our Centre (Orford)"),
        ("Brightside (NI)", "Brightside (UK)"),
        ("Hope Well", "Hopewell"),
        ("আশা কেন্দ্র", "আশু কেন্দ্র"),
        ("かき", "がき"),
        ("ड समिति", "ड़ समिति"),
        ("Wensum Voluntary Action", "Wensum Voluntary Action and Bolster Together"),
    ],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert matching_key(one) != matching_key(other)


@pytest.mark.parametrize(
    ("name", "acronym"),
    [
        ("Wensum Voluntary Action (WVA)", "WVA"),
        ("Links: The Chestwick and NE Dorley Council for Voluntary Service (LinksCVS)", "LinksCVS"),
        ("Rural Action Dorley  (RAD) ", "RAD"),
        ("Our Centre (Dorley)", ""),
        ("Brightside (UK)", ""),
        ("Bressay Community and Voluntary Service (BCVS) and Bolster Together", ""),
        ("WVA", ""),
        ("(WVA)", ""),
        ("", ""),
    ],
)
def test_the_acronym_is_read_from_the_end(name: str, acronym: str) -> None:
    assert acronym_of(name) == acronym


@given(names)
def test_a_key_does_not_depend_on_case(name: str) -> None:
    if name.upper().lower() == name.lower() and not acronym_of(name):
        assert matching_key(name.lower()) == matching_key(name.lower().casefold())


def test_a_row_is_shown_between_its_neighbours() -> None:
    filed = [(name, sort_key(name)) for name in ("Amber", "Bridge", "Connext", "Dorley")]
    assert neighbours(filed, sort_key("Brook"), 1) == (["Bridge"], ["Connext"])
    assert neighbours(filed, sort_key("Aardvark"), 2) == ([], ["Amber", "Bridge"])
    assert neighbours(filed, sort_key("Zebra"), 2) == (["Connext", "Dorley"], [])
    assert neighbours([], sort_key("Zebra"), 2) == ([], [])


@given(st.lists(names, unique=True, max_size=8), names, st.integers(0, 4))
def test_neighbours_stand_next_to_the_place(others: list[str], name: str, n: int) -> None:
    filed = sorted(((other, sort_key(other)) for other in others), key=lambda named: named[1])
    before, after = neighbours(filed, sort_key(name), n)
    keys = [sort_key(other) for other in before] + [sort_key(name)] + [sort_key(other) for other in after]
    assert keys == sorted(keys)
    assert len(before) <= n
    assert len(after) <= n
    assert len(before) + len(after) >= min(n, len(others))
