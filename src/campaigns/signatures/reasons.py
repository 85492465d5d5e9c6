"""Why a step of a signature was taken, as its history and its review tell it, where we word that ourselves.

It is stored in English, and said in the language that is being read; what people typed stays as it is.
"""

import re
from enum import StrEnum

from campaigns.languages.catalogues import gettext, gettext_noop

#: Of one that was made by standing authority: why it was withdrawn, and how it came to be accepted.
NOT_THIS_ONE = gettext_noop("Not this one")
_USED_BY = gettext_noop("By standing authority, used by {name}")
#: Of one that came to nothing, or that another stands in the place of.
FROZEN_FIRST = gettext_noop("The list was frozen first.")
ERASED = gettext_noop("The person's details were removed.")
ACCEPTED_INSTEAD = gettext_noop("The secretariat accepted it instead.")
_IN_ITS_PLACE = gettext_noop("{reference}, sent by {name}, stands in its place. {why}")
_MERGED = gettext_noop("{gone} was merged into {kept}.")
_AS_THEY_ARE = frozenset({NOT_THIS_ONE, FROZEN_FIRST, ERASED, ACCEPTED_INSTEAD})
#: Of one that came by a cascade link.
_VOUCHED = gettext_noop("Vouched for by {name}")
_LEFT_TO_YOU = gettext_noop("{vouched}. Left to you: {why}.")
#: Whose name a typed one is near to, where that is nobody in the directory.
ANOTHER = gettext_noop("another that signed by the same link")
_ADDED = gettext_noop("its name was added to the directory a moment ago")


class Left(StrEnum):
    """Why a vouched signature is left to the secretariat. Only the secretariat is told: it says what the coalition knows."""

    JOINT = "joint"
    GROUP = "group"
    NEAR = "near"
    TWICE = "twice"
    SIGNED = "signed"
    INVITED = "invited"
    TWO_PEOPLE = "two_people"
    ITSELF = "itself"


_WORDS: dict[Left, str] = {
    Left.JOINT: gettext_noop("the row names several organisations"),
    Left.GROUP: gettext_noop("it is signed on behalf of members"),
    Left.NEAR: gettext_noop("its name is near to {name}"),
    Left.TWICE: gettext_noop("another signature that waits has the same name"),
    Left.SIGNED: gettext_noop("the organisation has signed already"),
    Left.INVITED: gettext_noop("the organisation was invited itself"),
    Left.TWO_PEOPLE: gettext_noop("two people have to agree before the organisation signs"),
    Left.ITSELF: gettext_noop("it is signed for the infrastructure organisation itself"),
}


def used_by(name: str) -> str:
    """Who of the secretariat made it by standing authority."""
    return _USED_BY.format(name=name)


def vouched_for_by(name: str) -> str:
    """Who vouched for it."""
    return _VOUCHED.format(name=name)


def in_its_place(reference: str, name: str, why: str) -> str:
    """Which signature stands in the place of another, who sent it, and why."""
    return _IN_ITS_PLACE.format(reference=reference, name=name, why=why)


def merged(gone: str, kept: str) -> str:
    """Of which two organisations one was made."""
    return _MERGED.format(gone=gone, kept=kept)


def left_to_you(vouched: str, why: Left | None, name: str) -> str:
    """Why it is left to the secretariat though somebody vouched for it; None where its name has just been added."""
    return _LEFT_TO_YOU.format(vouched=vouched, why=_WORDS[why].format(name=name) if why else _ADDED)


def reason_in_words(reason: str) -> str:
    """One of these in the language that is being read; any other as it is stored."""
    if reason in _AS_THEY_ARE:
        return gettext(reason)
    if values := _values(_IN_ITS_PLACE, reason):
        return gettext(_IN_ITS_PLACE, **{**values, "why": reason_in_words(values["why"])})
    if values := _values(_LEFT_TO_YOU, reason):
        return gettext(_LEFT_TO_YOU, vouched=reason_in_words(values["vouched"]), why=_why_in_words(values["why"]))
    for stored in (_USED_BY, _VOUCHED, _MERGED):
        if values := _values(stored, reason):
            return gettext(stored, **values)
    return reason


def _why_in_words(why: str) -> str:
    if values := _values(_WORDS[Left.NEAR], why):
        name = values["name"]
        return gettext(_WORDS[Left.NEAR], name=gettext(name) if name == ANOTHER else name)
    return gettext(why) if why in {*_WORDS.values(), _ADDED} else why


def _values(stored: str, text: str) -> dict[str, str]:
    """What stands in a text at the names of the sentence that made it; nothing where another made it."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(stored))
    found = re.fullmatch(pattern, text)
    return found.groupdict() if found else {}
