"""An edition.

    ┌───────────┐  release   ┌─────────┐  supersede   ┌────────────┐
    │ candidate │ ─────────▶ │ current │ ───────────▶ │ superseded │
    └───────────┘            └─────────┘              └────────────┘
          │ discard
          ▼
    ┌───────────┐
    │ discarded │
    └───────────┘

An edition's text, list and files are fixed when it is built. Only which edition is current moves.
"""

from dataclasses import dataclass
from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
from campaigns.lifecycle import Lifecycle, Rule


class EditionState(StrEnum):
    CANDIDATE = "candidate"
    CURRENT = "current"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


class EditionStep(StrEnum):
    RELEASE = "release"
    SUPERSEDE = "supersede"
    DISCARD = "discard"


@dataclass(frozen=True)
class EditionFacts:
    """What the guards may ask."""

    files_built: bool


def files_are_built(facts: EditionFacts) -> str | None:
    """What is announced can be downloaded."""
    if facts.files_built:
        return None
    return gettext_noop("The files of this edition are still being made. Try again in a moment.")


LIFECYCLE: Lifecycle[EditionState, EditionStep, EditionFacts] = Lifecycle(
    gettext_noop("The edition"),
    {
        (EditionState.CANDIDATE, EditionStep.RELEASE): Rule(EditionState.CURRENT, (files_are_built,)),
        (EditionState.CANDIDATE, EditionStep.DISCARD): Rule(EditionState.DISCARDED),
        (EditionState.CURRENT, EditionStep.SUPERSEDE): Rule(EditionState.SUPERSEDED),
    },
    words={
        EditionState.CANDIDATE: gettext_noop("not published"),
        EditionState.CURRENT: gettext_noop("the current one"),
        EditionState.SUPERSEDED: gettext_noop("superseded by a newer one"),
        EditionState.DISCARDED: gettext_noop("discarded"),
    },
)
