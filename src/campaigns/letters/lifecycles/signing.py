"""The signing window of a letter.

    ┌──────────┐  open   ┌──────┐  close   ┌────────┐  freeze    ┌────────┐
    │ not open │ ──────▶ │ open │ ───────▶ │ closed │ ─────────▶ │ frozen │
    └──────────┘         └──────┘ ◀─────── └────────┘ ◀───────── └────────┘
                          │    ▲   extend              unfreeze
                          └────┘
                          extend

Steps that the drawing leaves out, because they stay where they are, before signing opens or while it is open:
`admit_individuals` lets people sign as themselves beside the organisations, `keep_to_organisations` lets no more of them in,
and `set_pauses` says from how many signatures that wait on a page by which anybody signs pauses by itself. While signing is
open, `pause_page` has such a page take nothing until `resume_page`, which can also be taken once it has closed.

`close` is taken by the secretariat, or by the worker at the deadline; a POST that arrives after the deadline is refused
whether or not the worker has been there. A rolling statement stays open: an edition freezes its list, not its window.
"""

from enum import StrEnum

from campaigns.languages.catalogues import gettext, gettext_noop, ngettext
from campaigns.letters.lifecycles.facts import LetterFacts
from campaigns.lifecycle import Lifecycle, Rule


class SigningState(StrEnum):
    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"
    FROZEN = "frozen"


class SigningStep(StrEnum):
    OPEN = "open"
    CLOSE = "close"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    EXTEND = "extend"
    ADMIT_INDIVIDUALS = "admit_individuals"
    KEEP_TO_ORGANISATIONS = "keep_to_organisations"
    SET_PAUSES = "set_pauses"
    PAUSE_PAGE = "pause_page"
    RESUME_PAGE = "resume_page"


def text_is_locked(facts: LetterFacts) -> str | None:
    """Nobody is asked to sign words that can still change."""
    return None if facts.text == "locked" else gettext_noop("Lock the text before you open signing.")


def deadline_is_ahead(facts: LetterFacts) -> str | None:
    """A letter with a deadline opens before it; a rolling statement has none."""
    if facts.rolling:
        return None
    if facts.deadline_at is None:
        return gettext_noop("Set a deadline before you open signing.")
    return (
        None
        if facts.deadline_at > facts.now
        else gettext_noop("The deadline has passed. Set a later one before you open signing.")
    )


def nothing_waits_for_review(facts: LetterFacts) -> str | None:
    """A list is frozen only when every signature on it, or kept off it, was decided by somebody."""
    if facts.signatures_waiting == 0:
        return None
    return ngettext(
        "One signature waits for review. Accept or reject it before you freeze the list.",
        "{number} signatures wait for review. Accept or reject them before you freeze the list.",
        facts.signatures_waiting,
    )


def uses_are_told(facts: LetterFacts) -> str | None:
    """Whoever lets others sign for them knows of it, and has time to say no, before their name is on a frozen list."""
    if not facts.uses_untold:
        return None
    return gettext(
        "Signed by standing authority, and not told for an hour yet: {names}. The list can be frozen"
        " an hour after every mail about it has gone out. Where no mail arrives, remove the signature.",
        names="; ".join(facts.uses_untold),
    )


def not_released(facts: LetterFacts) -> str | None:
    """What is scheduled or published stands on the frozen list."""
    return None if facts.release == "unreleased" else gettext_noop("Hold the publication before you change the list.")


def has_a_deadline(facts: LetterFacts) -> str | None:
    """Whoever signs a rolling statement was never told a time."""
    return (
        gettext_noop("A statement that stays open has no deadline to move.")
        if facts.rolling or facts.deadline_at is None
        else None
    )


def new_deadline_is_ahead(facts: LetterFacts) -> str | None:
    """Nobody can answer in the past."""
    ahead = facts.new_deadline_at is not None and facts.new_deadline_at > facts.now
    return None if ahead else gettext_noop("The new deadline must be in the future.")


LIFECYCLE: Lifecycle[SigningState, SigningStep, LetterFacts] = Lifecycle(
    gettext_noop("Signing"),
    {
        (SigningState.NOT_OPEN, SigningStep.OPEN): Rule(SigningState.OPEN, (text_is_locked, deadline_is_ahead)),
        (SigningState.OPEN, SigningStep.CLOSE): Rule(SigningState.CLOSED),
        (SigningState.OPEN, SigningStep.EXTEND): Rule(SigningState.OPEN, (has_a_deadline, new_deadline_is_ahead)),
        (SigningState.CLOSED, SigningStep.EXTEND): Rule(
            SigningState.OPEN, (text_is_locked, has_a_deadline, new_deadline_is_ahead, not_released)
        ),
        (SigningState.CLOSED, SigningStep.FREEZE): Rule(SigningState.FROZEN, (nothing_waits_for_review, uses_are_told)),
        (SigningState.FROZEN, SigningStep.UNFREEZE): Rule(SigningState.CLOSED, (not_released,)),
        **{
            (state, step): Rule(state)
            for state in (SigningState.NOT_OPEN, SigningState.OPEN)
            for step in (SigningStep.ADMIT_INDIVIDUALS, SigningStep.KEEP_TO_ORGANISATIONS, SigningStep.SET_PAUSES)
        },
        (SigningState.OPEN, SigningStep.PAUSE_PAGE): Rule(SigningState.OPEN),
        **{(state, SigningStep.RESUME_PAGE): Rule(state) for state in (SigningState.OPEN, SigningState.CLOSED)},
    },
    words={
        SigningState.NOT_OPEN: gettext_noop("not open yet"),
        SigningState.OPEN: gettext_noop("open"),
        SigningState.CLOSED: gettext_noop("closed"),
        SigningState.FROZEN: gettext_noop("closed and the list is frozen"),
    },
)
