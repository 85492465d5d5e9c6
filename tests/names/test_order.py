"""Lists are filed word by word, as a librarian would file them, whatever the script."""

from functools import cmp_to_key

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from campaigns.names.order import sort_key, sort_name_of
from campaigns.names.tidy import LONGEST_NAME, tidy
from tests.names.strategies import any_text, names

#: As a careful person files them by hand: a leading article does not count, nor do case, accents and punctuation.
FILED = [
    "2nd Chances Hub",
    "10 Acre Growers",
    "The 38 Bridges Project",
    "Amber Quay CVS",
    "Bressay Community and Voluntary Service (BCVS) and Bolster Together",
    "The Bridge",
    "Bridge Arts, Craft and Making",
    "Bridge: Arts Network",
    "BRIDGE HOUSE",
    "The Chapter of Orford (Dorley)",
    "Community Accounts Extra",
    "Community Action Dorley (CAD)",
    "Community Action for Dorley",
    "Connext",
    "Co-operative Kitchens",
    "Cŵn Cymdeithas",
    "Cwn Dawel",
    "An Extra Hand",
    "Hope & Home",
    "Hope and Horizon",
    "Links: The Chestwick and NE Dorley Council (LinksCVS)",
    "Llais Ynys Môn",
    "Łódka Family Circle",
    "Lodka House",
    "The Mill Road Centre",
    "New Start",
    "Newark Quay CVS",
    "Ósk Community Trust",
    "Our Centre (Kirkby on Sea)",
    "Re'New Transport Circle",
    "Renewal Dorley",
    "Rural Action Dorley  (RAD)",
    "Tackling Loneliness - Notting Vale",
    "Tackling Loneliness Together",
    "Voluntary Action Dunham (VAD)",
    "The Volunteer Centre Chestwick",
    "Y Dref Werdd",
    "Żubr Polonia Society",
    "Zubra Friends",
    "مركز الأمل",
    "আশা কেন্দ্র",
    "希望中心",
]


def filed(names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: sort_key(sort_name_of(name)))


def test_a_list_in_any_order_is_filed_as_by_hand() -> None:
    assert filed(FILED[::-1]) == FILED
    assert filed(sorted(FILED, key=len)) == FILED


@pytest.mark.parametrize(
    ("name", "as_filed"),
    [
        ("The Chapter of Orford (Dorley)", "Chapter of Orford (Dorley), The"),
        ("the  mill", "mill, the"),
        ("A Better Dorley", "Better Dorley, A"),
        ("An Extra Hand", "Extra Hand, An"),
        ("The", "The"),
        ("A & B Carers", "A & B Carers"),
        ("A.B. Carers", "A.B. Carers"),
        ("Theatre Quay", "Theatre Quay"),
        ("Answer Quay", "Answer Quay"),
    ],
)
def test_a_leading_article_goes_last(name: str, as_filed: str) -> None:
    assert sort_name_of(name) == as_filed


def test_nothing_but_the_last_resort_tells_case_accents_and_punctuation_apart() -> None:
    spellings = ["RENEW, Transport", "Re'New Transport", "renew transport", "Renéw Transport"]
    between = ["Renew Transpoort", *filed(spellings), "Renew Transports"]
    assert filed(between[::-1]) == between
    assert filed(spellings)[-1] == "Renéw Transport"


@given(names, names)
def test_two_names_are_equal_in_order_only_if_they_are_the_same(one: str, other: str) -> None:
    one, other = tidy(one)[:LONGEST_NAME], tidy(other)[:LONGEST_NAME]
    assert (sort_key(one) == sort_key(other)) == (one == other)


@given(st.lists(names, max_size=12), st.randoms())
def test_the_order_does_not_depend_on_where_one_begins(some: list[str], chance: object) -> None:
    mixed = list(some)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert filed(list(map(tidy, mixed))) == filed(list(map(tidy, some)))


@example("ᶎ")
@given(names)
def test_capitals_do_not_move_a_name(name: str) -> None:
    lower, upper = tidy(name).lower(), tidy(name).lower().title()
    assume(upper.lower() == lower)
    first_level = sort_key(lower).split(b"\0\0", 1)[0]
    assert sort_key(upper).startswith(first_level)


@given(any_text)
def test_a_key_fits_into_an_index_and_never_fails(name: str) -> None:
    assert len(sort_key(name)) <= 2544


def test_the_longest_expansions_fit_into_an_index() -> None:
    assert len(sort_key("ﷺ" * LONGEST_NAME)) <= 2544


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=8, unique=True))
def test_numbers_come_by_their_value(numbers: list[int]) -> None:
    lists = [f"Area {number} Forum" for number in numbers]
    assert filed(lists) == [f"Area {number} Forum" for number in sorted(numbers)]


def test_bytes_compare_as_the_database_compares_them() -> None:
    def as_memcmp(one: bytes, other: bytes) -> int:
        for left, right in zip(one, other, strict=False):
            if left != right:
                return left - right
        return len(one) - len(other)

    keys = [sort_key(sort_name_of(name)) for name in FILED]
    assert sorted(keys, key=cmp_to_key(as_memcmp)) == keys
