"""What search engines and archives read on a letter's page: schema.org as JSON-LD (W3C, JSON-LD 1.1)."""

from collections.abc import Sequence
from typing import Any

from campaigns.publication.lists import Row
from campaigns.publication.queries import PublishedEdition
from campaigns.text.placeholder import fill_count
from campaigns.web.words import iso


def linked_data(edition: PublishedEdition, rows: Sequence[Row], public_url: str) -> dict[str, Any]:
    """The edition as an `Article` whose authors are those who sign it, and its files. `rows` are those that the page shows.

    schema.org has no type for an open letter. Plain data: the template escapes it for where it stands.
    """
    content, coalition = edition.content, edition.coalition
    publisher = {"@type": "Organization", "name": coalition.name, "url": f"{public_url}/letters/{coalition.slug}"}
    signed_by = [{"@type": "Organization", "name": name} for row in rows for name in row.organisations]
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": public_url + edition.path,
        "url": public_url + edition.letter_path,
        "headline": fill_count(content.title, edition.organisation_count),
        "inLanguage": content.language,
        "identifier": content.reference,
        "version": str(edition.number),
        "datePublished": iso(edition.published_at),
        "dateModified": iso(edition.released_at),
        "publisher": publisher,
        "author": publisher if edition.of_members else signed_by,
        "encoding": [
            {
                "@type": "MediaObject",
                "name": file.label,
                "contentUrl": f"{public_url}{edition.path}/{file.file_name}",
                "encodingFormat": file.media_type,
                "contentSize": str(file.size),
                "sha256": file.sha256,
            }
            for file in edition.files
        ],
    }
