"""People are filed by family name, as an index would file them, and by what they say where that is not the last word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.names.people import filed, person_sort_key, sort_by_problem
from campaigns.names.tidy import LONGEST_NAME, tidy
from tests.names.strategies import any_text

_words = st.sampled_from(
    ["Amina", "Cole", "ap", "Gwilym", "van", "de", "Vries", "O’Dea", "Li", "An", "Ríona", "ferch", "OBE,", "李"]
)
people = st.one_of(any_text, st.lists(_words, min_size=1, max_size=5).map(" ".join))

#: As an index files them; capitals, accents and apostrophes count last.
FILED = [
    "Madonna Abara",
    "Dafydd ap Gwilym",
    "Gwen AP RHYS",
    "Cher",
    "Amina Cole",
    "Zia Cole, OBE",
    "Bo Côte",
    "Beth ferch Hywel",
    "An Li",
    "Bo Li",
    "Ríona Ní Shé",
    "Anna van de Vries",
    "Zoe Vaughan",
    "Ann Vaughan Williams",
]


@pytest.mark.parametrize(
    ("name", "sort_by", "as_filed"),
    [
        ("Amina Cole", "", ("Cole", "Amina")),
        ("Dafydd ap Gwilym", "", ("ap Gwilym", "Dafydd")),
        ("Anna Maria van de Vries", "", ("van de Vries", "Anna Maria")),
        ("Van Morrow", "", ("Morrow", "Van")),
        ("Cher", "", ("Cher", "")),
        ("Amina Cole, OBE", "", ("Cole", "Amina OBE")),
        ("Cole, Amina", "", ("Cole", "Amina")),
        ("Ann Vaughan Williams", "vaughan williams", ("Vaughan Williams", "Ann")),
        ("Nagy Imre", "Nagy", ("Nagy", "Imre")),
        ("Amina Cole", "Aaaa", ("Cole", "Amina")),
        ("", "", ("", "")),
    ],
)
def test_by_what_a_person_is_filed(name: str, sort_by: str, as_filed: tuple[str, str]) -> None:
    assert filed(name, sort_by) == as_filed


def test_a_list_is_filed_as_an_index_is() -> None:
    own = {"Ann Vaughan Williams": "Vaughan Williams"}
    listed = sorted(sorted(FILED, key=len), key=lambda name: person_sort_key(name, own.get(name, "")))
    assert listed == FILED


def test_only_words_of_the_name_say_where_it_stands() -> None:
    assert sort_by_problem("Ann Vaughan Williams", "Vaughan williams") is None
    assert sort_by_problem("Ann Vaughan Williams", "") is None
    assert sort_by_problem("Ann Vaughan Williams", "Aardvark") is not None
    assert sort_by_problem("Ann Vaughan Williams", "Williams Vaughan") is not None


@given(people, people)
def test_every_word_is_filed_once(name: str, sort_by: str) -> None:
    first, then = filed(name, sort_by)
    told = f"{first} {then}".replace(",", "").split()
    assert sorted(told) == sorted(tidy(name).replace(",", "").split())


@given(st.lists(_words, min_size=1, max_size=5).map(" ".join))
def test_some_part_of_a_name_always_comes_first(name: str) -> None:
    first, _ = filed(name)
    assert first
    assert filed(name, first)[0] == first
    assert sort_by_problem(name, first) is None


@given(people)
def test_capitals_do_not_part_a_family(name: str) -> None:
    first, _ = filed(name)
    assert filed(tidy(name).swapcase())[0].casefold() == first.swapcase().casefold()


@given(people)
def test_a_key_fits_into_an_index_and_is_empty_only_without_a_name(name: str) -> None:
    key = person_sort_key(name[:LONGEST_NAME])
    assert len(key) <= 2544
    assert bool(key) == bool(tidy(name[:LONGEST_NAME]).strip(", "))
