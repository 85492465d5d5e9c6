"""Whether two names that look alike may be one organisation's, word by word."""

from difflib import SequenceMatcher

#: Words that people leave out, add or exchange without thinking of another organisation.
_SMALL = frozenset(["a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "y", "yr"])
#: Two words share so much of their letters: above it one is the other with a slip, below it they are two words.
_SLIP = 0.75
_SHORTEST_BEGINNING = 3


def may_be_one(one: str, other: str) -> bool:
    """Whether two names, as `matching_key` has them, differ by slips, by shortened words, or by words of one side only.

    Initials stand for their words: `Northgate CVS` may be `Northgate Community and Voluntary Service`. `Upper Quay Food
    Bank` and `Lower Quay Food Bank` share most of their letters, and are two: each has a word of its own.
    """
    mine, theirs = _words(one), _words(other)
    left, right = set(mine) - set(theirs) - _initials(theirs), set(theirs) - set(mine) - _initials(mine)
    fewer, more = sorted((left, right), key=len)
    return all(any(_nearly(word, candidate) for candidate in more) for word in fewer)


def _words(name: str) -> list[str]:
    words = name.split()
    return [word for word in words if word not in _SMALL] or words


def _initials(words: list[str]) -> set[str]:
    """What two or more words that follow one another may be shortened to."""
    first = "".join(word[0] for word in words)
    return {first[start:end] for start in range(len(first)) for end in range(start + 2, len(first) + 1)}


def _nearly(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _SHORTEST_BEGINNING and longer.startswith(shorter):
        return True
    return SequenceMatcher(None, one, other).ratio() >= _SLIP
