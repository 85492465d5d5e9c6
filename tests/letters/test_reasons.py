"""A letter's history says in the reader's language what we worded ourselves, and leaves what people typed."""

import pytest

from campaigns.languages.locales import Locale, reading
from campaigns.letters.lifecycles.release import ReleaseStep
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.lifecycles.text import TextStep
from campaigns.letters.models import LetterEvent
from campaigns.letters.reasons import AT_ONCE, BEGUN, reason_in_words

AT = {"at": "2026-06-05T16:00:00+00:00", "zone": "Europe/London"}
SET = LetterEvent(step=ReleaseStep.SCHEDULE, reason="For 5pm on Friday 5 June 2026 (BST)", details=AT)
PUBLISHED = LetterEvent(step=ReleaseStep.PUBLISH, reason="Edition 2", details={"edition": "2"})


@pytest.mark.parametrize(
    ("event", "welsh"),
    [
        (LetterEvent(step=TextStep.WRITE, reason=BEGUN, details={}), "Dechreuwyd y drafft"),
        (LetterEvent(step=ReleaseStep.SCHEDULE, reason=AT_ONCE, details={}), "Ar unwaith"),
        (SET, "Ar gyfer 5pm ddydd Gwener 5 Mehefin 2026 (BST)"),
        (PUBLISHED, "Argraffiad 2"),
    ],
)
def test_what_we_worded_is_told_in_welsh_and_is_in_english_as_stored(event: LetterEvent, welsh: str) -> None:
    assert reason_in_words(event) == event.reason
    with reading(Locale.WELSH):
        assert reason_in_words(event) == welsh


def test_what_was_typed_and_what_is_older_than_its_details_stay_as_they_are() -> None:
    typed = LetterEvent(step=SigningStep.CLOSE, reason="Published", details={})
    older = LetterEvent(step=ReleaseStep.PUBLISH, reason="Edition 1", details={})
    with reading(Locale.WELSH):
        assert [reason_in_words(event) for event in (typed, older)] == ["Published", "Edition 1"]
