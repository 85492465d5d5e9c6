"""A letter's words as they stand in a mail: enough to read, forward and decide on."""

from campaigns.text.canonical import normalise
from campaigns.text.letter_text import LetterText
from campaigns.text.placeholder import fill_count
from campaigns.text.plain import to_plain, wrapped


def plain_words(text: LetterText, *, count: int | None = None) -> str:
    """Addressee, body and attestation as plain text, in lines for a mail; an empty line ends a paragraph.

    `{count}` is filled with `count`, or with an ellipsis for None. Raises `campaigns.errors.TooLarge` above 64 KiB.
    """
    text = normalise(text)
    body = text.body if count is None else fill_count(text.body, count)
    parts = ["\n".join(addressee_lines(text)), to_plain(body), wrapped(fill_count(text.attestation, count))]
    return "\n\n".join(part for part in parts if part)


def addressee_lines(text: LetterText) -> list[str]:
    """The name and the lines of the office, without empty ones."""
    return [line for line in (text.addressee_name, *text.addressee_office.split("\n")) if line]
