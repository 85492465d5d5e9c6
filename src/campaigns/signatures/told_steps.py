"""The states and steps of a signature as the secretariat reads them."""

from campaigns.signatures.lifecycle import SignatureState, SignatureStep

STATE_WORDS: dict[SignatureState, str] = {
    SignatureState.STARTED: "Begun, not sent",
    SignatureState.AWAITING_EMAIL: "Awaiting address check",
    SignatureState.AWAITING_AUTHORITY: "Awaiting authority",
    SignatureState.AWAITING_REVIEW: "To review",
    SignatureState.ACCEPTED: "Signed",
    SignatureState.REJECTED: "Rejected",
    SignatureState.WITHDRAWN: "Withdrawn",
    SignatureState.EXPIRED: "Never confirmed",
    SignatureState.SUSPENDED: "Suspended",
    SignatureState.REMOVED: "Removed",
}
STATE_COLOURS: dict[SignatureState, str] = {
    SignatureState.STARTED: "grey",
    SignatureState.AWAITING_EMAIL: "yellow",
    SignatureState.AWAITING_AUTHORITY: "yellow",
    SignatureState.AWAITING_REVIEW: "purple",
    SignatureState.ACCEPTED: "green",
    SignatureState.REJECTED: "grey",
    SignatureState.WITHDRAWN: "grey",
    SignatureState.EXPIRED: "grey",
    SignatureState.SUSPENDED: "red",
    SignatureState.REMOVED: "grey",
}
STEP_WORDS: dict[str, str] = {
    SignatureStep.SUBMIT: "Signed, by the organisation’s own invitation",
    SignatureStep.SUBMIT_FOR_REVIEW: "Sent, to be reviewed",
    SignatureStep.SUBMIT_FOR_AUTHORITY: "Sent, for somebody else to authorise",
    SignatureStep.SUBMIT_UNCHECKED: "Sent, with an address to be checked",
    SignatureStep.CHANGE_ADDRESS: "Changed the address",
    SignatureStep.CHECK_ADDRESS: "Confirmed the address",
    SignatureStep.CHECK_ADDRESS_FOR_AUTHORITY: "Confirmed the address, for somebody else to authorise",
    SignatureStep.CHECK_OWN_ADDRESS: "Confirmed an address of the organisation’s own, and signed",
    SignatureStep.ASK_FOR_AUTHORITY: "Asked somebody to authorise it",
    SignatureStep.CHANGE_AUTHORISER: "Asked somebody else to authorise it",
    SignatureStep.AUTHORISE: "Authorised, and signed",
    SignatureStep.AUTHORISE_FOR_REVIEW: "Authorised, to be reviewed",
    SignatureStep.REFUSE_AUTHORITY: "Refused to authorise it",
    SignatureStep.ACCEPT: "Accepted",
    SignatureStep.REJECT: "Rejected",
    SignatureStep.WITHDRAW: "Withdrawn",
    SignatureStep.EXPIRE: "Expired",
    SignatureStep.SUSPEND: "Said to be wrong, and suspended",
    SignatureStep.REINSTATE: "Found to be right, and listed again",
    SignatureStep.RECORD: "Recorded by the secretariat, with evidence",
    SignatureStep.TAKE_BACK: "Taken back by who had said it was wrong, and listed again",
    SignatureStep.REMOVE: "Removed",
}
