"""Editions of invented coalitions with invented members, to make documents from."""

from datetime import UTC, datetime

import msgspec

from campaigns.publication.content import EditionContent, Entry, Publisher
from campaigns.publication.documents.wording import text_of
from campaigns.text.canonical import fingerprint

FAIR_FUTURES = Publisher(
    name="Fair Futures Alliance",
    slug="fair-futures",
    host_name="Harbour Equality Foundation",
    accent_colour="#1d5c54",
    contact_name="Nia Rees",
    contact_email="nia@harbour.example",
    contact_phone="020 7946 0321",
    postal_address="12 Quay Street\nHarbourton HB1 2QS",
)

BODY = """\
We are {count} organisations that work with children and their families in every part of the country. Each week we see what
happens when a nursery closes, a health visitor’s post is left empty, or a family is moved to a town where nobody knows its
name. Our [evidence](https://evidence.example/fair-start) is public.[^1]

You have said that every child deserves a fair start. We agree, and we ask you to do three things before the summer recess:

1. **Publish the spending plan** for early help, area by area, with what was spent in each of the last three years.
2. Give every area a *named lead* for early help who answers to families, and a budget that lasts for at least three years.
3. Meet us each quarter, beginning in September, so that what families tell us reaches the people who decide.

None of this needs a new law. All of it needs somebody to begin.

[^1]: Collected by members between January and April 2026.
"""

NOTES = """\
The Fair Futures Alliance has members in 40 areas. Interviews can be arranged in English, Welsh, Polish and Bengali.
"""

SCRIPTS = [
    "Llais Ynys Môn",
    "Ósk Community Trust",
    "Re'New Transport Circle",
    "The Mill Road Centre",
    "Wensum Voluntary Action (WVA)",
    "Żubr Polonia Society",
    "مركز الأمل (Markaz al-Amal)",
    "আশা কেন্দ্র",
    "希望中心",
]


def entry(name: str, *others: str, person: str = "", title: str = "", edition: int = 1, as_group: bool = False) -> Entry:
    """One row; with `others`, a joint one whose name is given first and whose organisations follow."""
    return Entry(
        display_name=name,
        sort_name=name.removeprefix("The "),
        organisations=list(others) or [name],
        as_group=as_group,
        person_name=person,
        person_title=title,
        signed_in_edition=edition,
    )


def edition(*entries: Entry, **changes: object) -> EditionContent:
    """Edition 1 of the Alliance's letter with these rows, its count and fingerprint being right unless changed."""
    content = EditionContent(
        publisher=FAIR_FUTURES,
        reference="FFA-2026-07",
        slug="a-fair-start",
        kind="open_letter",
        attribution="undersigned",
        language="en-GB",
        title="A fair start for every child",
        addressee_name="Rt Hon Alex Morgan MP",
        addressee_office="Secretary of State for Children\nWhitehall\nLondon",
        body=BODY,
        attestation="We, the undersigned organisations, ask you to act on this letter.",
        notes_to_editors=NOTES,
        version=1,
        sha256="",
        edition=1,
        as_at=datetime(2026, 6, 4, 16, 0, tzinfo=UTC),
        zone="Europe/London",
        rolling=False,
        address="https://letters.fairfutures.example/letters/fair-futures/a-fair-start",
        entries=list(entries),
        organisation_count=sum(len(row.organisations) for row in entries),
    )
    content = msgspec.structs.replace(content, **changes)
    return content if content.sha256 else msgspec.structs.replace(content, sha256=fingerprint(text_of(content)))


def invented_rows(count: int) -> list[Entry]:
    """`count` rows with names of very different length, now and then with a person."""
    places = ["Wensum", "Mill Road", "Harbourton", "Upper Teme", "Cwm Derwen", "Saint Bride’s", "Northmere", "Ashby Vale"]
    kinds = [
        "Voluntary Action",
        "Carers",
        "Community Centre",
        "Council for Voluntary Service and Social Enterprise Support Network",
        "Youth Trust",
        "Refugee Welcome",
        "Credit Union",
    ]
    rows = []
    for number in range(count):
        name = f"{places[number % len(places)]} {kinds[number % len(kinds)]}"
        name = name if number < len(places) * len(kinds) else f"{name} {number}"
        person = ("Amina Cole", "chief executive") if number % 5 == 0 else ("", "")
        rows.append(entry(name, person=person[0], title=person[1]))
    return sorted(rows, key=lambda row: row.sort_name)
