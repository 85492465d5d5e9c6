"""Whether one mail domain could be taken for another one at a glance."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

#: Letters, and pairs of them, that look like others in many typefaces; the last are Cyrillic and Greek.
_LIKE = (
    ("rn", "m"),
    ("vv", "w"),
    ("cl", "d"),
    ("0", "o"),
    ("1", "l"),
    ("i", "l"),
    ("5", "s"),
    ("\u0456", "l"),
    ("\u0430", "a"),
    ("\u0435", "e"),
    ("\u043e", "o"),
    ("\u0440", "p"),
    ("\u0441", "c"),
    ("\u0443", "y"),
    ("\u0445", "x"),
    ("\u03b1", "a"),
    ("\u03bf", "o"),
    ("\u03c1", "p"),
    ("\u03bd", "v"),
)
#: Of a shorter name a single letter more or less makes another word.
_SHORTEST = 6
#: A shorter name with another ending is somebody else's by chance.
_SHORTEST_NAME = 4


def looks_like(one: str, other: str) -> bool:
    """Whether two domains, as A-labels in lower case, are two and look alike.

    They do where they differ by letters that look the same, by a slip in one letter, by hyphens, or by the ending alone.
    One that lies within the other is its owner's.
    """
    if one == other or one.endswith(f".{other}") or other.endswith(f".{one}"):
        return False
    mine, theirs = _seen(one), _seen(other)
    if mine == theirs:
        return True
    my_name, _, my_ending = mine.partition(".")
    their_name, _, their_ending = theirs.partition(".")
    if my_name == their_name:
        return len(my_name) >= _SHORTEST_NAME
    return my_ending == their_ending and _one_slip(my_name, their_name)


def alike(own: Iterable[str], on_record: Iterable[str]) -> dict[str, str]:
    """For each of these domains that is not on record the first one, by the alphabet, that is and that it looks like.

    Thousands may be on record: only those are compared that have something in common (`_in_common`).
    """
    known, found = set(on_record), {}
    sharing: dict[tuple[str, str], set[str]] = defaultdict(set)
    for domain in known:
        for key in _in_common(domain):
            sharing[key].add(domain)
    for one in set(own) - known:
        candidates = {domain for key in _in_common(one) for domain in sharing.get(key, ())}
        like = next((domain for domain in sorted(candidates) if looks_like(one, domain)), None)
        if like is not None:
            found[one] = like
    return found


def _in_common(domain: str) -> Iterator[tuple[str, str]]:
    """What two domains that look alike share at least one of: the name, or the ending with the name less one letter."""
    name, _, ending = _seen(domain).partition(".")
    yield name, ""
    for at in range(len(name)):
        yield name[:at] + name[at + 1 :], f".{ending}"
    yield name, f".{ending}"


@lru_cache(maxsize=50_000)
def _seen(domain: str) -> str:
    """A domain as the eye takes it."""
    try:
        shown = domain.encode("ascii").decode("idna")
    except UnicodeError:
        shown = domain
    seen = "".join(one for one in unicodedata.normalize("NFKD", shown.lower()) if not unicodedata.combining(one))
    for written, like in _LIKE:
        seen = seen.replace(written, like)
    return seen.replace("-", "")


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter more, less, exchanged or swapped with the next makes one name of the other."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) < _SHORTEST or len(longer) - len(shorter) > 1:
        return False
    pairs = enumerate(zip(shorter, longer, strict=False))
    start = next((at for at, (mine, theirs) in pairs if mine != theirs), len(shorter))
    if len(shorter) < len(longer):
        return shorter[start:] == longer[start + 1 :]
    after = start + 2
    swapped = shorter[start:after][::-1] == longer[start:after] and shorter[after:] == longer[after:]
    return swapped or shorter[start + 1 :] == longer[start + 1 :]
