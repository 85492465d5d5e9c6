"""How people are filed in a list: by family name, which nobody can tell for certain from a name that is typed whole."""

from campaigns.languages.catalogues import gettext
from campaigns.names.order import sort_key_in_parts
from campaigns.names.tidy import tidy

#: Small words that stay with the name behind them, of Welsh, Irish, Dutch, German, French, Spanish, Italian, Portuguese and
#: Arabic names.
_WELSH_AND_IRISH = {"ap", "ab", "ferch", "verch", "ó", "mac", "nic", "ní", "uí"}
_DUTCH_AND_GERMAN = {"van", "von", "der", "den", "ter", "ten", "te", "zu"}
_OF = {"de", "da", "di", "do", "du", "dos", "das", "del", "della", "la", "le", "bin", "bint", "ibn"}
_KEPT_WITH_IT = _WELSH_AND_IRISH | _DUTCH_AND_GERMAN | _OF


def filed(name: str, sort_by: str = "") -> tuple[str, str]:
    """By what a person is filed, and the rest of the name: `Cole` and `Amina` for `Amina Cole`.

    That is the last word before any comma, with the small words before it, such as *ap* and *van de*, but never the first
    word of several. Where the person says by which of their words they want to be filed (`sort_by`), it is those.
    """
    words, wanted = tidy(name).split(" "), tidy(sort_by)
    begin, end = _place(words, wanted.split(" ")) if wanted else (0, 0)
    if begin == end:
        end = next((place for place, word in enumerate(words, start=1) if word.endswith(",")), len(words))
        begin = end - 1
        while begin > 1 and words[begin - 1].casefold() in _KEPT_WITH_IT:
            begin -= 1
    rest = [*words[:begin], *words[end:]]
    return " ".join(words[begin:end]).rstrip(","), " ".join(rest)


def person_sort_key(name: str, sort_by: str = "") -> bytes:
    """What the list of people is ordered by; an empty key for an empty name."""
    first, then = filed(name, sort_by)
    return sort_key_in_parts(first, then) if first or then else b""


def sort_by_problem(name: str, sort_by: str) -> str | None:
    """Why somebody cannot be filed by these words, in a sentence, or None. They must stand in the name, in this order."""
    wanted = tidy(sort_by)
    if not wanted:
        return None
    begin, end = _place(tidy(name).split(" "), wanted.split(" "))
    return gettext("Enter words of your name, as they stand in it.") if begin == end else None


def _place(words: list[str], wanted: list[str]) -> tuple[int, int]:
    """Where these words stand last among the others, whatever their capitals; twice the same place for nowhere."""
    known = [_bare(word) for word in words]
    sought = [_bare(word) for word in wanted]
    for begin in range(len(known) - len(sought), -1, -1):
        if known[begin : begin + len(sought)] == sought:
            return begin, begin + len(sought)
    return 0, 0


def _bare(word: str) -> str:
    return word.casefold().rstrip(",")
