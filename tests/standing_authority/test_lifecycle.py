"""The table of a standing authority, and that nothing is ever used outside its scope, its time or its end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.errors import NotAllowedNow
from campaigns.standing_authority.lifecycle import LIFECYCLE, AuthorityFacts, AuthorityState, AuthorityStep

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
GOOD = AuthorityFacts(
    now=NOW,
    over_at=NOW + timedelta(days=1),
    switched_on=True,
    two_people=False,
    person_present=True,
    basis_stated=True,
    kind="open_letter",
    kinds=frozenset({"open_letter"}),
)
S, T = AuthorityState, AuthorityStep


def test_every_state_is_reached_and_three_are_left_never() -> None:
    assert {rule.to for rule in LIFECYCLE.rules.values()} | {S.ASKED} == set(S)
    assert {state for state, _ in LIFECYCLE.rules} == {S.ASKED, S.IN_FORCE}
    assert set(LIFECYCLE.words) == set(S)


@pytest.mark.parametrize(
    ("state", "step"), [(state, step) for state in S for step in T if (state, step) not in LIFECYCLE.rules]
)
def test_every_other_step_is_refused_in_words(state: AuthorityState, step: AuthorityStep) -> None:
    with pytest.raises(NotAllowedNow, match=f"The standing authority is {LIFECYCLE.words[state]}"):
        LIFECYCLE.after(state, step, GOOD)


def test_ending_and_refusing_ask_nothing() -> None:
    for state, step in ((S.ASKED, T.REFUSE), (S.ASKED, T.END), (S.IN_FORCE, T.END)):
        assert LIFECYCLE.rules[state, step].guards == ()


@pytest.mark.parametrize(
    "change",
    [
        {"switched_on": False},
        {"two_people": True},
        {"person_present": False},
        {"over_at": NOW},
        {"basis_stated": False},
    ],
)
def test_granting_needs_all_of_it(change: dict[str, object]) -> None:
    assert LIFECYCLE.after(S.ASKED, T.GRANT, GOOD) is S.IN_FORCE
    assert not LIFECYCLE.allows(S.ASKED, T.GRANT, replace(GOOD, **change))  # type: ignore[arg-type]


@given(
    state=st.sampled_from(S),
    facts=st.builds(
        AuthorityFacts,
        now=st.just(NOW),
        over_at=st.integers(-2, 2).map(lambda seconds: NOW + timedelta(seconds=seconds)),
        switched_on=st.booleans(),
        two_people=st.booleans(),
        person_present=st.booleans(),
        basis_stated=st.booleans(),
        kind=st.sampled_from(["open_letter", "statement"]),
        kinds=st.frozensets(st.sampled_from(["open_letter", "statement"])),
    ),
)
def test_it_is_used_in_force_in_its_time_and_within_its_scope_or_not_at_all(
    state: AuthorityState, facts: AuthorityFacts
) -> None:
    may = (
        state is S.IN_FORCE
        and facts.now < facts.over_at
        and facts.kind in facts.kinds
        and facts.switched_on
        and facts.person_present
        and not facts.two_people
    )
    assert LIFECYCLE.allows(state, T.USE, facts) is may
    if may:
        assert LIFECYCLE.after(state, T.USE, facts) is S.IN_FORCE, "a use leaves it in force"
