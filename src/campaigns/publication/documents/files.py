"""All files of an edition, made at once from the same content, so that none can say something else than the others."""

import hashlib

import msgspec

from campaigns.publication.content import EditionContent
from campaigns.publication.documents import pdf
from campaigns.publication.documents.edition_json import edition_json
from campaigns.publication.documents.plain_text import plain_text
from campaigns.publication.documents.table import individuals_table, table
from campaigns.publication.documents.wording import check, draft_stem, file_stem, list_name

CHECKSUMS = "SHA256SUMS"


class BuiltFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file, as it is served byte for byte. `label` says what it is; `sha256` is hexadecimal."""

    file_name: str
    label: str
    media_type: str
    content: bytes
    sha256: str


class BuiltFiles(msgspec.Struct, frozen=True, kw_only=True):
    """The files in the order in which a page lists them, and sentences that the secretariat should read."""

    files: list[BuiltFile]
    warnings: list[str]


def files(content: EditionContent) -> BuiltFiles:
    """PDF, plain text, CSV, JSON, and their checksums as `sha256sum -c` reads them. The same content gives the same bytes.

    Blocks while the PDF is typeset: call it in a thread. Raises `ValueError` where the content contradicts itself, and
    `campaigns.publication.documents.pdf.TypesettingError`.
    """
    check(content)
    stem, rows = file_stem(content), list_name(content)
    paper, warnings = pdf.edition_pdf(content)
    built = [
        _file(f"{stem}.pdf", "Letter with its list (PDF)", "application/pdf", paper),
        _file(f"{stem}-letter.txt", "Letter as plain text", "text/plain; charset=utf-8", plain_text(content).encode()),
        _file(
            f"{stem}-{rows}.csv", f"List of {rows} (CSV)", "text/csv; charset=utf-8; header=present", table(content).encode()
        ),
        *_individuals(content, stem),
        _file(f"{stem}.json", "Everything, for programs (JSON)", "application/json", edition_json(content)),
    ]
    sums = "".join(f"{file.sha256}  {file.file_name}\n" for file in built)
    built.append(_file(CHECKSUMS, "Checksums of these files (SHA-256)", "text/plain; charset=utf-8", sums.encode()))
    return BuiltFiles(files=built, warnings=warnings)


def _individuals(content: EditionContent, stem: str) -> list[BuiltFile]:
    if not content.individuals:
        return []
    kind = "text/csv; charset=utf-8; header=present"
    rows = individuals_table(content).encode()
    return [_file(f"{stem}-individuals.csv", "List of individuals (CSV)", kind, rows)]


def draft_pdf(content: EditionContent) -> BuiltFiles:
    """One PDF of the text with DRAFT on every page, in its title and in its file name, and nobody's name (F20).

    `content` needs no fingerprint and its list is not looked at; `as_at` is the date it bears. Blocks like `files`.
    """
    paper, warnings = pdf.draft_pdf(content)
    draft = _file(f"{draft_stem(content)}.pdf", "Draft (PDF)", "application/pdf", paper)
    return BuiltFiles(files=[draft], warnings=warnings)


def _file(file_name: str, label: str, media_type: str, content: bytes) -> BuiltFile:
    digest = hashlib.sha256(content).hexdigest()
    return BuiltFile(file_name=file_name, label=label, media_type=media_type, content=content, sha256=digest)
