"""What we word ourselves in the history of a signature is stored in English, and told as it is read."""

import pytest

from campaigns.languages.locales import Locale, reading
from campaigns.signatures.reasons import ANOTHER, NOT_THIS_ONE, Left, left_to_you, reason_in_words, used_by, vouched_for_by

PAT = "Pat Reid, Membership manager, of Quay"
TO_YOU = f"Tystiwyd drosto gan {PAT}. Gadawyd y penderfyniad i chi: "


@pytest.mark.parametrize("why", [None, *Left])
def test_why_it_is_left_to_the_secretariat_is_said_as_it_is_read(why: Left | None) -> None:
    with reading(Locale.WELSH):
        stored = left_to_you(vouched_for_by(PAT), why, "Harbour Homes")
        said = reason_in_words(stored)
    assert stored.startswith(f"Vouched for by {PAT}. Left to you: ")
    assert reason_in_words(stored) == stored
    assert said.startswith(TO_YOU)
    assert said.removeprefix(TO_YOU) not in stored


@pytest.mark.parametrize(
    ("stored", "welsh"),
    [
        (NOT_THIS_ONE, "Nid yr un hwn"),
        (used_by("Kim Day"), "Drwy awdurdod sefydlog, a ddefnyddiwyd gan Kim Day"),
        (vouched_for_by(PAT), f"Tystiwyd drosto gan {PAT}"),
        (
            left_to_you(vouched_for_by(PAT), Left.NEAR, ANOTHER),
            f"{TO_YOU}mae’r enw’n debyg i sefydliad arall a lofnododd drwy’r un ddolen.",
        ),
        ("We rang them.", "We rang them."),
        ("", ""),
    ],
)
def test_ours_are_said_as_they_are_read_and_what_was_typed_stays(stored: str, welsh: str) -> None:
    assert reason_in_words(stored) == stored
    with reading(Locale.WELSH):
        assert reason_in_words(stored) == welsh
