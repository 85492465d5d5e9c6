"""A name is put in order without losing a letter, refused only for a stated reason, and warned about without blocking."""

import unicodedata

import pytest
from hypothesis import given

from campaigns.names.matching import matching_key
from campaigns.names.tidy import problem, tidy, warnings
from tests.names.strategies import names


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Wensum \t Voluntary\r\nAction  (WVA) ", "Wensum Voluntary Action (WVA)"),
        ("Llais Ynys Mo\u0302n", "Llais Ynys Môn"),
        ("Harbour\u00a0Equality\u2003Foundation", "Harbour Equality Foundation"),
        ("Har\u00adbour\u200b Equality\ufeff", "Harbour Equality"),
        ("\u202eytilauqE\u202c Harbour", "ytilauqE Harbour"),
        ("Nul\x00 and bell\x07", "Nul and bell"),
        ("Harb\u200dour", "Harbour"),
        ("\u3164", ""),
    ],
)
def test_invisible_characters_and_spare_spaces_go(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


@pytest.mark.parametrize("name", ["র\u200d্যাব সমিতি", "خانه\u200cهای امید", "مركز الأمل", "আশা কেন্দ্র", "希望中心", "Żubr Ø"])
def test_scripts_keep_what_they_are_written_with(name: str) -> None:
    assert tidy(name) == name
    assert problem(name) is None


@given(names)
def test_tidying_twice_changes_nothing_more(name: str) -> None:
    once = tidy(name)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert problem(name) == problem(once)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("", "Enter"),
        (" \u200b ", "Enter"),
        ("x" * 201, "200"),
        ("=1+1 Trust", "="),
        ("＝1+1 Trust", "＝"),
        ("+44 Trust", "+"),
        ("- Trust", "-"),
        ("@harbour", "@"),
        ("\t=cmd Trust", "="),
        ("Visit https://pills.example now", "web address"),
        ("Pills www.pills", "web address"),
        ("Pills pills-now.co.uk", "web address"),
        ("Write to amina@wensum.example", "web address"),
        ("=?utf-8?q?Trust?=", "="),
        ("Trust =?utf-8?q?x?=", "=?"),
        ("38", "letter"),
        ("!!! ???", "letter"),
    ],
)
def test_what_cannot_be_a_name_is_refused_in_words(name: str, word: str) -> None:
    refusal = problem(name)
    assert refusal is not None
    assert word in refusal


@pytest.mark.parametrize(
    "name", ["St. Osk’s Trust", "A.B.C. Project", "Co.Op Shop", "Hope & Home", "No. 10 = Home", "x" * 200]
)
def test_unusual_names_are_accepted(name: str) -> None:
    assert problem(name) is None


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("WENSUM VOLUNTARY ACTION", "capitals"),
        ("Wensum Voluntary Action.", "full stop"),
        ("Wensum Trading Ltd", "Ltd"),
        ("Wensum Trading Limited", "Ltd"),
        ("Wensum  Voluntary Action", "extra spaces"),
        ("Wensum " * 20, "long"),
    ],
)
def test_likely_slips_are_pointed_out(name: str, word: str) -> None:
    assert [warning for warning in warnings(name) if word in warning]
    assert problem(name) is None


@pytest.mark.parametrize(
    "name", ["Wensum Voluntary Action (WVA)", "WVA", "مركز الأمل", "希望 中心", "Unlimited Futures", " Connected "]
)
def test_ordinary_names_are_not_warned_about(name: str) -> None:
    assert warnings(name) == []


@given(names)
def test_every_accepted_name_can_be_told_from_others(name: str) -> None:
    if problem(name) is None:
        assert matching_key(name)
