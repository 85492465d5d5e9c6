"""The words that every output shares, so that page, PDF, text, CSV and JSON cannot disagree.

The public page says them in its reader's language. The files are made where nobody reads, and so are in English.
"""

import re

import msgspec

from campaigns.individuals.wording import identified
from campaigns.languages.catalogues import gettext, gettext_noop, ngettext
from campaigns.languages.moments import in_words
from campaigns.publication.content import EditionContent, Entry, Individual
from campaigns.signatures.answers import ON_BEHALF
from campaigns.text.canonical import fingerprint, normalise
from campaigns.text.letter_text import LetterText
from campaigns.text.placeholder import fill_count

_COALITION = "coalition"
INDIVIDUALS_HEADING = gettext_noop("Individuals signing in a personal capacity")


def text_of(content: EditionContent) -> LetterText:
    """The words of the edition's version, as they are fingerprinted: `{count}` is not filled in."""
    return normalise(LetterText(**{field: getattr(content, field) for field in LetterText.__struct_fields__}))


def filled_text(content: EditionContent) -> LetterText:
    """The words as this edition says them: with its own number in place of `{count}`."""
    words = msgspec.to_builtins(text_of(content))
    return LetterText(**{field: fill_count(value, content.organisation_count) for field, value in words.items()})


def check(content: EditionContent) -> None:
    """Raise `ValueError` where the content contradicts itself: a wrong fingerprint, or a count its rows cannot have.

    The two lists are counted apart: no individual is among the organisations counted, nor the other way round.
    """
    if fingerprint(text_of(content)) != content.sha256:
        raise ValueError(f"the fingerprint of {content.reference} edition {content.edition} is not that of its text")
    names = [name for entry in content.entries for name in entry.organisations]
    if not len(set(names)) <= content.organisation_count <= len(names):
        raise ValueError(f"{content.reference} edition {content.edition} counts organisations that its rows do not have")
    if content.individual_count != len(content.individuals):
        raise ValueError(f"{content.reference} edition {content.edition} counts individuals that it does not list")
    if content.individuals and lists_members(content):
        raise ValueError(f"{content.reference} edition {content.edition} is the coalition's own and lists individuals")


def lists_members(content: EditionContent) -> bool:
    """Whether the coalition itself speaks, so that the rows are its members and nobody has signed."""
    return content.attribution == _COALITION


def list_heading(content: EditionContent) -> str:
    """What stands above the list."""
    if lists_members(content):
        return gettext("Members of {name}", name=content.publisher.name)
    return gettext("Signed by")


def count_sentence(content: EditionContent) -> str:
    """`27 organisations, edition 1, as at 5pm on Thursday 4 June 2026 (BST)`: the same in every output and on the page."""
    count, edition = content.organisation_count, edition_sentence(content)
    if lists_members(content):
        return ngettext(
            "{number} member organisation, {edition}", "{number} member organisations, {edition}", count, edition=edition
        )
    return ngettext("{number} organisation, {edition}", "{number} organisations, {edition}", count, edition=edition)


def individuals_sentence(content: EditionContent) -> str:
    """`2 individuals, edition 1, as at 5pm on Thursday 4 June 2026 (BST)`: the same in every output and on the page."""
    edition = edition_sentence(content)
    return ngettext(
        "{number} individual, {edition}", "{number} individuals, {edition}", content.individual_count, edition=edition
    )


def edition_sentence(content: EditionContent) -> str:
    """`edition 1, as at 5pm on Thursday 4 June 2026 (BST)`."""
    return gettext("edition {number}, as at {when}", number=content.edition, when=in_words(content.as_at, content.zone))


def still_open(content: EditionContent) -> str:
    """Words to stand before the address, for a list that can still grow; empty for any other."""
    return "Other organisations can still sign:" if content.rolling and not lists_members(content) else ""


def group_of(entry: Entry) -> str:
    """`on behalf of its members`, or empty for an organisation that signs for itself."""
    return ON_BEHALF if entry.as_group else ""


def person_of(entry: Entry) -> str:
    """`Amina Cole, chief executive`, or empty where no person is shown."""
    return ", ".join(part for part in (entry.person_name, entry.person_title) if part)


def identified_as(individual: Individual) -> str:
    """`Senior lecturer, University of Ellery (for identification only)`, or empty where nothing was given."""
    return identified(individual.title, individual.affiliation)


def contact_lines(content: EditionContent) -> list[str]:
    """How to reach the coalition: name, address, telephone, without empty ones."""
    publisher = content.publisher
    return [part for part in (publisher.contact_name, publisher.contact_email, publisher.contact_phone) if part]


def file_stem(content: EditionContent) -> str:
    """What the edition's file names begin with: `FFA-2026-07-edition-1`, safe in any file system and address."""
    return f"{_safe(content.reference)}-edition-{content.edition}"


def draft_stem(content: EditionContent) -> str:
    """What a draft's file name is, without its ending: `FFA-2026-07-version-2-DRAFT`."""
    return f"{_safe(content.reference)}-version-{content.version}-DRAFT"


def list_name(content: EditionContent) -> str:
    """`members` or `signatories`."""
    return "members" if lists_members(content) else "signatories"


def _safe(reference: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", reference).strip("-.") or "letter"
