"""Every state with every step: either the table allows it, or it is refused in words; and every guard says why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from campaigns.errors import NotAllowedNow
from campaigns.individuals.lifecycle import (
    LIFECYCLE,
    LIVE,
    IndividualFacts,
    IndividualState,
    IndividualStep,
)
from campaigns.individuals.told_steps import STATE_COLOURS, STATE_WORDS, STEP_WORDS

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
#: A signature of which every guard is satisfied.
READY = IndividualFacts(
    received_at=NOW,
    signing="open",
    deadline_at=NOW + timedelta(days=3),
    version_is_current=True,
    admitted=True,
    consented=True,
    check_recorded=True,
    explained=True,
)
#: The whole of what is allowed, written a second time and by hand: a change of the table must be meant twice.
ALLOWED = {
    ("started", "submit"): "awaiting_email",
    ("started", "expire"): "expired",
    ("awaiting_email", "change_address"): "awaiting_email",
    ("awaiting_email", "check_address"): "awaiting_review",
    ("awaiting_email", "withdraw"): "withdrawn",
    ("awaiting_email", "expire"): "expired",
    ("awaiting_review", "accept"): "accepted",
    ("awaiting_review", "reject"): "rejected",
    ("awaiting_review", "withdraw"): "withdrawn",
    ("accepted", "remove"): "removed",
    ("accepted", "withdraw"): "withdrawn",
}
S, T = IndividualState, IndividualStep


@pytest.mark.parametrize(("state", "step"), list(product(IndividualState, IndividualStep)))
def test_every_pair_is_in_the_table_or_refused_in_words(state: IndividualState, step: IndividualStep) -> None:
    if (to := ALLOWED.get((state.value, step.value))) is not None:
        assert LIFECYCLE.after(state, step, READY) == to
        return
    with pytest.raises(NotAllowedNow, match=r"^The signature is .+, so this cannot be done now\.$"):
        LIFECYCLE.after(state, step, READY)


@pytest.mark.parametrize(
    ("state", "step", "facts", "why"),
    [
        (S.STARTED, T.SUBMIT, replace(READY, admitted=False), "signed by organisations only"),
        (S.STARTED, T.SUBMIT, replace(READY, signing="closed"), "Signing has closed"),
        (S.STARTED, T.SUBMIT, replace(READY, deadline_at=NOW), "Signing has closed"),
        (S.STARTED, T.SUBMIT, replace(READY, version_is_current=False), "text has changed"),
        (S.STARTED, T.SUBMIT, replace(READY, consented=False), "may be published"),
        (S.AWAITING_EMAIL, T.CHECK_ADDRESS, replace(READY, signing="frozen"), "list is frozen"),
        (S.AWAITING_EMAIL, T.CHANGE_ADDRESS, replace(READY, signing="frozen"), "list is frozen"),
        (S.AWAITING_REVIEW, T.ACCEPT, replace(READY, signing="frozen"), "list is frozen"),
        (S.AWAITING_REVIEW, T.ACCEPT, replace(READY, version_is_current=False), "text has changed"),
        (S.AWAITING_REVIEW, T.ACCEPT, replace(READY, check_recorded=False), "how you know"),
        (S.AWAITING_REVIEW, T.ACCEPT, replace(READY, consented=False), "may be published"),
        (S.AWAITING_REVIEW, T.REJECT, replace(READY, explained=False), "Say why"),
        (S.ACCEPTED, T.REMOVE, replace(READY, explained=False), "Say why"),
    ],
)
def test_a_guard_says_why(state: IndividualState, step: IndividualStep, facts: IndividualFacts, why: str) -> None:
    with pytest.raises(NotAllowedNow, match=why):
        LIFECYCLE.after(state, step, facts)


def test_nothing_is_accepted_but_by_the_secretariats_own_step() -> None:
    ways = {pair for pair, rule in LIFECYCLE.rules.items() if rule.to is S.ACCEPTED and pair[0] is not S.ACCEPTED}
    assert ways == {(S.AWAITING_REVIEW, T.ACCEPT)}


def test_an_address_that_nobody_has_proved_holds_no_place() -> None:
    assert {S.AWAITING_REVIEW, S.ACCEPTED} == LIVE


def test_everything_has_words() -> None:
    assert set(STATE_WORDS) == set(STATE_COLOURS) == set(IndividualState)
    assert set(STEP_WORDS) == {step.value for step in IndividualStep}
