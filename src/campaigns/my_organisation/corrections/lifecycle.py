"""From a proposal to an answer.

waiting ── accept ────▶ accepted
waiting ── refuse ────▶ refused
waiting ── withdraw ──▶ withdrawn   by whoever proposed it, or because the organisation proposed something newer
"""

from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
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
    CorrectionState.WAITING: gettext_noop("waiting for the secretariat"),
    CorrectionState.ACCEPTED: gettext_noop("accepted already"),
    CorrectionState.REFUSED: gettext_noop("refused already"),
    CorrectionState.WITHDRAWN: gettext_noop("withdrawn"),
}

CORRECTION: Lifecycle[CorrectionState, CorrectionStep, None] = Lifecycle(
    gettext_noop("This proposal"),
    {
        (CorrectionState.WAITING, CorrectionStep.ACCEPT): Rule(CorrectionState.ACCEPTED),
        (CorrectionState.WAITING, CorrectionStep.REFUSE): Rule(CorrectionState.REFUSED),
        (CorrectionState.WAITING, CorrectionStep.WITHDRAW): Rule(CorrectionState.WITHDRAWN),
    },
    WORDS,
)
