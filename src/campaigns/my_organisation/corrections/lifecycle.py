"""From a proposal to an answer.

waiting ── accept ────▶ accepted
waiting ── refuse ────▶ refused
waiting ── withdraw ──▶ withdrawn   by whoever proposed it, or because the organisation proposed something newer
"""

from enum import StrEnum

from campaigns.lifecycle import Lifecycle, Rule


class CorrectionState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CorrectionStep(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


WORDS: dict[CorrectionState, str] = {
    CorrectionState.WAITING: "waiting for the secretariat",
    CorrectionState.ACCEPTED: "accepted already",
    CorrectionState.REFUSED: "refused already",
    CorrectionState.WITHDRAWN: "withdrawn",
}

CORRECTION: Lifecycle[CorrectionState, CorrectionStep, None] = Lifecycle(
    "This proposal",
    {
        (CorrectionState.WAITING, CorrectionStep.ACCEPT): Rule(CorrectionState.ACCEPTED),
        (CorrectionState.WAITING, CorrectionStep.REFUSE): Rule(CorrectionState.REFUSED),
        (CorrectionState.WAITING, CorrectionStep.WITHDRAW): Rule(CorrectionState.WITHDRAWN),
    },
    WORDS,
)
