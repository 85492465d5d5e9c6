"""A letter's words as they stand in a mail: enough to read, forward and decide on."""

from campaigns.text.letter_text import LetterText
from campaigns.text.markdown import to_plain
from campaigns.text.placeholder import fill_count


def plain_words(text: LetterText) -> str:
    """Addressee, body and attestation as plain text; an empty line ends a paragraph."""
    parts = [
        "\n".join(line for line in (text.addressee_name, text.addressee_office) if line),
        to_plain(fill_count(text.body, None)),
        text.attestation,
    ]
    return "\n\n".join(part for part in parts if part.strip())
