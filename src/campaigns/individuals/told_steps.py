"""The states and steps of a signature in a personal capacity as the secretariat reads them."""

from campaigns.individuals.lifecycle import IndividualState, IndividualStep

STATE_WORDS: dict[IndividualState, str] = {
    IndividualState.STARTED: "Begun, not sent",
    IndividualState.AWAITING_EMAIL: "Awaiting address check",
    IndividualState.AWAITING_REVIEW: "To review",
    IndividualState.ACCEPTED: "Accepted",
    IndividualState.REJECTED: "Rejected",
    IndividualState.WITHDRAWN: "Withdrawn",
    IndividualState.EXPIRED: "Never confirmed",
    IndividualState.REMOVED: "Removed",
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
    IndividualStep.SUBMIT: "Sent, with an address to be checked",
    IndividualStep.CHANGE_ADDRESS: "Changed the address",
    IndividualStep.CHECK_ADDRESS: "Confirmed the address",
    IndividualStep.ACCEPT: "Accepted",
    IndividualStep.REJECT: "Rejected",
    IndividualStep.WITHDRAW: "Withdrawn",
    IndividualStep.REMOVE: "Removed",
    IndividualStep.EXPIRE: "Expired, and what was typed forgotten",
}
