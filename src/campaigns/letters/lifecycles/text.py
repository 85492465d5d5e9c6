"""The text of a letter.

      write                     lock
    ┌───────┐   ┌──────────┐ ─────────▶ ┌────────┐
    └───────┴──▶│ drafting │            │ locked │
                └──────────┘ ◀───────── └────────┘
                               revise

`lock` makes version N final: its words, and the SHA-256 of them, never change again. `revise` begins version N + 1 from
it; version N stays readable for ever.
"""

from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
from campaigns.letters.lifecycles.facts import LetterFacts
from campaigns.lifecycle import Lifecycle, Rule


class TextState(StrEnum):
    DRAFTING = "drafting"
    LOCKED = "locked"


class TextStep(StrEnum):
    WRITE = "write"
    LOCK = "lock"
    REVISE = "revise"


def complete(facts: LetterFacts) -> str | None:
    """A version is locked only when nothing in it is missing."""
    return " ".join(facts.text_problems) or None


def signing_has_not_opened(facts: LetterFacts) -> str | None:
    """Once signing has opened, a changed text would need every signatory to be asked again."""
    if facts.signing == "not_open":
        return None
    return gettext_noop("Signing has opened on this version, so its text can no longer change.")


def publication_is_not_set(facts: LetterFacts) -> str | None:
    """What is published at a set time is what was locked; nobody works on other words meanwhile."""
    return gettext_noop("Hold the publication before you revise the text.") if facts.release == "scheduled" else None


LIFECYCLE: Lifecycle[TextState, TextStep, LetterFacts] = Lifecycle(
    gettext_noop("The text"),
    {
        (TextState.DRAFTING, TextStep.WRITE): Rule(TextState.DRAFTING),
        (TextState.DRAFTING, TextStep.LOCK): Rule(TextState.LOCKED, (complete,)),
        (TextState.LOCKED, TextStep.REVISE): Rule(TextState.DRAFTING, (signing_has_not_opened, publication_is_not_set)),
    },
    words={TextState.DRAFTING: gettext_noop("still a draft"), TextState.LOCKED: gettext_noop("locked")},
)
