import msgspec
import pytest

from campaigns.text.checks import problems, warnings
from campaigns.text.letter_text import LetterText
from campaigns.text.markdown import to_plain
from tests.text.sample import LETTER


def with_(**fields: str) -> LetterText:
    return msgspec.structs.replace(LETTER, **fields)


def test_a_finished_letter_can_be_locked() -> None:
    assert problems(LETTER, "open_letter") == []


def test_an_empty_letter_is_told_all_that_is_missing() -> None:
    empty = with_(title=" ", addressee_name="", body="\u200b\n", attestation="")
    assert problems(empty, "open_letter") == [
        "Give the letter a title.",
        "Write the body of the letter.",
        "Say who the letter is to: an open letter needs an addressee.",
        "Write the attestation: the sentence that every organisation agrees to when it signs.",
    ]


def test_a_statement_needs_no_addressee_and_a_coalition_no_attestation() -> None:
    assert problems(with_(addressee_name=""), "statement") == []
    assert problems(with_(attestation=""), "open_letter", attribution="coalition") == []


@pytest.mark.parametrize(
    "left", ["[TBC]", "TBC", "[tbd]", "XXX", "XXXX", "TODO", "Lorem ipsum", "{name}", "{}", "[insert date here]"]
)
@pytest.mark.parametrize("field", ["title", "addressee_office", "body", "attestation", "notes_to_editors"])
def test_what_was_to_be_filled_in_is_found_in_every_field(left: str, field: str) -> None:
    (problem,) = problems(with_(**{field: f"Before {left} after"}), "open_letter")
    assert f"“{left}”" in problem


def test_a_link_can_be_copied_and_fits_into_a_pdf() -> None:
    long = "https://reports.example/" + "q" * 2000
    assert problems(with_(body=f"Read [the report]({long[:2000]})."), "open_letter") == []
    expected = (
        "Give the link “the report” in the body a shorter address: it has 2,024 characters, and a link can have up to 2,000."
    )
    assert problems(with_(body=f"Read [the report]({long})."), "open_letter") == [expected]
    (problem,) = problems(with_(notes_to_editors=f"<{long}>"), "open_letter")
    assert problem.startswith("Give the link “https://reports.example/qqq")
    assert len(problem) < 250


@pytest.mark.parametrize("fine", ["{count} organisations", "todo el mundo", "Section XX", "[…]", "[sic]", "a {count} b"])
def test_what_only_looks_unfinished_is_left_alone(fine: str) -> None:
    assert problems(with_(body=fine), "open_letter") == []


def test_a_title_is_needed_before_anybody_can_know_the_number() -> None:
    [problem] = problems(with_(title="Night buses for {count} towns"), "open_letter")
    assert problem.startswith("Take {count} out of the title")


def test_marks_and_notes_must_find_each_other() -> None:
    found = problems(with_(body="One[^1] and two.[^two]\n\n[^1]: Here.\n[^3]: Nobody asks."), "open_letter")
    assert found == [
        "A note in the body has no marker: put [^3] where it belongs, or take the note out.",
        "The marker [^two] in the body has no note: add a line that begins “[^two]:”, or take it out.",
    ]


@pytest.mark.parametrize(
    "link", ["[the report]()", "[the report](/report)", "[the report](www.a.example)", "[the report][r]"]
)
def test_a_link_must_lead_somewhere(link: str) -> None:
    expected = "Give the link “the report” in the body a full address that begins with https://."
    assert problems(with_(body=f"Read {link}."), "open_letter") == [expected]
    assert problems(with_(body=f"Read `{link}`."), "open_letter") == []


def test_lists_that_stand_too_deep_are_refused_before_any_word_is_lost() -> None:
    def nested(levels: int) -> LetterText:
        return with_(body="".join(f"{'  ' * level}- level {level}\n" for level in range(levels)))

    assert problems(nested(5), "open_letter") == []
    assert "level 5" in to_plain(nested(6).body), "nothing is lost yet"
    for levels in (6, 7, 30):
        expected = "Use fewer levels of lists and quotations inside one another in the body."
        assert problems(nested(levels), "open_letter") == [expected]


def test_a_link_called_here_is_a_warning_not_a_problem() -> None:
    vague = with_(
        body="See [here](https://a.example) or [Click  here.](https://b.example), [our report](https://c.example)."
    )
    assert problems(vague, "open_letter") == []
    assert [warning.split("”")[0] for warning in warnings(vague)] == [
        "Say what the link “here",
        "Say what the link “Click  here.",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "20 organisations",
        "twenty organisations",
        "1,200 local charities",
        "27 of the undersigned organisations",
        "XX members",
    ],
)
def test_a_typed_count_is_offered_the_placeholder(typed: str) -> None:
    (warning,) = warnings(with_(body=f"We are {typed}."))
    assert f"“{typed}”" in warning
    assert "{count}" in warning


def test_numbers_of_other_things_are_nobodys_business() -> None:
    assert (
        warnings(with_(body="In 2026, 27 children out of 40 waited. {count} organisations agree.", notes_to_editors=""))
        == []
    )


def test_asks_that_would_share_a_number_are_warned_about() -> None:
    (warning,) = warnings(with_(body="1. One\n2. Two\n\nAnd:\n\n1. Another", notes_to_editors=""))
    assert warning == "Begin the list that begins at 1 at 3, so that no two asks share a number."
    assert warnings(with_(body="1. One\n2. Two\n\nAnd:\n\n3. Another", notes_to_editors="")) == []


def test_a_very_long_letter_is_warned_about_and_a_too_long_one_refused() -> None:
    (warning,) = warnings(with_(body="word " * 1501, notes_to_editors=""))
    assert warning.startswith("The body has 1,501 words")
    huge = with_(body="word " * 20_000)
    assert problems(huge, "open_letter") == ["Shorten the body to 64 KB or less."]
    assert warnings(huge) == []


def test_a_link_called_link_is_worth_a_second_look_but_is_no_gap() -> None:
    text = with_(body="Read the figures behind this [link](https://figures.example/2026).\n\n1. Publish them.\n")

    assert problems(text, "open_letter") == []
    assert any("link" in warning for warning in warnings(text))
