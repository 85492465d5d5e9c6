"""The states and steps of a standing authority as people read them."""

from campaigns.standing_authority.lifecycle import AuthorityState, AuthorityStep

STATE_WORDS: dict[AuthorityState, str] = {
    AuthorityState.ASKED: "Asked",
    AuthorityState.IN_FORCE: "In force",
    AuthorityState.REFUSED: "Refused",
    AuthorityState.ENDED: "Ended",
    AuthorityState.EXPIRED: "Expired",
}
STATE_COLOURS: dict[AuthorityState, str] = {
    AuthorityState.ASKED: "yellow",
    AuthorityState.IN_FORCE: "green",
    AuthorityState.REFUSED: "grey",
    AuthorityState.ENDED: "grey",
    AuthorityState.EXPIRED: "grey",
}
STEP_WORDS: dict[str, str] = {
    AuthorityStep.GRANT: "Given",
    AuthorityStep.REFUSE: "Refused",
    AuthorityStep.USE: "Used",
    AuthorityStep.END: "Ended",
    AuthorityStep.EXPIRE: "Expired",
}
