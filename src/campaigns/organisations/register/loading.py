"""Putting an extract in the place of the one before, as a whole or not at all."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import msgspec

from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.register.reading import Entry, NoExtract, read_extract

#: Entries that are held and sent at a time.
AT_ONCE = 5000
#: Seconds that one statement may take: the last one writes the index of some hundred thousand names.
PATIENCE = 900
_COLUMNS = ("number", "name", "name_key", "is_registered", "website", "company_number")
_TEMPORARY = """
CREATE TEMPORARY TABLE loading (
    number text, name text, name_key text, is_registered boolean, website text, company_number text
) ON COMMIT DROP
"""
# A number that stands twice is the one that is registered.
_REPLACE = """
INSERT INTO register_entry (scheme, number, name, name_key, is_registered, website, company_number)
SELECT DISTINCT ON (number) $1, number, name, name_key, is_registered, website, company_number
FROM loading ORDER BY number, is_registered DESC, name
"""
_LOADED = """
INSERT INTO register_load (scheme, extracted_on, loaded_at, entries) VALUES ($1, $2, $3, $4)
ON CONFLICT (scheme) DO UPDATE SET extracted_on = $2, loaded_at = $3, entries = $4
"""


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a file. `left_out` are entries without a number or a name."""

    entries: int
    left_out: int
    extracted_on: date | None


async def load(database_url: str, path: Path, now: datetime) -> Loaded:
    """Load the extract of the Charity Commission for England and Wales, in one transaction; until then the old one is read.

    Safe to run twice, and at the same time: one waits for the other. Raises `NoExtract`, also for a file without entries.
    """
    connection = await asyncpg.connect(
        database_url, timeout=10, command_timeout=PATIENCE, server_settings={"application_name": "campaigns register"}
    )
    try:
        async with connection.transaction():
            return await _load(connection, path, now)
    finally:
        await connection.close()


async def _load(connection: asyncpg.Connection, path: Path, now: datetime) -> Loaded:
    scheme = Scheme.ENGLAND_AND_WALES.value
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('load a register', 0))")
    await connection.execute(_TEMPORARY)
    read, left_out, extracted_on = 0, 0, None
    for batch in _batches(read_extract(path)):
        kept = [entry for entry in batch if entry is not None]
        await connection.copy_records_to_table(
            "loading", records=[tuple(getattr(entry, name) for name in _COLUMNS) for entry in kept], columns=_COLUMNS
        )
        read, left_out = read + len(kept), left_out + len(batch) - len(kept)
        extracted_on = max((entry.extracted_on for entry in kept if entry.extracted_on), default=extracted_on)
    if not read:
        raise NoExtract(f"{path.name} holds no entry with a number and a name, so nothing was loaded.")
    await connection.execute("DELETE FROM register_entry WHERE scheme = $1", scheme)
    await connection.execute(_REPLACE, scheme)
    entries = await connection.fetchval("SELECT count(*) FROM register_entry WHERE scheme = $1", scheme)
    await connection.execute(_LOADED, scheme, extracted_on, now, entries)
    return Loaded(entries=entries, left_out=left_out, extracted_on=extracted_on)


def _batches(entries: Iterable[Entry | None]) -> Iterator[list[Entry | None]]:
    them = iter(entries)
    while batch := list(islice(them, AT_ONCE)):
        yield batch
