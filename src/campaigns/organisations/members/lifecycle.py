"""From no membership to one, and from there to how it ended.

none ── admit ──▶ member ── lapse ──▶ lapsed
                         ── leave ──▶ left
                         ── remove ─▶ removed
lapsed, left, removed ── admit ──────▶ member   again, from another day
                      ── reinstate ──▶ member   the ending was a mistake
any of these ── take back ──▶ none              the membership was a mistake

A past membership is recorded by the step that ended it, and one ending is put right by another.
"""

from dataclasses import dataclass
from enum import StrEnum

from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.lifecycle import Lifecycle, Rule


class Ending(StrEnum):
    """How a membership ended: it ran out, the organisation gave it up, or the coalition ended it."""

    LAPSED = "lapsed"
    LEFT = "left"
    REMOVED = "removed"


class MembershipState(StrEnum):
    NONE = "none"
    MEMBER = "member"
    LAPSED = "lapsed"
    LEFT = "left"
    REMOVED = "removed"


class MembershipStep(StrEnum):
    ADMIT = "admit"
    LAPSE = "lapse"
    LEAVE = "leave"
    REMOVE = "remove"
    REINSTATE = "reinstate"
    TAKE_BACK = "take back"
    CORRECT = "correct"


#: The step that ends a membership so.
ENDS: dict[Ending, MembershipStep] = {
    Ending.LAPSED: MembershipStep.LAPSE,
    Ending.LEFT: MembershipStep.LEAVE,
    Ending.REMOVED: MembershipStep.REMOVE,
}
ENDED = frozenset(MembershipState(ending.value) for ending in Ending)
WORDS: dict[MembershipState, str] = {
    MembershipState.NONE: gettext_noop("not a member"),
    MembershipState.MEMBER: gettext_noop("a member"),
    MembershipState.LAPSED: gettext_noop("a member that lapsed"),
    MembershipState.LEFT: gettext_noop("a member that left"),
    MembershipState.REMOVED: gettext_noop("a member that was removed"),
}


@dataclass(frozen=True)
class MembershipFacts:
    """What the guards ask. `name` is the organisation's, for the sentence that refuses."""

    name: str = "This organisation"
    is_host: bool = False


def _is_not_the_host(facts: MembershipFacts) -> str | None:
    if not facts.is_host:
        return None
    return gettext("{name} is the host organisation. Choose another host first.", name=facts.name)


_Rules = dict[tuple[MembershipState, MembershipStep], Rule[MembershipState, MembershipFacts]]


def _rules() -> _Rules:
    rules: _Rules = {}
    for state in MembershipState:
        guards = (_is_not_the_host,) if state is MembershipState.MEMBER else ()
        for ending, step in ENDS.items():
            if state.value != ending.value:
                rules[state, step] = Rule(MembershipState(ending.value), guards)
        if state is not MembershipState.MEMBER:
            rules[state, MembershipStep.ADMIT] = Rule(MembershipState.MEMBER)
        if state is not MembershipState.NONE:
            rules[state, MembershipStep.TAKE_BACK] = Rule(MembershipState.NONE, guards)
            rules[state, MembershipStep.CORRECT] = Rule(state)
        if state in ENDED:
            rules[state, MembershipStep.REINSTATE] = Rule(MembershipState.MEMBER)
    return rules


MEMBERSHIP = Lifecycle(gettext_noop("This organisation"), _rules(), WORDS)


def step_between(before: MembershipState, after: MembershipState) -> MembershipStep:
    """The step by which the one state becomes the other; `CORRECT` where only days differ."""
    if before is after:
        return MembershipStep.CORRECT
    match after:
        case MembershipState.MEMBER:
            return MembershipStep.ADMIT
        case MembershipState.NONE:
            return MembershipStep.TAKE_BACK
    return ENDS[Ending(after)]
