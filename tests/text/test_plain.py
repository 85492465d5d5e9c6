from hypothesis import given

from campaigns.text.markdown import fill_count, to_plain
from campaigns.text.plain_letter import plain_words
from tests.text.sample import BODY, LETTER, MARKDOWN


def test_a_letter_reads_well_in_a_mail() -> None:
    assert (
        to_plain(fill_count(BODY, 27))
        == """\
We are 27 organisations that work with children in every part of the
country. Our evidence
(https://evidence.example/fair-start?year=2026&page=2) is public.[1]

1. *Publish* the spending plan by _September_.
2. Give every area:

   - a named lead, and
   - a budget for three years.

What we offer

3. Meet us each quarter.

[1] Collected between May and June 2026."""
    )


def test_the_words_for_a_mail_have_addressee_body_and_attestation() -> None:
    words = plain_words(LETTER)
    assert words.startswith("Rt Hon Alex Morgan MP\nSecretary of State for Children\nWhitehall\n\nWe are … organisations")
    assert words.endswith("\n\nWe the undersigned ask you to act.")
    assert "We are 27 organisations" in plain_words(LETTER, count=27)


def test_quotes_tables_code_and_breaks_keep_their_shape() -> None:
    source = "> Said\\\n> once\n\n|a|b|\n|-|-|\n|1|<m@a.example>|\n\n    x = 1\n\n***\n\n7. seven\n8. eight"
    assert to_plain(source) == "> Said\n> once\n\na | b\n1 | m@a.example\n\n    x = 1\n\n* * *\n\n7. seven\n8. eight"


@given(MARKDOWN)
def test_lines_are_short_unless_one_word_is_long(source: str) -> None:
    for line in to_plain(source, width=40).split("\n"):
        assert len(line) <= 40 or " " not in line.strip(" >-0123456789.[]") or line.startswith("    ") or " | " in line
