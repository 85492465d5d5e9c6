"""The letter of these tests, and texts of every kind to try."""

from hypothesis import strategies as st

from campaigns.text.letter_text import LetterText

BODY = """\
We are {count} organisations that work with children in every part of the country. Our
[evidence](https://evidence.example/fair-start?year=2026&page=2) is public.[^1]

1. **Publish** the spending plan by *September*.
2. Give every area:
   - a named lead, and
   - a budget for three years.

## What we offer

3. Meet us each quarter.

[^1]: Collected between May and June 2026.
"""

LETTER = LetterText(
    title="A fair start for every child",
    addressee_name="Rt Hon Alex Morgan MP",
    addressee_office="Secretary of State for Children\nWhitehall",
    body=BODY,
    attestation="We the undersigned ask you to act.",
    notes_to_editors="Fair Futures Alliance has members in 40 areas.",
)

#: Characters that have bitten: scripts that join, marks, controls, what a spreadsheet, a browser or typst could run.
CHARACTERS = st.one_of(
    st.characters(),
    st.sampled_from(
        "\u200c\u200d\u200e\u202e\ufeff\xad\u034f\ufe0f\t\r\n\x85\u2028 *_`[]()<>#$@\\{}|=-+!&;:^~'\"িক্ষমیন😀e\u0301"
    ),
)
TEXTS = st.text(CHARACTERS, max_size=40)
LETTERS = st.builds(
    LetterText,
    title=TEXTS,
    addressee_name=TEXTS,
    addressee_office=TEXTS,
    body=TEXTS,
    attestation=TEXTS,
    notes_to_editors=TEXTS,
    language=st.sampled_from(["en", "cy", "en-GB"]),
)
PIECES = [
    *("1. ", "- ", "> ", "# ", "\n\n", "    ", "**", "```\n", "{count}", "[^1]", "\n[^1]: n", "|a|b|\n|-|-:|\n|c|d|\n"),
    *("[a](https://a.example)", "[a](//b.example)", "[x](javascript:alert(1))", "![i](http://i.example)", "<b onclick=x>"),
]
MARKDOWN = st.lists(TEXTS | st.sampled_from(PIECES), max_size=12).map("".join)
