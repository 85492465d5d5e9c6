"""What templates/documents/letter/letter.typ is given: every word that the PDF shows."""

import re
import textwrap
from typing import Any

from campaigns.languages.moments import date_in_words
from campaigns.publication.content import EditionContent, Entry, Individual
from campaigns.publication.documents.wording import (
    INDIVIDUALS_HEADING,
    contact_lines,
    count_sentence,
    edition_sentence,
    filled_text,
    group_of,
    identified_as,
    individuals_sentence,
    list_heading,
    person_of,
    still_open,
    text_of,
)
from campaigns.text.canonical import grouped
from campaigns.text.checks import LONGEST_LINK
from campaigns.text.letter_text import LetterText
from campaigns.text.markdown import tree
from campaigns.text.placeholder import fill_count
from campaigns.text.plain_letter import addressee_lines
from campaigns.text.tree import Node

#: Words up to this many letters fit a column.
_LONGEST_WORD = 24
_RUNNING_HEAD = 90
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Z]{2}))?")


def published(content: EditionContent) -> dict[str, Any]:
    """The data of an edition."""
    text = filled_text(content)
    return {
        **_letter(content, text),
        "document_title": text.title or content.reference,
        "description": f"{content.reference}, {count_sentence(content)}",
        "draft": False,
        "list_heading": list_heading(content),
        "list_sentence": count_sentence(content),
        "still_open": still_open(content),
        "entries": [_entry(entry) for entry in content.entries],
        "individuals_heading": INDIVIDUALS_HEADING,
        "individuals_sentence": individuals_sentence(content),
        "individuals": [_individual(individual) for individual in content.individuals],
        "check_heading": "How to check this document",
        "check": _how_to_check(content),
        "foot": [
            f"{content.reference} · {edition_sentence(content)}",
            f"{content.address} · text {grouped(content.sha256)}",
        ],
    }


def draft(content: EditionContent) -> dict[str, Any]:
    """The data of a draft: the same words, no names, no number of organisations, and DRAFT wherever a page begins."""
    text = text_of(content)
    text = LetterText(**{field: fill_count(getattr(text, field), None) for field in LetterText.__struct_fields__})
    return {
        **_letter(content, text),
        "document_title": f"DRAFT: {text.title}",
        "description": f"DRAFT of {content.reference}, version {content.version}",
        "draft": True,
        "draft_mark": "DRAFT – not published and not signed",
        "draft_watermark": "DRAFT",
        "draft_notice": "This text is a draft. It can still change, nobody has signed it, and it is not for publication.",
        "entries": [],
        "individuals": [],
        "check": [],
        "foot": [f"DRAFT · {content.reference} · version {content.version}", "Not for publication"],
    }


def signed(content: EditionContent, own: dict[str, Any]) -> dict[str, Any]:
    """The data of one signature's copy: the words of the version, no list, and what `own` says in the reader's language."""
    text = text_of(content)
    text = LetterText(**{field: fill_count(getattr(text, field), None) for field in LetterText.__struct_fields__})
    return {**_letter(content, text), "draft": False, "entries": [], "individuals": [], "check": [], **own}


def _letter(content: EditionContent, text: LetterText) -> dict[str, Any]:
    publisher = content.publisher
    language = _LANGUAGE.fullmatch(text.language)
    return {
        "language": language[1] if language else "en",
        "region": language[2] if language else None,
        "author": publisher.name,
        "keywords": [content.reference],
        "address": content.address,
        "coalition": publisher.name,
        "sender": _sender(content),
        "accent_colour": publisher.accent_colour,
        "logo": "logo.png" if publisher.logo else None,
        "logo_alt": publisher.logo_alt or f"Logo of {publisher.name}",
        "running_head": textwrap.shorten(text.title, _RUNNING_HEAD, placeholder=" …"),
        "page_words": "Page {page} of {pages}",
        "dateline": date_in_words(content.as_at, content.zone),
        "addressee": addressee_lines(text),
        "title": text.title or content.reference,
        "body": _with_notes(tree(text.body)),
        "attestation": [line for line in text.attestation.split("\n") if line],
        "notes_heading": "Notes to editors",
        "notes": _with_notes(tree(text.notes_to_editors)),
    }


def _how_to_check(content: EditionContent) -> list[str]:
    fingerprint = f"The fingerprint of the text is {grouped(content.sha256)}."
    elsewhere = "It is also on the letter’s page and in the mails about it: where it is the same, no word has been changed."
    files = "The newest one, every file of this one and their SHA-256 checksums are here:"
    return [f"{fingerprint} {elsewhere}", f"This is edition {content.edition}. {files}"]


def _entry(entry: Entry) -> dict[str, Any]:
    long = any(len(word) > _LONGEST_WORD for word in entry.display_name.split())
    return {"name": entry.display_name, "group": group_of(entry), "person": person_of(entry), "long": long}


def _individual(individual: Individual) -> dict[str, Any]:
    long = any(len(word) > _LONGEST_WORD for word in individual.name.split())
    return {"name": individual.name, "group": "", "person": identified_as(individual), "long": long}


def _sender(content: EditionContent) -> list[str]:
    publisher = content.publisher
    host = [f"c/o {publisher.host_name}"] if publisher.host_name and publisher.host_name != publisher.name else []
    address = [line for line in publisher.postal_address.splitlines() if line.strip()]
    return [*host, *address, *contact_lines(content)]


def _with_notes(blocks: list[Node]) -> list[Node]:
    """Footnotes put where they are first mentioned, as a typesetter wants them, and not at the end."""
    notes = {note["number"]: note["blocks"] for block in blocks if block["kind"] == "notes" for note in block["items"]}
    letter = [block for block in blocks if block["kind"] != "notes"]
    _place_notes(letter, notes)
    return letter


def _place_notes(blocks: list[Node], notes: dict[int, list[Node]]) -> None:
    for block in blocks:
        cells = [cell for row in (block.get("head", []), *block.get("rows", [])) for cell in row]
        for line in (block.get("runs", []), *cells):
            for run in line:
                if len(run.get("link", "")) > LONGEST_LINK:
                    # Locked before there was a limit: the words stay, and the page still leads there.
                    del run["link"]
                if run.get("note") in notes:
                    run["blocks"] = notes.pop(run["note"])
                    _place_notes(run["blocks"], notes)
        for inner in (block.get("blocks", []), *block.get("items", [])):
            _place_notes(inner, notes)
