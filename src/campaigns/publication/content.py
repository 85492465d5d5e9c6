"""Everything an edition says, as plain data: what every file and the public page are made from."""

from datetime import datetime

import msgspec


class Publisher(msgspec.Struct, frozen=True, kw_only=True):
    """The coalition as it was when the edition was built. `logo` is PNG bytes, empty where there is none."""

    name: str
    slug: str
    host_name: str
    accent_colour: str
    contact_name: str
    contact_email: str
    contact_phone: str
    postal_address: str
    logo_alt: str = ""
    logo: bytes = b""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the list. `organisations` has two or more names for a joint signature; the person only if shown.

    `as_group` is true for an organisation that signs on behalf of its members; it is one row and counts as one.
    """

    display_name: str
    sort_name: str
    organisations: list[str]
    as_group: bool = False
    person_name: str = ""
    person_title: str = ""
    signed_in_edition: int = 1


class Individual(msgspec.Struct, frozen=True, kw_only=True):
    """One person of the second list. Title and affiliation are for identification only, and may be empty."""

    name: str
    title: str = ""
    affiliation: str = ""
    signed_in_edition: int = 1


class EditionContent(msgspec.Struct, frozen=True, kw_only=True):
    """One edition. `entries` are in their final order; `organisation_count` counts the organisations behind them.

    `individuals` signed in a personal capacity, in their final order; they are counted by `individual_count` alone.

    `as_at` is aware, in UTC; `zone` (IANA name) is the one it is shown in. `sha256` is the version's fingerprint.
    `address` is the public page's full URL. `kind` and `attribution` are the values of the letter's enums.
    """

    publisher: Publisher
    reference: str
    slug: str
    kind: str
    attribution: str
    language: str
    title: str
    addressee_name: str
    addressee_office: str
    body: str
    attestation: str
    notes_to_editors: str
    version: int
    sha256: str
    edition: int
    as_at: datetime
    zone: str
    rolling: bool
    address: str
    entries: list[Entry]
    organisation_count: int
    individuals: list[Individual] = []
    individual_count: int = 0

    @property
    def row_count(self) -> int:
        """How many rows the list has; fewer than organisations where some signed jointly."""
        return len(self.entries)
