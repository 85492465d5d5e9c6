"""Addresses as people type them, and addresses made to be mistaken for somebody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.errors import Invalid
from campaigns.mail.addresses import LONGEST_LOCAL_PART, checked, is_free_mail, match_key


def test_the_local_part_stays_as_typed_and_the_domain_becomes_ascii() -> None:
    assert checked("  Amina.Cole+letters@Wensum.EXAMPLE ") == "Amina.Cole+letters@wensum.example"
    assert checked("post@żubr.example") == "post@xn--ubr-22a.example"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "amina",
        "amina@",
        "@wensum.example",
        "amina@wensum",
        "amina cole@wensum.example",
        "amina@wensum.example, jo@wensum.example",
        "amina@wensum.example\r\nBcc: victim@rivers.example",
        '"amina cole"@wensum.example',
        "amina@[127.0.0.1]",
        "amina\u200b@wensum.example",
        "am\u00adina@wensum.example",
        "mıke@wensum.example",
        "аmina@wensum.example",
        "ﬁona@wensum.example",
        "Straße@wensum.example",
        f"{'a' * (LONGEST_LOCAL_PART + 1)}@wensum.example",
        f"amina@{'wensum.' * 40}example",
    ],
)
def test_what_is_not_an_address_is_refused_with_one_sentence(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checked(typed, "contact")
    assert list(refusal.value.problems) == ["contact"]


def test_the_longest_local_part_is_taken() -> None:
    assert checked(f"{'a' * LONGEST_LOCAL_PART}@wensum.example").startswith("aaa")


def test_one_mailbox_has_one_key() -> None:
    assert match_key("Amina@Wensum.Example") == match_key("amina@wensum.example") == "amina@wensum.example"
    assert match_key("post@Żubr.example") == match_key("post@xn--ubr-22a.example")
    assert match_key("amina+letters@wensum.example") != match_key("amina@wensum.example")


def test_a_domain_that_only_looks_the_same_has_another_key() -> None:
    assert match_key("amina@wensum.example") != match_key("amina@wensüm.example")
    assert match_key("amina@wensum.example") != match_key("amina@wenѕum.example")


@given(st.text())
def test_a_key_is_ascii_whatever_was_typed(typed: str) -> None:
    try:
        key = match_key(typed)
    except Invalid:
        return
    assert key.isascii()
    assert key == match_key(key)


@given(st.emails())
def test_an_address_that_is_taken_has_the_key_of_what_was_typed(typed: str) -> None:
    try:
        address = checked(typed)
    except Invalid:
        return
    assert match_key(address) == match_key(typed)


def test_free_mail_is_told_from_an_organisations_own() -> None:
    assert is_free_mail("Amina.Cole@Gmail.com")
    assert not is_free_mail("amina@wensum.example")
