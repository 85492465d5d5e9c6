"""What was decided about a signature, as whoever reads it reads. It is kept in English, with what somebody typed."""

import msgspec

from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.review.disputes import REMOVAL_WORDS
from campaigns.review.form import HOW_WORDS
from campaigns.review.queries import Item
from campaigns.signatures import reasons
from campaigns.signatures.models import Route

_RECORDED_BY = gettext_noop("Recorded by {name}")
_CHOSEN = (*REMOVAL_WORDS.values(), *HOW_WORDS.values())


def recorded_by(name: str) -> str:
    """Who of the secretariat recorded it."""
    return _RECORDED_BY.format(name=name)


def reason_in_words(reason: str) -> str:
    """A reason of a history, or a decision: what was chosen is said in the language that is being read, details as typed."""
    for words in _CHOSEN:
        if reason == words or reason.startswith(f"{words}. "):
            return gettext(words) + reason.removeprefix(words)
    return reasons.reason_in_words(reason)


def in_words(found: Item) -> Item:
    """A signature's history and decision for whoever reads them now."""
    history = [msgspec.structs.replace(step, reason=reason_in_words(step.reason)) for step in found.history]
    note, before = found.signature.review_note, _RECORDED_BY.partition("{")[0]
    if found.signature.route is Route.RECORDED and note.startswith(before):
        note = gettext(_RECORDED_BY, name=note.removeprefix(before))
    signature = msgspec.structs.replace(found.signature, review_note=reason_in_words(note))
    return msgspec.structs.replace(found, signature=signature, history=history)
