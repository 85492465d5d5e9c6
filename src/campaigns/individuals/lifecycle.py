"""A signature in a personal capacity.

    ┌─────────┐ submit  ┌────────────────┐ check address ┌─────────────────┐ accept  ┌──────────┐ remove  ┌─────────┐
    │ started │ ──────▶ │ awaiting email │ ────────────▶ │ awaiting review │ ──────▶ │ accepted │ ──────▶ │ removed │
    └─────────┘         └────────────────┘               └─────────────────┘         └──────────┘         └─────────┘
        │ expire            │ expire   │ withdraw            │ reject  │ withdraw           │ withdraw
        ▼                   ▼          └─────────────────────┼─────────┴────────┬───────────┘
       ┌─────────────────────┐                               ▼                  ▼
       │       expired       │                         ┌──────────┐       ┌───────────┐
       └─────────────────────┘                         │ rejected │       │ withdrawn │
                                                       └──────────┘       └───────────┘

`change address`, which the drawing leaves out, exchanges an address typed wrong while it waits to be checked.

There is one way to `accepted`, and it leads past an address that was proved and a person of the secretariat: nobody vouches
for somebody who signs alone, so nothing makes it count at once. It is no signature of an organisation and never becomes
one: it has rows, a number and an edition's list of its own.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
from campaigns.lifecycle import Lifecycle, Rule


class IndividualState(StrEnum):
    STARTED = "started"
    AWAITING_EMAIL = "awaiting_email"
    AWAITING_REVIEW = "awaiting_review"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REMOVED = "removed"


#: The states in which an address holds its one place on a letter. An address that nobody has proved holds none.
LIVE = frozenset({IndividualState.AWAITING_REVIEW, IndividualState.ACCEPTED})


class IndividualStep(StrEnum):
    SUBMIT = "submit"
    CHANGE_ADDRESS = "change_address"
    CHECK_ADDRESS = "check_address"
    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REMOVE = "remove"
    EXPIRE = "expire"


@dataclass(frozen=True)
class IndividualFacts:
    """What the guards may ask; every instant is aware and in UTC.

    `received_at` is when the server had the whole POST. `admitted` means that the letter takes individuals, `consented` that
    the person said yes to their name being published, `check_recorded` that the secretariat said how it knows who it is,
    `explained` that a refusal or removal has a reason, and `published` that the letter has an edition that everybody sees.
    """

    received_at: datetime
    signing: str
    deadline_at: datetime | None
    version_is_current: bool
    admitted: bool = False
    consented: bool = False
    check_recorded: bool = False
    explained: bool = False
    published: bool = False


ORGANISATIONS_ONLY = gettext_noop(
    "This letter is signed by organisations only, so nobody can sign it in a personal capacity."
)


def letter_admits_individuals(facts: IndividualFacts) -> str | None:
    """Whether individuals sign is the secretariat's to say, letter by letter."""
    return None if facts.admitted else ORGANISATIONS_ONLY


def signing_is_open(facts: IndividualFacts) -> str | None:
    """The server's time of receipt decides, as for organisations."""
    late = facts.deadline_at is not None and facts.received_at >= facts.deadline_at
    closed = late or facts.signing != "open"
    return gettext_noop("Signing has closed, so your signature was not recorded.") if closed else None


def version_is_current(facts: IndividualFacts) -> str | None:
    """A signature is on one exact text."""
    if facts.version_is_current:
        return None
    return gettext_noop("The text has changed since you began. Read the new version first.")


def consent_is_given(facts: IndividualFacts) -> str | None:
    """A name that says what somebody believes is published only where they said yes to it."""
    return None if facts.consented else gettext_noop("Say whether your name may be published.")


def list_is_not_frozen(facts: IndividualFacts) -> str | None:
    """A frozen list changes only in a new edition, which there can be once the letter is published."""
    return gettext_noop("The list is frozen.") if facts.signing == "frozen" and not facts.published else None


def check_is_recorded(facts: IndividualFacts) -> str | None:
    """How the secretariat knows who it is, is kept with the decision."""
    return None if facts.check_recorded else gettext_noop("Say how you know that this person is who they say.")


def reason_is_given(facts: IndividualFacts) -> str | None:
    """The person is told why."""
    return None if facts.explained else gettext_noop("Say why, in words that the person reads.")


_S, _T = IndividualState, IndividualStep
LIFECYCLE: Lifecycle[IndividualState, IndividualStep, IndividualFacts] = Lifecycle(
    gettext_noop("The signature"),
    {
        (_S.STARTED, _T.SUBMIT): Rule(
            _S.AWAITING_EMAIL, (letter_admits_individuals, signing_is_open, version_is_current, consent_is_given)
        ),
        (_S.STARTED, _T.EXPIRE): Rule(_S.EXPIRED),
        (_S.AWAITING_EMAIL, _T.CHANGE_ADDRESS): Rule(_S.AWAITING_EMAIL, (list_is_not_frozen,)),
        (_S.AWAITING_EMAIL, _T.CHECK_ADDRESS): Rule(_S.AWAITING_REVIEW, (list_is_not_frozen,)),
        (_S.AWAITING_EMAIL, _T.WITHDRAW): Rule(_S.WITHDRAWN),
        (_S.AWAITING_EMAIL, _T.EXPIRE): Rule(_S.EXPIRED),
        (_S.AWAITING_REVIEW, _T.ACCEPT): Rule(
            _S.ACCEPTED, (list_is_not_frozen, version_is_current, consent_is_given, check_is_recorded)
        ),
        (_S.AWAITING_REVIEW, _T.REJECT): Rule(_S.REJECTED, (reason_is_given,)),
        (_S.AWAITING_REVIEW, _T.WITHDRAW): Rule(_S.WITHDRAWN),
        (_S.ACCEPTED, _T.REMOVE): Rule(_S.REMOVED, (reason_is_given,)),
        (_S.ACCEPTED, _T.WITHDRAW): Rule(_S.WITHDRAWN),
    },
    words={
        _S.STARTED: gettext_noop("not sent yet"),
        _S.AWAITING_EMAIL: gettext_noop("waiting for the email address to be checked"),
        _S.AWAITING_REVIEW: gettext_noop("waiting for the secretariat's review"),
        _S.ACCEPTED: gettext_noop("accepted"),
        _S.REJECTED: gettext_noop("rejected"),
        _S.WITHDRAWN: gettext_noop("withdrawn"),
        _S.EXPIRED: gettext_noop("expired"),
        _S.REMOVED: gettext_noop("removed"),
    },
)
