"""The order of a list of names.

Names are compared word by word: case, accents and punctuation count only where nothing else tells two names apart, and
a leading The, A or An does not count at all. Letters of all scripts come in the order of the Unicode Collation Algorithm
(UTS 10) with the default table of Unicode 10, numbers by their value and before letters.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from pyuca.collator import Collator_10_0_0

from campaigns.names.tidy import tidy

_LEADING_ARTICLE = re.compile(r"(the|an?) (\w.*)", re.IGNORECASE)
_FILED_ARTICLE = re.compile(r", (?:the|an?)$", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\s/–—]+")
_NUMBER = re.compile(r"(\d+)")

#: The table's own weights begin well above these.
_END_OF_LEVEL = 0
_END_OF_WORD = 1

#: PostgreSQL refuses an index entry of more than 2,704 bytes. A name that is longer in one level is told from its like
#: by the levels behind; the last holds every name of up to 210 characters whole.
_LONGEST_LEVELS = (1200, 500, 840)


@cache
def _collator() -> Collator_10_0_0:
    """Loaded when first needed, since it takes a tenth of a second and 12 MB. The version is fixed: keys are stored."""
    return Collator_10_0_0()


@cache
def _weight_of_zero() -> int:
    """Spaces, punctuation, symbols and currency signs all weigh less than this; letters weigh more than any digit."""
    return int(_collator().collation_elements("0")[0][0])


def sort_name_of(display_name: str) -> str:
    """The name as it is filed: tidied, with a leading The, A or An last, as in `Church of England (Derbyshire), The`."""
    name = tidy(display_name)
    article = _LEADING_ARTICLE.fullmatch(name)
    return f"{article[2]}, {article[1]}" if article else name


def sort_key(sort_name: str) -> bytes:
    """At most 2,544 bytes that compare, as unsigned bytes, in the order of the list.

    Two different names of at most 210 characters never have the same key: after letters and numbers come accents, then
    the name's own UTF-8.
    """
    return _key([_FILED_ARTICLE.sub("", sort_name)], sort_name)


def sort_key_in_parts(first: str, then: str) -> bytes:
    """The same for a name that is filed by one part of it and then by the rest, such as a family name.

    What is equal in the first part stands together, before what has more words in it: `Vaughan, Zoe` before
    `Vaughan Williams, Ann`.
    """
    return _key([first, then], f"{first}, {then}" if then else first)


def _key(parts: list[str], exactly: str) -> bytes:
    words = [[list(_elements(word)) for word in _words(part)] for part in parts]
    letters = [[[primary for primary, _ in word if primary] for word in part] for part in words]
    accents = [secondary for part in words for word in part for _, secondary in word if secondary]
    primaries = [_packed(weight for word in part if word for weight in (*word, _END_OF_WORD)) for part in letters]
    # A part ends with one more end of a word, which comes before every letter.
    levels = (_packed([_END_OF_WORD]).join(primaries), _packed(accents), exactly.encode("utf-8", "surrogatepass"))
    cut = [level[:longest] for level, longest in zip(levels, _LONGEST_LEVELS, strict=True)]
    return _packed([_END_OF_LEVEL]).join(cut)


def _words(name: str) -> list[str]:
    return _BETWEEN_WORDS.split(name.replace("&", " and "))


def _elements(word: str) -> Iterator[tuple[int, int]]:
    """Primary and secondary weights of what counts in a word; a primary of 0 is an accent on what stands before it."""
    for part in _NUMBER.split(word):
        if part and part[0].isdecimal():
            yield from ((weight, 0) for weight in _number(part))
        else:
            # In small letters, since the table does not know the capitals of every script that came after it.
            for primary, secondary, *_ in _collator().collation_elements(unicodedata.normalize("NFD", part.lower())):
                if primary == 0 or primary >= _weight_of_zero():
                    yield primary, secondary


def _number(digits: str) -> list[int]:
    """A number sorts by how many digits it has, then by the digits, and so by its value."""
    values = [unicodedata.decimal(digit) for digit in digits.lstrip("0")]
    zero = _weight_of_zero()
    return [zero, _END_OF_WORD + 1 + len(values), *(zero + value for value in values)]


def _packed(weights: Iterable[int]) -> bytes:
    return b"".join(weight.to_bytes(2) for weight in weights)
