"""The letter as plain text, for an editor to paste: the words first, then the list, then where it comes from."""

from campaigns.languages.moments import date_in_words
from campaigns.publication.content import EditionContent
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
)
from campaigns.text.markdown import to_plain
from campaigns.text.plain import wrapped
from campaigns.text.plain_letter import addressee_lines


def plain_text(content: EditionContent) -> str:
    """The edition in lines of up to 72 characters, LF between them; one row of the list is one line, however long.

    A person who is shown stands beneath the organisation, indented by four spaces; so does what identifies an individual.
    """
    text = filled_text(content)
    parts = [
        f"{content.publisher.name}\nReference {content.reference}",
        date_in_words(content.as_at, content.zone),
        "\n".join(addressee_lines(text)),
        wrapped(text.title),
        to_plain(text.body),
        wrapped(text.attestation),
        _list(content),
        _individuals(content),
        _headed("Notes to editors", to_plain(text.notes_to_editors)),
        _headed("Contact", "\n".join(contact_lines(content))),
        _headed("About this letter", _about(content)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _list(content: EditionContent) -> str:
    lines = []
    for entry in content.entries:
        lines.append(", ".join(filter(None, (entry.display_name, group_of(entry)))))
        if person := person_of(entry):
            lines.append(f"    {person}")
    if not lines:
        return ""
    if words := still_open(content):
        lines += ["", words, content.address]
    return "\n".join([_underlined(list_heading(content)), wrapped(count_sentence(content)), "", *lines])


def _individuals(content: EditionContent) -> str:
    lines = []
    for individual in content.individuals:
        lines.append(individual.name)
        if words := identified_as(individual):
            lines.append(f"    {words}")
    if not lines:
        return ""
    return "\n".join([_underlined(INDIVIDUALS_HEADING), wrapped(individuals_sentence(content)), "", *lines])


def _about(content: EditionContent) -> str:
    lines = [
        f"{content.reference}, {edition_sentence(content)}",
        f"Published at {content.address}",
        f"Text: version {content.version}, SHA-256 fingerprint",
        content.sha256,
    ]
    return "\n".join(lines)


def _headed(heading: str, text: str) -> str:
    return f"{_underlined(heading)}\n{text}" if text else ""


def _underlined(heading: str) -> str:
    return f"{heading}\n{'-' * len(heading)}"
