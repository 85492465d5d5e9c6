"""The edition as JSON, for programs and for anybody who checks. Documented in docs/edition-json.md."""

from datetime import datetime

import msgspec

from campaigns.individuals.wording import FOR_IDENTIFICATION
from campaigns.languages.moments import in_words
from campaigns.publication.content import EditionContent, Entry, Individual
from campaigns.publication.documents.wording import (
    count_sentence,
    filled_text,
    individuals_sentence,
    lists_members,
    text_of,
)
from campaigns.text.canonical import canonical_text
from campaigns.text.markdown import asks

FORMAT = "campaigns-edition-v1"


class _Camel(msgspec.Struct, kw_only=True, rename="camel"):
    """Fields are written in the order they have here."""


class _Contact(_Camel, kw_only=True):
    name: str
    email: str
    telephone: str
    postal_address: str


class _Publisher(_Camel, kw_only=True):
    name: str
    host: str
    contact: _Contact


class _Addressee(_Camel, kw_only=True):
    name: str
    office: str


class _Text(_Camel, kw_only=True):
    body: str
    asks: list[str]
    attestation: str
    notes_to_editors: str


class _Count(_Camel, kw_only=True):
    organisations: int
    rows: int
    individuals: int | msgspec.UnsetType = msgspec.UNSET


class _Row(_Camel, kw_only=True):
    position: int
    name: str
    sort_name: str
    organisations: list[str]
    group: bool
    person: str
    title: str
    signed_in_edition: int


class _Individual(_Camel, kw_only=True):
    position: int
    name: str
    title: str
    affiliation: str
    note: str
    signed_in_edition: int


class _Edition(_Camel, kw_only=True):
    format: str
    reference: str
    title: str
    kind: str
    attribution: str
    language: str
    status: str
    edition: int
    as_at: datetime
    as_at_words: str
    zone: str
    rolling: bool
    address: str
    publisher: _Publisher
    addressee: _Addressee
    text: _Text
    text_version: int
    sha256: str
    canonical_text: str
    count: _Count
    count_sentence: str
    signatories: list[_Row]
    members: list[_Row]
    individuals_sentence: str | msgspec.UnsetType = msgspec.UNSET
    individuals: list[_Individual] | msgspec.UnsetType = msgspec.UNSET


def edition_json(content: EditionContent) -> bytes:
    """The edition as indented UTF-8 with a fixed order of fields and a final LF. Times are RFC 3339, in UTC."""
    text, publisher = filled_text(content), content.publisher
    rows = [_row(position, entry) for position, entry in enumerate(content.entries, start=1)]
    edition = _Edition(
        format=FORMAT,
        status="published",
        reference=content.reference,
        title=text.title,
        kind=content.kind,
        attribution=content.attribution,
        language=text.language,
        edition=content.edition,
        as_at=content.as_at,
        as_at_words=in_words(content.as_at, content.zone),
        zone=content.zone,
        rolling=content.rolling,
        address=content.address,
        publisher=_Publisher(
            name=publisher.name,
            host=publisher.host_name,
            contact=_Contact(
                name=publisher.contact_name,
                email=publisher.contact_email,
                telephone=publisher.contact_phone,
                postal_address=publisher.postal_address,
            ),
        ),
        addressee=_Addressee(name=text.addressee_name, office=text.addressee_office),
        text=_Text(
            body=text.body,
            asks=asks(text.body),
            attestation=text.attestation,
            notes_to_editors=text.notes_to_editors,
        ),
        text_version=content.version,
        sha256=content.sha256,
        canonical_text=canonical_text(text_of(content)),
        count=_Count(organisations=content.organisation_count, rows=content.row_count),
        count_sentence=count_sentence(content),
        signatories=[] if lists_members(content) else rows,
        members=rows if lists_members(content) else [],
    )
    if content.individuals:
        # Only where there are any, so that an edition of organisations alone is written as it always was.
        edition.count.individuals = content.individual_count
        edition.individuals_sentence = individuals_sentence(content)
        people = enumerate(content.individuals, start=1)
        edition.individuals = [_individual(position, one) for position, one in people]
    return msgspec.json.format(msgspec.json.encode(edition), indent=2) + b"\n"


def _row(position: int, entry: Entry) -> _Row:
    return _Row(
        position=position,
        name=entry.display_name,
        sort_name=entry.sort_name,
        organisations=entry.organisations,
        group=entry.as_group,
        person=entry.person_name,
        title=entry.person_title,
        signed_in_edition=entry.signed_in_edition,
    )


def _individual(position: int, one: Individual) -> _Individual:
    return _Individual(
        position=position,
        name=one.name,
        title=one.title,
        affiliation=one.affiliation,
        note=FOR_IDENTIFICATION if one.title or one.affiliation else "",
        signed_in_edition=one.signed_in_edition,
    )
