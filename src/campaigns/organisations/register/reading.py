"""Reading a register extract entry by entry, however large the file is.

The form is that of the Charity Commission's register download, table `charity`: a JSON array of objects, or a table with
tabs or commas; each may be inside a zip file. Of an entry these are used, and only the first two have to be there:
`registered_charity_number`, `charity_name`, `linked_charity_number` (0 for the charity itself),
`charity_registration_status` (Registered, Removed), `charity_contact_web`, `charity_company_registration_number` and
`date_of_extract`.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import msgspec

from campaigns.names.matching import matching_key
from campaigns.names.tidy import tidy
from campaigns.organisations.identifiers import Scheme, problem, tidied

#: Characters that are read at a time.
CHUNK = 1 << 20
#: One entry has some thousand characters; a file that has none in so many is no extract.
LONGEST_ENTRY = 4 << 20
NUMBER, NAME = "registered_charity_number", "charity_name"
_LONGEST = 500


class NoExtract(Exception):
    """The file is not an extract that can be read. The message is a sentence for the operator."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as it is kept."""

    number: str
    name: str
    name_key: str
    is_registered: bool
    website: str
    company_number: str
    extracted_on: date | None


def read_extract(path: Path) -> Iterator[Entry | None]:
    """The entries in the order of the file; None for one without a number or a name that can be kept. Raises `NoExtract`.

    Memory does not grow with the file.
    """
    with _opened(path) as text:
        try:
            yield from map(_entry, _rows(text))
        except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile) as why:
            raise NoExtract(f"{path.name} cannot be read as an extract: {why}.") from None


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        if not zipfile.is_zipfile(path):
            with path.open(encoding="utf-8-sig", newline="") as text:
                yield text
            return
        with zipfile.ZipFile(path) as archive:
            inside = [name for name in archive.namelist() if name.lower().endswith((".json", ".txt", ".csv", ".tsv"))]
            if len(inside) != 1:
                raise NoExtract(f"{path.name} must hold one file that ends in .json, .txt or .csv; it holds {len(inside)}.")
            with archive.open(inside[0]) as content, io.TextIOWrapper(content, "utf-8-sig", newline="") as text:
                yield text
    except OSError as why:
        raise NoExtract(f"{path} cannot be opened: {why.strerror or why}.") from None


def _rows(text: TextIO) -> Iterator[Mapping[str, Any]]:
    begins = text.read(CHUNK)
    if not begins.strip():
        raise NoExtract("The file is empty.")
    if begins.lstrip()[0] in "[{":
        yield from _objects(begins, text)
    else:
        yield from _lines(begins, text)


def _objects(begins: str, text: TextIO) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON array, or one after the other."""
    decoder, buffer, at, ended = json.JSONDecoder(), begins, 0, False
    while True:
        while at < len(buffer) and buffer[at] in " \t\r\n,[]":
            at += 1
        try:
            found, at = decoder.raw_decode(buffer, at)
        except json.JSONDecodeError:
            more = "" if ended else text.read(CHUNK)
            rest = buffer[at:]
            if not more:
                if rest.strip():
                    raise NoExtract("The file ends within an entry, so nothing was loaded.") from None
                return
            if len(rest) > LONGEST_ENTRY:
                raise NoExtract("The file is no list of entries, so nothing was loaded.") from None
            buffer, at = rest + more, 0
            continue
        if not isinstance(found, dict):
            raise NoExtract("The file is no list of entries, so nothing was loaded.")
        _check(found)
        yield found


def _lines(begins: str, text: TextIO) -> Iterator[Mapping[str, Any]]:
    head = begins.partition("\n")[0]
    reader = csv.DictReader(_again(begins, text), delimiter="\t" if "\t" in head else ",")
    _check(dict.fromkeys(reader.fieldnames or []))
    yield from reader


def _again(begins: str, text: TextIO) -> Iterator[str]:
    """The lines of what was read already and of what follows."""
    last = ""
    while begins:
        *whole, last = (last + begins).splitlines(keepends=True)
        yield from whole
        begins = text.read(CHUNK)
    if last:
        yield last


def _check(names: Mapping[str, Any]) -> None:
    missing = [name for name in (NUMBER, NAME) if name not in names]
    if missing:
        raise NoExtract(f"The file has no {' and no '.join(missing)}, so it is not the extract of charities.")


def _entry(row: Mapping[str, Any]) -> Entry | None:
    linked = _text(row, "linked_charity_number")
    number = tidied(Scheme.ENGLAND_AND_WALES, _text(row, NUMBER) + (f"-{linked}" if linked not in {"", "0"} else ""))
    name = tidy(_text(row, NAME))
    if problem(Scheme.ENGLAND_AND_WALES, number) or not name:
        return None
    company = tidied(Scheme.COMPANY, _text(row, "charity_company_registration_number"))
    return Entry(
        number=number,
        name=name,
        name_key=matching_key(name),
        is_registered=not _text(row, "charity_registration_status").casefold().startswith("removed"),
        website=_text(row, "charity_contact_web"),
        company_number="" if problem(Scheme.COMPANY, company) else company,
        extracted_on=_day(_text(row, "date_of_extract")),
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value).replace("\0", "").strip()[:_LONGEST]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
