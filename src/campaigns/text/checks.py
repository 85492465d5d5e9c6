"""What stops a text from being locked, and what is worth a second look. Every message says what to do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.text.canonical import normalise
from campaigns.text.dialect import LONGEST_BYTES, is_too_deep, parse
from campaigns.text.letter_text import LetterText
from campaigns.text.placeholder import COUNT
from campaigns.text.tree import Node, every_run, tree_of

LONG_BODY_WORDS = 1500
#: Beyond some 8,000 characters no PDF can hold an address; and nobody can copy one of 2,000 from paper.
LONGEST_LINK = 2000
_SHOWN_OF_LINK = 60
#: Where something stands, for sentences that say "in the body".
_MARKDOWN = {"body": gettext_noop("body"), "notes_to_editors": gettext_noop("notes to editors")}
_FIELDS = {
    "title": gettext_noop("title"),
    "addressee_name": gettext_noop("addressee’s name"),
    "addressee_office": gettext_noop("addressee’s office"),
    "attestation": gettext_noop("attestation"),
    **_MARKDOWN,
}
_LEFTOVER = re.compile(
    r"\[(?i:TBC|TBD|TBA|TK|insert\b[^\]\n]{0,80}|date|name|number|link)\](?![(\[])"
    r"|\b(?:TBC|TBD|TODO|FIXME|X{3,})\b|(?i:lorem ipsum)|\{[^{}\n]{0,80}\}"
)
_UNMADE_NOTE = re.compile(r"\[\^[^\]\s]{1,64}\]")
_UNMADE_LINK = re.compile(r"\[([^\[\]^][^\[\]]*)\](?:\([^()\s]*\)|\[[^\[\]]*\])")
_EMPTY_WORDS = {"here", "click here", "click", "link", "this link", "this", "read more", "more", "see here", "this page"}
_SMALL_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|twenty|thirty|forty|fifty|hundreds?"
_TYPED_NUMBER = re.compile(
    rf"\b(?:\d[\d,]*|X{{2,}}|{_SMALL_NUMBERS})\s+(?:of\s+)?(?:[\w’'-]+\s+){{0,3}}?"
    r"(?:organi[sz]ations|signatories|charities|members|groups)\b",
    re.IGNORECASE,
)


def problems(text: LetterText, kind: str, *, attribution: str = "undersigned") -> list[str]:
    """What has to be put right before `text` can be locked; empty if nothing.

    `kind` and `attribution` are the values of the letter's enums: `open_letter` or `statement`, and `undersigned` or
    `coalition`.
    """
    text = normalise(text)
    too_long = [where for field, where in _MARKDOWN.items() if _is_too_long(text, field)]
    if too_long:
        most = LONGEST_BYTES // 1024
        return [gettext("Shorten the {where} to {size} KB or less.", where=gettext(where), size=most) for where in too_long]
    readings = _read(text)
    return [
        *_missing(text, kind, attribution),
        *_counted_title(text),
        *_leftovers(text),
        *(problem for reading in readings for problem in _in_markdown(reading)),
    ]


def warnings(text: LetterText) -> list[str]:
    """What the writer may want to change, though nothing stops them; empty if nothing."""
    text = normalise(text)
    if any(_is_too_long(text, field) for field in _MARKDOWN):
        return []
    readings = _read(text)
    vague_links = (warning for reading in readings for warning in _vague_links(reading))
    return [*vague_links, *_typed_numbers(text), *_ask_numbers(readings[0]), *_length(text)]


@dataclass(frozen=True)
class _Reading:
    """One Markdown field, read once: reading is the dear part."""

    where: str
    blocks: list[Node]
    notes: dict[str, int]
    too_deep: bool

    def prose(self) -> Iterator[str]:
        return (run["text"] for run in every_run(self.blocks) if "text" in run and "code" not in run)


def _read(text: LetterText) -> list[_Reading]:
    readings = []
    for field, where in _MARKDOWN.items():
        tokens, environment = parse(getattr(text, field))
        notes = environment.get("footnotes", {}).get("refs", {})
        readings.append(_Reading(gettext(where), tree_of(tokens), notes, is_too_deep(tokens)))
    return readings


def _is_too_long(text: LetterText, field: str) -> bool:
    return len(getattr(text, field).encode()) > LONGEST_BYTES


def _missing(text: LetterText, kind: str, attribution: str) -> Iterator[str]:
    if not text.title:
        yield gettext("Give the letter a title.")
    if not text.body:
        yield gettext("Write the body of the letter.")
    if kind == "open_letter" and not text.addressee_name:
        yield gettext("Say who the letter is to: an open letter needs an addressee.")
    if attribution == "undersigned" and not text.attestation:
        yield gettext("Write the attestation: the sentence that every organisation agrees to when it signs.")


def _counted_title(text: LetterText) -> Iterator[str]:
    # A title stands in invitations and in the letter's address, before anybody can know the number.
    if COUNT in text.title:
        yield gettext(
            "Take {placeholder} out of the title: mails and the letter’s address need it before the number is known.",
            placeholder=COUNT,
        )


def _leftovers(text: LetterText) -> Iterator[str]:
    for field, where in _FIELDS.items():
        found = (match[0] for match in _LEFTOVER.finditer(getattr(text, field)) if match[0] != COUNT)
        for words in dict.fromkeys(found):
            yield gettext(
                "Replace “{words}” in the {where} with what should stand there, or take it out.",
                words=words,
                where=gettext(where),
            )


def _in_markdown(reading: _Reading) -> Iterator[str]:
    if reading.too_deep:
        yield gettext("Use fewer levels of lists and quotations inside one another in the {where}.", where=reading.where)
    yield from _notes(reading)
    yield from _links_without_address(reading)
    yield from _links_too_long(reading)


def _notes(reading: _Reading) -> Iterator[str]:
    for label, uses in reading.notes.items():
        if uses < 0:
            marker = f"[^{label.removeprefix(':')}]"
            yield gettext(
                "A note in the {where} has no marker: put {marker} where it belongs, or take the note out.",
                where=reading.where,
                marker=marker,
            )
    for marker in dict.fromkeys(match[0] for words in reading.prose() for match in _UNMADE_NOTE.finditer(words)):
        yield gettext(
            "The marker {marker} in the {where} has no note: add a line that begins “{marker}:”, or take it out.",
            where=reading.where,
            marker=marker,
        )


def _links_without_address(reading: _Reading) -> Iterator[str]:
    for words in reading.prose():
        for match in _UNMADE_LINK.finditer(words):
            yield gettext(
                "Give the link “{words}” in the {where} a full address that begins with https://.",
                words=match[1],
                where=reading.where,
            )


def _links_too_long(reading: _Reading) -> Iterator[str]:
    for run in every_run(reading.blocks):
        if len(run.get("link", "")) > LONGEST_LINK:
            words = run.get("text", "")
            words = words if len(words) <= _SHOWN_OF_LINK else f"{words[:_SHOWN_OF_LINK]}…"
            length, most = f"{len(run['link']):,}", f"{LONGEST_LINK:,}"
            yield gettext(
                "Give the link “{words}” in the {where} a shorter address: "
                "it has {length} characters, and a link can have up to {most}.",
                words=words,
                where=reading.where,
                length=length,
                most=most,
            )


def _vague_links(reading: _Reading) -> Iterator[str]:
    for run in every_run(reading.blocks):
        if "link" in run and " ".join(run["text"].lower().split()).strip(".!…") in _EMPTY_WORDS:
            yield gettext(
                "Say what the link “{words}” in the {where} leads to: read on its own, it says nothing.",
                words=run["text"],
                where=reading.where,
            )


def _typed_numbers(text: LetterText) -> Iterator[str]:
    for field, where in _FIELDS.items():
        for match in _TYPED_NUMBER.finditer(getattr(text, field)):
            yield gettext(
                "If “{words}” in the {where} is how many sign, write {placeholder}: each edition fills in its own number.",
                words=match[0],
                where=gettext(where),
                placeholder=COUNT,
            )


def _ask_numbers(body: _Reading) -> Iterator[str]:
    expected = 1
    for block in body.blocks:
        if block["kind"] == "list" and block["ordered"]:
            if block["start"] != expected:
                yield gettext(
                    "Begin the list that begins at {start} at {expected}, so that no two asks share a number.",
                    start=block["start"],
                    expected=expected,
                )
                return
            expected += len(block["items"])


def _length(text: LetterText) -> Iterator[str]:
    words = len(text.body.split())
    if words > LONG_BODY_WORDS:
        count, most = f"{words:,}", f"{LONG_BODY_WORDS:,}"
        yield gettext(
            "The body has {count} words; few people read more than {most}. Detail can go to the notes.",
            count=count,
            most=most,
        )
