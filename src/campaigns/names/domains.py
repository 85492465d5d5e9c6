"""Whether one mail domain could be taken for another one at a glance."""

import unicodedata

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
