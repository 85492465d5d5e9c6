"""The states and steps of a standing authority as people read them; whoever shows one gives it to `gettext`."""

from campaigns.languages.catalogues import gettext_noop
from campaigns.standing_authority.lifecycle import AuthorityState, AuthorityStep

STATE_WORDS: dict[AuthorityState, str] = {
    AuthorityState.ASKED: gettext_noop("Asked"),
    AuthorityState.IN_FORCE: gettext_noop("In force"),
    AuthorityState.REFUSED: gettext_noop("Refused"),
    AuthorityState.ENDED: gettext_noop("Ended"),
    AuthorityState.EXPIRED: gettext_noop("Expired"),
}
STATE_COLOURS: dict[AuthorityState, str] = {
    AuthorityState.ASKED: "yellow",
    AuthorityState.IN_FORCE: "green",
    AuthorityState.REFUSED: "grey",
    AuthorityState.ENDED: "grey",
    AuthorityState.EXPIRED: "grey",
}
STEP_WORDS: dict[str, str] = {
    AuthorityStep.GRANT: gettext_noop("Given"),
    AuthorityStep.REFUSE: gettext_noop("Refused"),
    AuthorityStep.USE: gettext_noop("Used"),
    AuthorityStep.END: gettext_noop("Ended"),
    AuthorityStep.EXPIRE: gettext_noop("Expired"),
}
