import hashlib
import unicodedata

import msgspec
from hypothesis import given

from campaigns.text.canonical import VERSION_LINE, canonical_text, fingerprint, grouped, normalise
from campaigns.text.characters import clean
from campaigns.text.letter_text import LetterText
from tests.text.sample import LETTER, LETTERS, TEXTS


def read_back(canonical: str) -> dict[str, str]:
    """What an independent reader makes of the form, by its description alone."""
    version, *lines = canonical.removesuffix("\n").split("\n")
    assert version == VERSION_LINE
    fields: dict[str, list[str]] = {}
    for line in lines:
        if line and not line.startswith("    "):
            current = fields.setdefault(line.replace("-", "_"), [])
        else:
            current.append(line.removeprefix("    "))
    return {name: "\n".join(value) for name, value in fields.items()}


def test_the_form_is_what_the_description_says() -> None:
    assert canonical_text(LETTER).split("\n")[:9] == [
        "campaigns-letter-text-v1",
        "language",
        "    en",
        "title",
        "    A fair start for every child",
        "addressee-name",
        "    Rt Hon Alex Morgan MP",
        "addressee-office",
        "    Secretary of State for Children",
    ]


def test_the_fingerprint_is_what_sha256sum_says_of_the_form() -> None:
    assert fingerprint(LETTER) == hashlib.sha256(canonical_text(LETTER).encode()).hexdigest()
    assert fingerprint(LETTER) == "2e4f0c62f872d4ac07c4dcbaa5c384440c6374e80b0262bf500c5c6bb34afb5e"


def test_a_fingerprint_is_shown_in_groups_that_people_can_compare() -> None:
    assert grouped("3f2a91bc44d0aa12" + "0" * 48) == "3f2a 91bc 44d0 aa12"
    assert grouped("3f2a91bc44", length=6) == "3f2a 91"


@given(LETTERS)
def test_normalising_twice_is_normalising_once(text: LetterText) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert canonical_text(once) == canonical_text(text)


@given(LETTERS)
def test_the_form_can_be_read_back_so_no_words_can_move_between_fields_unseen(text: LetterText) -> None:
    assert read_back(canonical_text(text)) == msgspec.to_builtins(normalise(text))


@given(LETTERS)
def test_the_form_has_the_bytes_that_are_promised(text: LetterText) -> None:
    form = canonical_text(text)
    assert unicodedata.is_normalized("NFC", form)
    assert form.endswith("\n")
    assert not form.endswith("\n\n")
    assert all(line == line.rstrip() for line in form.split("\n"))
    kept = {"\n", "\u200c", "\u200d"}
    prepended = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
    unseen = {c for c in form if unicodedata.category(c) in {"Cc", "Cf", "Cs"}} - kept - prepended
    assert all(unicodedata.name(c, "").startswith("EGYPTIAN") for c in unseen)


@given(TEXTS)
def test_cleaning_keeps_every_letter_mark_digit_sign_and_space(text: str) -> None:
    def seen(value: str) -> list[str]:
        value = unicodedata.normalize("NFC", value)
        return [
            c
            for c in value
            if unicodedata.category(c)[0] in "LMNPS" and c not in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
        ]

    without_joiners = text.replace("\u200c", "").replace("\u200d", "")
    assert "".join(seen(clean(without_joiners))) == "".join(seen(clean_by_category(without_joiners)))


def clean_by_category(text: str) -> str:
    return "".join(
        c
        for c in text
        if unicodedata.category(c) not in {"Cf", "Cs"} and c not in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
    )


def test_joiners_stay_where_they_spell_and_go_where_they_hide() -> None:
    persian, bengali, family = "می\u200cخواهیم", "র\u200d্য", "👩\u200d👧"
    assert clean(persian) == persian
    assert clean(bengali) == bengali
    assert clean(family) == family
    assert clean("sign\u200bed by\u200d A\u200cB") == "signed by AB"
    assert clean("می\u200c\u200cخواهیم") == persian
    assert clean("\u200dfirst") == "first"


def test_text_that_would_be_read_backwards_is_not() -> None:
    assert clean("pay \u202e100\u202c now\u2066\u2069\ufeff\xad") == "pay 100 now"


def test_word_and_windows_line_endings_are_lines() -> None:
    assert clean("one\r\ntwo\rthree\vfour\u2028five") == "one\ntwo\nthree\nfour\nfive"


def test_two_spaces_at_the_end_of_a_line_change_nothing_that_is_signed() -> None:
    spaced = msgspec.structs.replace(LETTER, body=LETTER.body.replace("\n", "  \r\n") + "\n\n", title=f" {LETTER.title}\n")
    assert fingerprint(spaced) == fingerprint(LETTER)
