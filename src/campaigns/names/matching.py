"""Telling whether two spellings are one name, and showing a name among its neighbours."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence

from campaigns.names.tidy import tidy

_BRACKETED_AT_END = re.compile(r"(?P<rest>.*\S)\s*[(\[](?P<inside>\w[^\s()\[\]]{1,19})[)\]]")
_ARTICLE = re.compile(r"\A(?:the|an?) (?=\S)")
_LEFT_OUT = re.compile("['’‘`´ʼ.\u200c\u200d]")

#: Letters with a stroke or in one piece, which Unicode does not take apart.
_IN_ONE_PIECE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"})
#: Combining classes up to here (nukta, voicing, virama) make another letter; those above are accents and vowel points.
_LAST_CLASS_OF_LETTERS = 9


def matching_key(name: str) -> str:
    """What two spellings of one name share: no case, accents, punctuation, leading article or acronym in brackets.

    Not empty for any name that `campaigns.names.tidy.problem` accepts.
    """
    name = tidy(name)
    acronym = acronym_of(name)
    bare = _plain(name[: name.rindex(acronym) - 1]) if acronym else _plain(name)
    return _ARTICLE.sub("", bare, count=1) or name.casefold()


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold())
    unaccented = "".join(c for c in folded if unicodedata.combining(c) <= _LAST_CLASS_OF_LETTERS).translate(_IN_ONE_PIECE)
    spelt_out = _LEFT_OUT.sub("", unaccented.replace("&", " and "))
    kept = "".join(c if _is_written(c) else " " for c in spelt_out)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _is_written(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def acronym_of(name: str) -> str:
    """The acronym in brackets at the end of a name, or an empty string.

    Only letters found in the name in the same order are taken for its acronym, at least two of them capitals: so CAD in
    `Community Action Dorley (CAD)`, but not the place in `Our Centre (Dorley)` or `Brightside (UK)`.
    """
    found = _BRACKETED_AT_END.fullmatch(tidy(name))
    if found is None:
        return ""
    inside = found["inside"]
    capitals = sum(character.isupper() for character in inside)
    return inside if capitals > 1 and _in_order(inside.casefold(), found["rest"].casefold()) else ""


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


def neighbours(names_with_keys: Sequence[tuple[str, bytes]], key: bytes, n: int) -> tuple[list[str], list[str]]:
    """The `n` names before and after the place of `key`, nearest the place last and first.

    `names_with_keys` is in the order of its keys; a name with the very key given is among those after it.
    """
    place = bisect_left(names_with_keys, key, key=lambda named: named[1])
    before = [name for name, _ in names_with_keys[max(0, place - n) : place]]
    return before, [name for name, _ in names_with_keys[place : place + n]]
