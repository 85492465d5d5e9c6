"""Two names that look alike: one organisation with a slip, or two of a kind."""

import pytest
from hypothesis import given

from campaigns.names.likeness import may_be_one
from campaigns.names.matching import matching_key
from tests.names.strategies import names

ONE = [
    ("Wensum Voluntary Action", "Wensum Volunatry Action"),
    ("Wensum Voluntary Action", "Wensum Vol. Action"),
    ("Wensum Voluntary Action", "Wensum Voluntary Action Norwich"),
    ("Erewash Voluntary Action", "Voluntary Action Erewash"),
    ("Quay Council of Voluntary Service", "Quay Council for Voluntary Services"),
    ("Nottingham Women's Centre", "The Nottingham Womens Centre"),
    ("Llais Ynys Môn", "Llais Ynys Mon Cyf"),
    ("Northgate CVS", "Northgate Community and Voluntary Service (NCVS)"),
    ("NCVS", "Northgate Community and Voluntary Service"),
]
TWO = [
    ("Upper Quay Food Bank", "Lower Quay Food Bank"),
    ("Derbyshire Mind", "Nottinghamshire Mind"),
    ("Quay Women’s Centre", "Quay Youth Centre"),
    ("Community Action Derby", "Community Action Dorley"),
    ("Wensum CVS", "Northgate Community and Voluntary Service"),
    ("Northgate CAB", "Northgate Community and Voluntary Service"),
]


@pytest.mark.parametrize("pair", ONE)
def test_a_slip_a_shortened_word_or_one_word_more_may_be_one(pair):
    assert may_be_one(*map(matching_key, pair))


@pytest.mark.parametrize("pair", TWO)
def test_a_word_of_its_own_on_each_side_makes_two(pair):
    assert not may_be_one(*map(matching_key, pair))


@given(names, names)
def test_it_does_not_matter_which_is_named_first(one, other):
    keys = matching_key(one), matching_key(other)
    assert may_be_one(*keys) == may_be_one(*reversed(keys))
    assert may_be_one(keys[0], keys[0])
