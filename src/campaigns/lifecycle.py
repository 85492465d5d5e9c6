"""The form every lifecycle takes: one table from (state, step) to the next state, with guards. No I/O, no framework."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from campaigns.errors import NotAllowedNow
from campaigns.languages.catalogues import gettext

State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)
Facts = TypeVar("Facts")

#: Says in a sentence for the user why a step may not be taken, or None where it may. What members may read is marked with
#: `gettext_noop` there, and translated where the step is refused.
Guard = Callable[[Facts], str | None]


@dataclass(frozen=True)
class Rule(Generic[State, Facts]):
    """Where a step leads, and what must be true first; guards are asked in order."""

    to: State
    guards: tuple[Guard[Facts], ...] = ()


class Lifecycle(Generic[State, Step, Facts]):
    """A table of rules. `words` says each state as people read it, for refusals; those that members meet are marked."""

    def __init__(
        self,
        thing: str,
        rules: Mapping[tuple[State, Step], Rule[State, Facts]],
        words: Mapping[State, str],
    ) -> None:
        self.thing = thing
        self.rules = dict(rules)
        self.words = dict(words)

    def after(self, state: State, step: Step, facts: Facts) -> State:
        """The state that `step` leads to. Raises `NotAllowedNow` where the table or a guard refuses."""
        rule = self.rules.get((state, step))
        if rule is None:
            thing, words = gettext(self.thing), gettext(self.words[state])
            raise NotAllowedNow(gettext("{thing} is {state}, so this cannot be done now.", thing=thing, state=words))
        for guard in rule.guards:
            reason = guard(facts)
            if reason is not None:
                raise NotAllowedNow(gettext(reason))
        return rule.to

    def allows(self, state: State, step: Step, facts: Facts) -> bool:
        """Whether `after` would succeed; for pages that show only the buttons that work."""
        try:
            self.after(state, step, facts)
        except NotAllowedNow:
            return False
        return True
