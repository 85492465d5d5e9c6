"""The states and steps of a signature in a personal capacity as the secretariat reads them.

Whoever shows one gives it to `gettext`.
"""

from campaigns.individuals.lifecycle import IndividualState, IndividualStep
from campaigns.languages.catalogues import gettext_noop

STATE_WORDS: dict[IndividualState, str] = {
    IndividualState.STARTED: gettext_noop("Begun, not sent"),
    IndividualState.AWAITING_EMAIL: gettext_noop("Awaiting address check"),
    IndividualState.AWAITING_REVIEW: gettext_noop("To review"),
    IndividualState.ACCEPTED: gettext_noop("Accepted"),
    IndividualState.REJECTED: gettext_noop("Rejected"),
    IndividualState.WITHDRAWN: gettext_noop("Withdrawn"),
    IndividualState.EXPIRED: gettext_noop("Never confirmed"),
    IndividualState.REMOVED: gettext_noop("Removed"),
}
STATE_COLOURS: dict[IndividualState, str] = {
    IndividualState.STARTED: "grey",
    IndividualState.AWAITING_EMAIL: "yellow",
    IndividualState.AWAITING_REVIEW: "purple",
    IndividualState.ACCEPTED: "green",
    IndividualState.REJECTED: "grey",
    IndividualState.WITHDRAWN: "grey",
    IndividualState.EXPIRED: "grey",
    IndividualState.REMOVED: "grey",
}
STEP_WORDS: dict[str, str] = {
    IndividualStep.SUBMIT: gettext_noop("Sent, with an address to be checked"),
    IndividualStep.CHANGE_ADDRESS: gettext_noop("Changed the address"),
    IndividualStep.CHECK_ADDRESS: gettext_noop("Confirmed the address"),
    IndividualStep.ACCEPT: gettext_noop("Accepted"),
    IndividualStep.REJECT: gettext_noop("Rejected"),
    IndividualStep.WITHDRAW: gettext_noop("Withdrawn"),
    IndividualStep.REMOVE: gettext_noop("Removed"),
    IndividualStep.EXPIRE: gettext_noop("Expired, and what was typed forgotten"),
}
