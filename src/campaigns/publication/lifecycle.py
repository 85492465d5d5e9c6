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
    return None if facts.files_built else "The files of this edition are still being made. Try again in a moment."


LIFECYCLE: Lifecycle[EditionState, EditionStep, EditionFacts] = Lifecycle(
    "The edition",
    {
        (EditionState.CANDIDATE, EditionStep.RELEASE): Rule(EditionState.CURRENT, (files_are_built,)),
        (EditionState.CANDIDATE, EditionStep.DISCARD): Rule(EditionState.DISCARDED),
        (EditionState.CURRENT, EditionStep.SUPERSEDE): Rule(EditionState.SUPERSEDED),
    },
    words={
        EditionState.CANDIDATE: "not published",
        EditionState.CURRENT: "the current one",
        EditionState.SUPERSEDED: "superseded by a newer one",
        EditionState.DISCARDED: "discarded",
    },
)
