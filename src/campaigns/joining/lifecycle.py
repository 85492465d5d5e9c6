"""From a question to an answer.

enquiry ── consider ──▶ under consideration ── accept ────▶ accepted
enquiry, under consideration ───────────────── turn down ─▶ not accepted
under consideration ── put back ──▶ enquiry              each of these three undoes a mistake
not accepted ── reconsider ──▶ under consideration
accepted ── take back ──▶ under consideration
"""

from datetime import timedelta
from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
from campaigns.lifecycle import Lifecycle, Rule


class EnquiryState(StrEnum):
    """What an organisation that is accepted becomes is told by `campaigns.organisations.members.lifecycle`."""

    ENQUIRY = "enquiry"
    UNDER_CONSIDERATION = "under_consideration"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"


class EnquiryStep(StrEnum):
    CONSIDER = "consider"
    ACCEPT = "accept"
    TURN_DOWN = "turn down"
    PUT_BACK = "put back"
    RECONSIDER = "reconsider"
    TAKE_BACK = "take back"


WORDS: dict[EnquiryState, str] = {
    EnquiryState.ENQUIRY: gettext_noop("new"),
    EnquiryState.UNDER_CONSIDERATION: gettext_noop("under consideration"),
    EnquiryState.ACCEPTED: gettext_noop("accepted"),
    EnquiryState.NOT_ACCEPTED: gettext_noop("not accepted"),
}
#: How long an address can be confirmed; an enquiry that was not is forgotten.
CONFIRM_WITHIN = timedelta(hours=72)
#: States in which somebody still has to decide.
WAITING = frozenset({EnquiryState.ENQUIRY, EnquiryState.UNDER_CONSIDERATION})
#: The step that undoes the one which led to a state.
UNDOES: dict[EnquiryState, EnquiryStep] = {
    EnquiryState.UNDER_CONSIDERATION: EnquiryStep.PUT_BACK,
    EnquiryState.NOT_ACCEPTED: EnquiryStep.RECONSIDER,
    EnquiryState.ACCEPTED: EnquiryStep.TAKE_BACK,
}

ENQUIRY: Lifecycle[EnquiryState, EnquiryStep, None] = Lifecycle(
    gettext_noop("This enquiry"),
    {
        (EnquiryState.ENQUIRY, EnquiryStep.CONSIDER): Rule(EnquiryState.UNDER_CONSIDERATION),
        (EnquiryState.ENQUIRY, EnquiryStep.ACCEPT): Rule(EnquiryState.ACCEPTED),
        (EnquiryState.ENQUIRY, EnquiryStep.TURN_DOWN): Rule(EnquiryState.NOT_ACCEPTED),
        (EnquiryState.UNDER_CONSIDERATION, EnquiryStep.ACCEPT): Rule(EnquiryState.ACCEPTED),
        (EnquiryState.UNDER_CONSIDERATION, EnquiryStep.TURN_DOWN): Rule(EnquiryState.NOT_ACCEPTED),
        (EnquiryState.UNDER_CONSIDERATION, EnquiryStep.PUT_BACK): Rule(EnquiryState.ENQUIRY),
        (EnquiryState.NOT_ACCEPTED, EnquiryStep.RECONSIDER): Rule(EnquiryState.UNDER_CONSIDERATION),
        (EnquiryState.ACCEPTED, EnquiryStep.TAKE_BACK): Rule(EnquiryState.UNDER_CONSIDERATION),
    },
    WORDS,
)
