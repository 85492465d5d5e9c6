"""What in the name of a row deserves a second look, and how it might read instead. Worked out from its arguments alone."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from campaigns.languages.catalogues import gettext
from campaigns.names.matching import acronym_of, matching_key
from campaigns.names.order import sort_name_of
from campaigns.names.tidy import LONG_NAME, tidy, warnings


class FlagKind(StrEnum):
    """Why a row is shown on the page of names."""

    DUPLICATE = "duplicate"
    SORT_NAME = "sort_name"
    ACRONYM = "acronym"
    SPELLING = "spelling"


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to look at, in a sentence. `other_id` is the signature that may be a duplicate's."""

    kind: FlagKind
    sentence: str
    other_id: str = ""


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it stands, beside its organisation's record. `names` are its organisations', the first one's first."""

    display_name: str
    sort_name: str
    names: list[str]
    known_as: str
    acronym: str
    filed_as: str


def flags_of(row: Filed) -> list[Flag]:
    """What deserves a look in one row by itself: its spelling, its place in the list, an acronym that is missing."""
    found = [Flag(kind=FlagKind.SPELLING, sentence=sentence) for sentence in _about_spelling(row)]
    if sentence := _about_sort_name(row):
        found.append(Flag(kind=FlagKind.SORT_NAME, sentence=sentence))
    if acronym := _missing_acronym(row):
        sentence = gettext("The acronym {acronym}, which is on record, is not in the row.", acronym=acronym)
        found.append(Flag(kind=FlagKind.ACRONYM, sentence=sentence))
    return found


def suggested(row: Filed) -> str:
    """The first organisation's name as it might read instead, or empty. It is shown, and nothing is changed by it."""
    name = row.names[0]
    better = tidy(name)
    if warnings(name) and not warnings(row.known_as) and matching_key(name.rstrip(".")) == matching_key(row.known_as):
        better = row.known_as
    elif better.endswith(".") and better.count(".") == 1:
        better = better.rstrip(". ")
    if acronym := _missing_acronym(msgspec.structs.replace(row, names=[better, *row.names[1:]])):
        better = f"{better} ({acronym})"
    return "" if better == name else better


def _about_spelling(row: Filed) -> list[str]:
    found = [sentence for name in row.names for sentence in warnings(name)]
    long_already = any(len(tidy(name)) > LONG_NAME for name in row.names)
    if len(row.names) > 1 and len(row.display_name) > LONG_NAME and not long_already:
        found.append(gettext("The row is long: {length} characters.", length=len(row.display_name)))
    return list(dict.fromkeys(found))


def _about_sort_name(row: Filed) -> str:
    own = sort_name_of(row.display_name)
    if row.sort_name not in {own, row.filed_as}:
        return gettext("It is filed as “{filed}”, and not under its own name.", filed=row.sort_name)
    by_hand = row.filed_as not in {sort_name_of(row.known_as), row.sort_name}
    if by_hand and len(row.names) == 1 and _same(row):
        return gettext("Your directory files the organisation as “{filed}”.", filed=row.filed_as)
    return ""


def _missing_acronym(row: Filed) -> str:
    acronym = row.acronym or acronym_of(row.known_as)
    return acronym if acronym and not _has(row.names[0], acronym) else ""


def _has(name: str, acronym: str) -> bool:
    return acronym.casefold() in _words(name)


def _words(name: str) -> Sequence[str]:
    return "".join(character if character.isalnum() else " " for character in name.casefold()).split()


def _same(row: Filed) -> bool:
    return matching_key(row.names[0]) == matching_key(row.known_as)
