"""One signature with its exact text as a PDF, for the signer's own records."""

from hashlib import sha256

import msgspec

from campaigns.publication.content import EditionContent
from campaigns.publication.documents import pdf
from campaigns.publication.documents.files import BuiltFile, BuiltFiles


class SignedCopy(msgspec.Struct, frozen=True, kw_only=True):
    """The words of the signed version, and the facts of the signature in the reader's language, as label and value.

    `content` has no list; `dateline` is the day that the letter bears. Every word of ours is given: they are put on paper
    where no reader is known.
    """

    content: EditionContent
    locale: str
    reference: str
    title: str
    dateline: str
    heading: str
    facts: list[tuple[str, str]]
    notes_heading: str
    page_words: str
    foot: list[str]


def signed_pdf(copy: SignedCopy) -> BuiltFiles:
    """One PDF. The same copy gives the same bytes. Blocks while it is typeset. Raises `TypesettingError`."""
    own = {
        "our_language": copy.locale,
        "document_title": copy.title,
        "description": copy.reference,
        "dateline": copy.dateline,
        "facts_heading": copy.heading,
        "facts": [list(fact) for fact in copy.facts],
        "notes_heading": copy.notes_heading,
        "page_words": copy.page_words,
        "foot": copy.foot,
    }
    paper, warnings = pdf.signed_pdf(copy.content, own)
    file = BuiltFile(
        file_name=f"{copy.reference}.pdf",
        label="Signed copy (PDF)",
        media_type="application/pdf",
        content=paper,
        sha256=sha256(paper).hexdigest(),
    )
    return BuiltFiles(files=[file], warnings=warnings)
