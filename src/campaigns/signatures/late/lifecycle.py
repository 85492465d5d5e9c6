"""Answers that were sent after the deadline.

                ask                     take
    ┌──────┐ ──────────▶ ┌───────┐ ──────────▶ ┌───────┐
    │ kept │             │ asked │             │ taken │
    └──────┘ ◀────────── └───────┘             └───────┘
        │     take back     │  │      refuse   ┌─────────┐
        │ close       close │  └─────────────▶ │ refused │
        ▼                   ▼                  └─────────┘
       ┌─────────────────────┐
       │       closed        │
       └─────────────────────┘

The last button pressed too late signs nothing: the answers are `kept`, and the signer is asked whether the secretariat is to
be asked. Until they say so nobody may add them. Taking a request sends the signature by the same rules as if it had come in
time. A request is `closed` when there is nothing left to ask for: the deadline was moved, so that the signer may sign by
themselves, or the answers were not asked for within their fourteen days.
"""

from dataclasses import dataclass
from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
from campaigns.lifecycle import Lifecycle, Rule


class LateState(StrEnum):
    KEPT = "kept"
    ASKED = "asked"
    TAKEN = "taken"
    REFUSED = "refused"
    CLOSED = "closed"


class LateStep(StrEnum):
    ASK = "ask"
    TAKE_BACK = "take_back"
    TAKE = "take"
    REFUSE = "refuse"
    CLOSE = "close"


#: In these states there is still something to decide, for the signer or for the secretariat.
WAITING = frozenset({LateState.KEPT, LateState.ASKED})


@dataclass(frozen=True)
class LateFacts:
    """What the guards may ask.

    `too_late` means that signing has closed, so that nothing can be sent in the ordinary way. `frozen` means that the list
    is frozen, `published` that it is public. `counts_at_once` means that the signature needs neither an address check nor
    anybody's review. `explained` means that a reason was given.
    """

    too_late: bool = True
    version_is_current: bool = True
    colleague_asked: bool = False
    frozen: bool = False
    published: bool = False
    counts_at_once: bool = True
    explained: bool = False


def signing_has_closed(facts: LateFacts) -> str | None:
    """While signing is open, whoever wants to sign does."""
    return None if facts.too_late else gettext_noop("Signing is open again. Sign in the ordinary way.")


def text_is_the_same(facts: LateFacts) -> str | None:
    """A signature is on one exact text, and what was sent late was on another."""
    if facts.version_is_current:
        return None
    return gettext_noop(
        "The text has been revised since these answers were sent, so they are not for the text that stands now."
    )


def nobody_else_asked(facts: LateFacts) -> str | None:
    """One request of an organisation is enough to decide on."""
    return gettext_noop("A colleague has asked for your organisation already.") if facts.colleague_asked else None


def list_can_change(facts: LateFacts) -> str | None:
    """A list that is frozen and not published yet is opened again first; a published one changes in its next edition."""
    if not facts.frozen:
        return None
    if not facts.published:
        return gettext_noop("The list is frozen. Open it again on the page about the edition, then add this signature.")
    if facts.counts_at_once:
        return None
    return gettext_noop(
        "The list is published, and this signature would still have to be checked. Only one that counts at once can join."
    )


def refusal_is_explained(facts: LateFacts) -> str | None:
    """Whoever asked is owed the reason."""
    return None if facts.explained else gettext_noop("Say why, in words that the signer reads.")


_S, _T = LateState, LateStep

LIFECYCLE: Lifecycle[LateState, LateStep, LateFacts] = Lifecycle(
    gettext_noop("The request to be added late"),
    {
        (_S.KEPT, _T.ASK): Rule(_S.ASKED, (signing_has_closed, text_is_the_same, nobody_else_asked)),
        (_S.ASKED, _T.TAKE_BACK): Rule(_S.KEPT),
        (_S.ASKED, _T.TAKE): Rule(_S.TAKEN, (text_is_the_same, list_can_change)),
        (_S.ASKED, _T.REFUSE): Rule(_S.REFUSED, (refusal_is_explained,)),
        (_S.KEPT, _T.CLOSE): Rule(_S.CLOSED),
        (_S.ASKED, _T.CLOSE): Rule(_S.CLOSED),
    },
    words={
        _S.KEPT: gettext_noop("not sent to the secretariat"),
        _S.ASKED: gettext_noop("waiting for the secretariat"),
        _S.TAKEN: gettext_noop("taken already"),
        _S.REFUSED: gettext_noop("refused already"),
        _S.CLOSED: gettext_noop("closed"),
    },
)
