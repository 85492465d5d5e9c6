"""Numbers in registers, as people write them and as we keep them."""

import pytest

from campaigns.organisations.identifiers import REGISTERS, Scheme, org_id, problem, tidied


@pytest.mark.parametrize(
    ("scheme", "typed", "kept"),
    [
        (Scheme.ENGLAND_AND_WALES, " 1 099 999 ", "1099999"),
        (Scheme.ENGLAND_AND_WALES, "GB-CHC-219999", "219999"),
        (Scheme.ENGLAND_AND_WALES, "1099999–1", "1099999-1"),
        (Scheme.SCOTLAND, "sc 012345", "SC012345"),
        (Scheme.SCOTLAND, "012345", "SC012345"),
        (Scheme.SCOTLAND, "GB-SC-SC012345", "SC012345"),
        (Scheme.NORTHERN_IRELAND, "NIC 100123", "100123"),
        (Scheme.NORTHERN_IRELAND, "GB-NIC-100123", "100123"),
        (Scheme.COMPANY, "1234567", "01234567"),
        (Scheme.COMPANY, "gb-coh-ce012345", "CE012345"),
        (Scheme.COMPANY, "IP12345R", "IP12345R"),
    ],
)
def test_what_people_write_becomes_what_the_register_writes(scheme, typed, kept):
    assert tidied(scheme, typed) == kept
    assert problem(scheme, kept) is None
    assert tidied(scheme, kept) == kept
    assert tidied(scheme, org_id(scheme, kept)) == kept


@pytest.mark.parametrize(
    ("scheme", "typed"),
    [
        (Scheme.ENGLAND_AND_WALES, "12345"),
        (Scheme.ENGLAND_AND_WALES, "12345678"),
        (Scheme.ENGLAND_AND_WALES, "SC012345"),
        (Scheme.ENGLAND_AND_WALES, "١٢٣٤٥٦٧"),
        (Scheme.SCOTLAND, "SC12345"),
        (Scheme.NORTHERN_IRELAND, "234567"),
        (Scheme.COMPANY, "ABC12345"),
        (Scheme.COMPANY, "123"),
        (Scheme.COMPANY, ""),
    ],
)
def test_what_cannot_be_a_number_is_refused_with_an_example(scheme, typed):
    told = problem(scheme, tidied(scheme, typed))
    assert (REGISTERS[scheme].example if typed else "Enter the number") in told


def test_every_example_is_a_number_of_its_register():
    assert [scheme for scheme in Scheme if problem(scheme, REGISTERS[scheme].example)] == []
