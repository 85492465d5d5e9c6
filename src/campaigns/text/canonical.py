"""The one form of a letter's words that is fingerprinted, rendered and published.

    campaigns-letter-text-v1
    language
        en
    title
        A fair start for every child
    addressee-name
    …

After the version line come the fields in a fixed order: a label at the margin, then the lines of the field, each indented
by four spaces; an empty line stays empty. A label is never indented and a field's line always is, so no two different
texts share a form, however their words are moved between fields. The form is UTF-8, NFC, with LF after every line, no
space at the end of a line and none of the characters that `campaigns.text.characters` drops.
"""

import hashlib
import re

from campaigns.text.characters import clean
from campaigns.text.letter_text import LetterText

VERSION_LINE = "campaigns-letter-text-v1"
_INDENT = "    "
_FIELDS = ("language", "title", "addressee_name", "addressee_office", "body", "attestation", "notes_to_editors")
_ON_ONE_LINE = frozenset({"language", "title", "addressee_name"})


def normalise(text: LetterText) -> LetterText:
    """The same words as they are fingerprinted: what is shown or typeset must be this, never what was typed."""
    return LetterText(**{name: _field(name, getattr(text, name)) for name in _FIELDS})


def canonical_text(text: LetterText) -> str:
    """The form described above. Equal for two texts exactly when `normalise` makes them equal."""
    text = normalise(text)
    lines = [VERSION_LINE]
    for name in _FIELDS:
        lines.append(name.replace("_", "-"))
        lines += [_INDENT + line if line else "" for line in _lines(getattr(text, name))]
    return "\n".join(lines) + "\n"


def fingerprint(text: LetterText) -> str:
    """SHA-256 (FIPS 180-4) of `canonical_text` in UTF-8, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical_text(text).encode()).hexdigest()


def grouped(fingerprint: str, length: int = 16) -> str:
    """The first `length` digits in groups of four, for people to compare: `3f2a 91bc 44d0 aa12`."""
    shown = fingerprint[:length]
    return " ".join(shown[start : start + 4] for start in range(0, len(shown), 4))


def normalise_markdown(source: str) -> str:
    """`normalise` for one field of several lines: the form in which Markdown is read."""
    lines = [line.rstrip() for line in clean(source).split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        del lines[0]
    return "\n".join(lines)


def _field(name: str, value: str) -> str:
    value = normalise_markdown(value)
    return re.sub(r"[ \n]+", " ", value).strip() if name in _ON_ONE_LINE else value


def _lines(value: str) -> list[str]:
    return value.split("\n") if value else []
