"""What is kept about a use of standing authority is in English, whoever reads the page on which it was made."""

from datetime import UTC, date, datetime
from uuid import uuid4

from campaigns.languages.locales import Locale, reading
from campaigns.letters.models import LetterKind
from campaigns.signatures.models import Authority
from campaigns.standing_authority.lifecycle import AuthorityState
from campaigns.standing_authority.queries import AuthorityDetail
from campaigns.standing_authority.wording import REPLACED, reason_in_words, use_sentence

AT = datetime(2026, 6, 5, 16, tzinfo=UTC)
GIVEN = AuthorityDetail(
    id=uuid4(),
    organisation_id=uuid4(),
    organisation="Harbour Homes",
    state=AuthorityState.IN_FORCE,
    kinds=[LetterKind.OPEN_LETTER],
    topics="cold homes",
    addressees="ministers",
    until=date(2027, 1, 31),
    expires_at=AT,
    asked_at=AT,
    asked_by="Kim Day",
    person_name="Amina Cole",
    person_title="chief executive",
    email="amina@harbour.example",
    answered_at=AT,
    basis=Authority.CHIEF_EXECUTIVE,
    basis_note="",
    granted_words="I confirm it.",
    ended_at=None,
)


def test_the_sentence_of_a_use_is_kept_in_english() -> None:
    with reading(Locale.WELSH):
        kept = use_sentence(GIVEN, "Warm homes", 2, "It is about cold homes", "Kim Day", AT, "Europe/London")
    assert kept == (
        "Kim Day of the secretariat signed “Warm homes” (version 2) for Harbour Homes at 5pm on Friday 5 June 2026 (BST),"
        " by the standing authority that Amina Cole (chief executive) gave on 5 June 2026. Why it is covered: It is about"
        " cold homes"
    )


def test_a_reason_of_ours_is_said_as_it_is_read() -> None:
    assert reason_in_words(REPLACED) == REPLACED == "Another one took its place."
    with reading(Locale.WELSH):
        assert reason_in_words(REPLACED) == "Cymerodd un arall ei le."
        assert reason_in_words("We asked them to.") == "We asked them to."
