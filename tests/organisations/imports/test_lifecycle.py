"""Every state and every step of a list, and what each guard says."""

from itertools import product

import pytest

from campaigns.errors import NotAllowedNow
from campaigns.organisations.imports.lifecycle import IMPORT, ImportFacts, ImportState, ImportStep

W, R, U, A, D = ImportState
LEADS = {
    (W, ImportStep.READ): R,
    (W, ImportStep.GIVE_UP): U,
    (W, ImportStep.DISCARD): D,
    (R, ImportStep.APPLY): A,
    (R, ImportStep.DISCARD): D,
    (U, ImportStep.DISCARD): D,
}


@pytest.mark.parametrize(("state", "step"), list(product(ImportState, ImportStep)))
def test_every_step_from_every_state(state, step):
    if (state, step) in LEADS:
        assert IMPORT.after(state, step, ImportFacts()) is LEADS[state, step]
    else:
        with pytest.raises(NotAllowedNow, match="This list is"):
            IMPORT.after(state, step, ImportFacts())


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (ImportFacts(rows_with_problems=1), "Some rows have problems"),
        (ImportFacts(rows_with_problems=1, leave_out=True, rows_to_apply=0), "nothing to add"),
    ],
)
def test_a_list_is_applied_only_when_its_problems_are_settled(facts, words):
    with pytest.raises(NotAllowedNow, match=words):
        IMPORT.after(R, ImportStep.APPLY, facts)
    assert IMPORT.after(R, ImportStep.APPLY, ImportFacts(rows_with_problems=1, leave_out=True)) is A
