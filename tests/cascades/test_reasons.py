"""What the history of a cascade link says is stored in English, and told as it is read."""

import pytest

from campaigns.cascades.reasons import changed, reason_in_words, takes
from campaigns.languages.locales import Locale, reading


def test_a_reason_of_ours_is_stored_in_english_and_said_as_it_is_read() -> None:
    with reading(Locale.WELSH):
        given, moved = takes(1250), changed(250, 1250)
        assert reason_in_words(given) == "Nifer y llofnodion y mae’n eu derbyn: 1,250."
        assert reason_in_words(moved) == "O 250 i 1,250."
    assert reason_in_words(given) == given == "It takes 1,250 signatures."
    assert reason_in_words(moved) == moved == "From 250 to 1,250."


@pytest.mark.parametrize("other", ["", "From Monday to Friday.", "It takes too many signatures."])
def test_any_other_stays(other: str) -> None:
    with reading(Locale.WELSH):
        assert reason_in_words(other) == other
