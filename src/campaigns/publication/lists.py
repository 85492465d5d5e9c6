"""The rows of an edition's list, some at a time, and what changed from one edition to the next."""

import unicodedata
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, ColumnElement, String, all_, and_, case, cast, collate, func, literal, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from campaigns.languages.catalogues import gettext
from campaigns.publication.models import Edition, EditionEntry
from campaigns.publication.queries import RELEASED
from campaigns.signatures.answers import ON_BEHALF
from campaigns.signatures.models import Signature

LONGEST_SEARCH = 100

#: Fields of `Row` that a column of another name holds.
_COLUMNS = {"group": "as_group"}
_MOST_HISTORIES = 500
_histories: "dict[tuple[UUID, int], list[EditionLine]]" = {}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a list, in its place from 1. The person only where the organisation had them shown.

    `group` is true for an organisation that signs on behalf of its members.
    """

    position: int
    display_name: str
    sort_name: str
    organisations: list[str]
    group: bool
    person_name: str
    person_title: str
    signed_in_edition: int

    @property
    def on_behalf(self) -> str:
        return gettext(ON_BEHALF) if self.group else ""


class EditionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A released edition in a letter's history. `added` and `left` count rows against the edition before it.

    Rows and organisations are one list; `individual_count` is of the other.
    """

    number: int
    as_at: datetime
    released_at: datetime
    organisation_count: int
    row_count: int
    individual_count: int
    added: int
    left: int


async def rows_of(session: AsyncSession, edition_id: UUID, after: int = 0, limit: int = 100, search: str = "") -> list[Row]:
    """Rows behind the place `after`, in order; with `search` those in whose names all its words occur, accents or not.

    Whoever has had their name taken out since the edition was released is left out here, whatever its files say.
    """
    columns = {name: getattr(EditionEntry, _COLUMNS.get(name, name)) for name in Row.__struct_fields__}
    columns["group"] = columns["group"].label("group")
    columns |= {name: _if_still_shown(columns[name]).label(name) for name in ("person_name", "person_title")}
    query = (
        select(*columns.values())
        .outerjoin(Signature, Signature.id == EditionEntry.signature_id)
        .where(EditionEntry.edition_id == edition_id, EditionEntry.position > after)
        .order_by(EditionEntry.position)
        .limit(limit)
    )
    words = [f"%{_escaped(without_accents(word))}%" for word in search[:LONGEST_SEARCH].split()]
    if words:
        query = query.where(_names_without_accents().like(all_(literal(words, ARRAY(String)))))
    return [Row(**row) for row in (await session.execute(query)).mappings()]


async def history_of(session: AsyncSession, letter_id: UUID, newest: int) -> list[EditionLine]:
    """Every released edition of a letter up to the number `newest`, newest first.

    What was released never changes, so each process works a history out once and remembers the last few hundred.
    """
    if (letter_id, newest) not in _histories:
        if len(_histories) >= _MOST_HISTORIES:
            _histories.clear()
        _histories[letter_id, newest] = await _history_of(session, letter_id, newest)
    return _histories[letter_id, newest]


async def _history_of(session: AsyncSession, letter_id: UUID, newest: int) -> list[EditionLine]:
    earlier, was, stays = aliased(Edition), aliased(EditionEntry), aliased(EditionEntry)
    kept = (
        select(func.count())
        .select_from(was)
        .join(stays, who(stays) == who(was))
        .where(was.edition_id == earlier.id, stays.edition_id == Edition.id)
        .correlate(Edition, earlier)
        .scalar_subquery()
    )
    found = await session.execute(
        select(
            Edition.number,
            Edition.as_at,
            Edition.released_at,
            Edition.organisation_count,
            Edition.row_count,
            Edition.individual_count,
            kept,
        )
        .outerjoin(
            earlier, and_(earlier.letter_id == Edition.letter_id, earlier.number == Edition.number - 1, _released(earlier))
        )
        .where(Edition.letter_id == letter_id, Edition.number <= newest, _released(Edition))
        .order_by(Edition.number)
    )
    lines: list[EditionLine] = []
    for number, as_at, released_at, organisations, rows, individuals, stayed in found:
        lines.append(
            EditionLine(
                number=number,
                as_at=as_at,
                released_at=released_at,
                organisation_count=organisations,
                row_count=rows,
                individual_count=individuals,
                added=rows - stayed,
                left=lines[-1].row_count - stayed if lines else 0,
            )
        )
    return lines[::-1]


def without_accents(text: str) -> str:
    """Letters in lower case without the marks of Latin, Greek and Cyrillic, so that Mon finds Môn."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not "\u0300" <= letter <= "\u036f").lower()


def _names_without_accents() -> ColumnElement[str]:
    names = EditionEntry.display_name + " " + _if_still_shown(EditionEntry.person_name)
    bare = func.regexp_replace(func.normalize(names, literal_column("NFKD")), "[\u0300-\u036f]", "", "g")
    # A name that is ASCII has nothing to take off, and looking is what a search through a long list spends its time on.
    plain = func.octet_length(names) == func.char_length(names)
    # The servers' own rules for upper and lower case may know only ASCII; these know all of Unicode (PostgreSQL 17).
    return func.lower(collate(case((plain, names), else_=bare), "pg_c_utf8"))


def _if_still_shown(column: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[str]:
    return case((Signature.show_person, column), else_="")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _released(edition: type[Edition]) -> ColumnElement[bool]:
    return edition.state.in_(RELEASED)


def who(entry: type[EditionEntry]) -> ColumnElement[str]:
    """What makes a row the same one in two editions: the signature, or a member's name where nobody signs."""
    return func.coalesce(cast(entry.signature_id, String), entry.display_name)
