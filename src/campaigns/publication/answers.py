"""The shapes in which published letters are told to programs. Addresses are whole; instants are in UTC."""

from datetime import datetime

import msgspec

from campaigns.publication.documents.view import letter_view
from campaigns.publication.documents.wording import count_sentence, filled_text
from campaigns.publication.individuals import IndividualRow
from campaigns.publication.listing import LetterCard
from campaigns.publication.lists import EditionLine, Row
from campaigns.publication.queries import PublishedEdition


class CoalitionName(msgspec.Struct, frozen=True, kw_only=True):
    """A coalition and the page with its letters."""

    slug: str
    name: str
    address: str


class LetterLine(msgspec.Struct, frozen=True, kw_only=True):
    """A published letter. `edition` is the current one's number; `api_address` leads to the whole of it."""

    reference: str
    title: str
    coalition: CoalitionName
    kind: str
    attribution: str
    open: bool
    deadline_at: datetime | None
    published_at: datetime
    edition: int
    organisation_count: int
    address: str
    api_address: str


class LetterLines(msgspec.Struct, frozen=True, kw_only=True):
    """Published letters, newest first. `next` is the address of the page that follows; null on the last."""

    letters: list[LetterLine]
    next: str | None


class FileLink(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an edition. Its bytes never change; `size` counts them and `sha256` is over them, in hexadecimal."""

    label: str
    address: str
    media_type: str
    size: int
    sha256: str


class WholeEdition(msgspec.Struct, frozen=True, kw_only=True):
    """A released edition, with its words but for its list, which is at `signatories`.

    `individual_count` is of those who signed in a personal capacity, listed at `individuals` and in no other number here.

    `body` and `notes_to_editors` are Markdown with the count filled in; `sha256` is the fingerprint of the text as it was
    signed, before. `current_edition` is another number where a newer edition has taken the place of this one.
    """

    reference: str
    title: str
    coalition: CoalitionName
    kind: str
    attribution: str
    language: str
    addressee_name: str
    addressee_office: str
    body: str
    asks: list[str]
    attestation: str
    notes_to_editors: str
    version: int
    sha256: str
    edition: int
    current_edition: int
    as_at: datetime
    zone: str
    published_at: datetime
    released_at: datetime
    organisation_count: int
    row_count: int
    individual_count: int
    count_sentence: str
    open: bool
    deadline_at: datetime | None
    address: str
    permanent_address: str
    signatories: str
    individuals: str
    editions: str
    files: list[FileLink]


class EditionLink(EditionLine, frozen=True, kw_only=True):
    """A released edition in a letter's history."""

    address: str
    api_address: str


class Editions(msgspec.Struct, frozen=True, kw_only=True):
    """Every released edition of a letter, newest first."""

    editions: list[EditionLink]


class Signatories(msgspec.Struct, frozen=True, kw_only=True):
    """Some rows of an edition's list, in its order. `next` is the address of those that follow; null at the end."""

    signatories: list[Row]
    next: str | None


class Individuals(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the people who signed in a personal capacity, in order; titles and affiliations are for identification only.

    Whoever has left since is not here, so that fewer may come than the edition counts. `next` is null at the end.
    """

    individuals: list[IndividualRow]
    next: str | None


API = "/api/v1"


def letter_line(letter: LetterCard, base: str) -> LetterLine:
    return LetterLine(
        reference=letter.reference,
        title=letter.title,
        coalition=_coalition(letter.coalition_slug, letter.coalition_name, base),
        kind=letter.kind,
        attribution=letter.attribution,
        open=letter.open,
        deadline_at=letter.deadline_at,
        published_at=letter.published_at,
        edition=letter.edition,
        organisation_count=letter.organisation_count,
        address=base + letter.path,
        api_address=base + API + letter.path,
    )


def whole_edition(edition: PublishedEdition, base: str) -> WholeEdition:
    content, here = edition.content, base + API + edition.letter_path
    words = filled_text(content)
    return WholeEdition(
        reference=content.reference,
        title=words.title,
        coalition=_coalition(edition.coalition.slug, edition.coalition.name, base),
        kind=content.kind,
        attribution=content.attribution,
        language=words.language,
        addressee_name=words.addressee_name,
        addressee_office=words.addressee_office,
        body=words.body,
        asks=letter_view(content).asks,
        attestation=words.attestation,
        notes_to_editors=words.notes_to_editors,
        version=content.version,
        sha256=content.sha256,
        edition=edition.number,
        current_edition=edition.current_number,
        as_at=content.as_at,
        zone=content.zone,
        published_at=edition.published_at,
        released_at=edition.released_at,
        organisation_count=edition.organisation_count,
        row_count=edition.row_count,
        individual_count=edition.individual_count,
        count_sentence=count_sentence(content),
        open=edition.open,
        deadline_at=edition.deadline_at,
        address=base + edition.letter_path,
        permanent_address=base + edition.path,
        signatories=f"{here}/editions/{edition.number}/signatories",
        individuals=f"{here}/editions/{edition.number}/individuals",
        editions=f"{here}/editions",
        files=[
            FileLink(
                label=file.label,
                address=f"{base}{edition.path}/{file.file_name}",
                media_type=file.media_type,
                size=file.size,
                sha256=file.sha256,
            )
            for file in edition.files
        ],
    )


def edition_link(line: EditionLine, letter_path: str, base: str) -> EditionLink:
    path = f"{letter_path}/editions/{line.number}"
    return EditionLink(**msgspec.structs.asdict(line), address=base + path, api_address=base + API + path)


def _coalition(slug: str, name: str, base: str) -> CoalitionName:
    return CoalitionName(slug=slug, name=name, address=f"{base}/letters/{slug}")
