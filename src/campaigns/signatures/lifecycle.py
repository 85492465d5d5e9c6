"""A signature.

                                      submit
    ┌─────────┐ ──────────────────────────────────────────────────────────▶ ┌──────────┐
    │ started │  submit for review                                           │ accepted │
    └─────────┘ ──────────────────────────────────▶ ┌─────────────────┐ ───▶ └──────────┘
        │  │ submit unchecked    check address      │ awaiting review │ accept    │
        │  └────▶ ┌────────────────┐ ─────────────▶ └─────────────────┘           │
        │         │ awaiting email │                   │           │ reject       │ withdraw
        │         └────────────────┘                   │           ▼              │
        │ expire     │ expire    │ withdraw            │     ┌──────────┐         │
        ▼            ▼           │                     │     │ rejected │         │
       ┌─────────────────┐       │                     │     └──────────┘         │
       │     expired     │       │                     │ withdraw                 │
       └─────────────────┘       └─────────────────────┴──▶ ┌───────────┐ ◀───────┤
                                                            │ withdrawn │         │
                                                            └───────────┘         │
                                                                  ▲ withdraw      │
                       remove  ┌─────────┐  remove  ┌───────────┐ │    suspend    │
              accepted ──────▶ │ removed │ ◀─────── │ suspended │─┘ ◀─────────────┘
                               └─────────┘          └───────────┘ ───────────────▶ accepted
                                                              reinstate, take back

Where somebody else has to authorise it, that comes before everything else:

    started ─────────── submit for authority ──────────▶ ┌────────────────────┐ ──▶ accepted         authorise
    awaiting email ──── check address for authority ───▶ │ awaiting authority │ ──▶ awaiting review  authorise for review
    awaiting review ─── ask for authority ─────────────▶ └────────────────────┘ ──▶ rejected         refuse authority
                                                             │          │
                                                    withdraw ▼          ▼ expire
                                                         withdrawn   expired

Steps that the drawings leave out: `change authoriser` asks another person in place of the one asked; `change address`
exchanges an address typed wrong while it waits to be checked, and `check own address` goes from there straight to
`accepted`, for an address that only the invited organisation gives out.

Anybody whom the organisation has us tell may say that a signature is wrong, and it leaves the list at that moment; the
secretariat finds out who is right. A suspended signature keeps its organisation's place: nobody signs over a dispute.
Whoever else says the same is kept with their reason; who was the only one to say so, by mistake, may take it back.

Only `accepted` counts or is listed, and `submit` reaches it from one place alone: the organisation's own invitation, with an
address that invitation went to. A person who types another address has proved nothing yet, so the address is checked first,
and the secretariat reviews it then unless it is at a mail domain of the organisation's own; a row that names a second
organisation, or stands under another name than the invited organisation's own, is reviewed too. Nobody's change of mind
rewrites a row: signing again is a new signature, and the old is kept.

Some steps leave a signature where it is. `change` gives the row another form of the same name, or the signer another title;
`propose name` asks the secretariat for any other name, which it may refuse (`refuse name`); `hide person` takes the signer
out of every list that is shown, whenever they ask. What the row said before each is kept beside it and never changed.

`record` goes straight from `started` to `accepted` too: the secretariat writes down what an organisation agreed to by email
or on the phone. It takes evidence, which is kept, and the version that they agreed to; their people are told at once.

The person who is asked to authorise stands in for the signer's address: one whom the secretariat knows at the organisation
makes it count at once, where nothing else asks for a review. The deadline is the signer's; the answer may come after it,
until the list is frozen.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from campaigns.lifecycle import Lifecycle, Rule


class SignatureState(StrEnum):
    STARTED = "started"
    AWAITING_EMAIL = "awaiting_email"
    AWAITING_AUTHORITY = "awaiting_authority"
    AWAITING_REVIEW = "awaiting_review"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REMOVED = "removed"


#: The states that hold an organisation's one place on a letter; the database allows one such signature.
LIVE = frozenset({SignatureState.ACCEPTED, SignatureState.SUSPENDED})
#: The states in which somebody still has to do something before the signature can count.
PENDING = frozenset({SignatureState.AWAITING_EMAIL, SignatureState.AWAITING_AUTHORITY, SignatureState.AWAITING_REVIEW})

#: The states that a signature never leaves, in which it holds nothing; the organisation may answer anew.
FALLEN = frozenset({SignatureState.REJECTED, SignatureState.WITHDRAWN, SignatureState.EXPIRED, SignatureState.REMOVED})


class SignatureStep(StrEnum):
    SUBMIT = "submit"
    SUBMIT_FOR_REVIEW = "submit_for_review"
    SUBMIT_FOR_AUTHORITY = "submit_for_authority"
    SUBMIT_UNCHECKED = "submit_unchecked"
    CHANGE_ADDRESS = "change_address"
    CHECK_ADDRESS = "check_address"
    CHECK_ADDRESS_FOR_AUTHORITY = "check_address_for_authority"
    CHECK_OWN_ADDRESS = "check_own_address"
    ASK_FOR_AUTHORITY = "ask_for_authority"
    CHANGE_AUTHORISER = "change_authoriser"
    AUTHORISE = "authorise"
    AUTHORISE_FOR_REVIEW = "authorise_for_review"
    REFUSE_AUTHORITY = "refuse_authority"
    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    SUSPEND = "suspend"
    RECORD = "record"
    REINSTATE = "reinstate"
    TAKE_BACK = "take_back"
    REMOVE = "remove"
    CHANGE = "change"
    PROPOSE_NAME = "propose_name"
    REFUSE_NAME = "refuse_name"
    HIDE_PERSON = "hide_person"


#: Steps about how the row reads. They leave the state as it is, so that they never say how it came to be.
ABOUT_THE_ROW = frozenset(
    {SignatureStep.CHANGE, SignatureStep.PROPOSE_NAME, SignatureStep.REFUSE_NAME, SignatureStep.HIDE_PERSON}
)
#: In these states a list that is public may show the signer, also one made before the signature left it.
MAY_SHOW = (
    SignatureState.ACCEPTED,
    SignatureState.SUSPENDED,
    SignatureState.WITHDRAWN,
    SignatureState.REMOVED,
)


@dataclass(frozen=True)
class SignatureFacts:
    """What the guards may ask; every instant is aware and in UTC.

    `received_at` is when the server had the whole POST. `authority_stated` means the signer chose a basis of authority, or
    named who can authorise it; there is no default. `frozen` means the letter's list can no longer change. `another_name`
    means the row is not the name by which the secretariat knows the organisation. `agreed_at` is when it agreed otherwise
    than by its link.

    `authoriser_due` means that somebody beside the signer must authorise it, `authoriser_named` that it is known whom to
    ask, `authoriser_known` that the secretariat knows that address at the organisation whose invitation was used, and
    `authority_given` that this person said on what basis.
    """

    received_at: datetime
    signing: str
    deadline_at: datetime | None
    version_is_current: bool
    authority_stated: bool
    address_was_invited: bool
    frozen: bool
    organisation_known: bool = False
    joint: bool = False
    another_name: bool = False
    address_on_own_domain: bool = False
    check_recorded: bool = False
    removal_explained: bool = False
    objected_alone: bool = False
    agreed_at: datetime | None = None
    evidence_kept: bool = False
    authoriser_due: bool = False
    authoriser_named: bool = False
    authoriser_is_signer: bool = False
    authoriser_known: bool = False
    authority_given: bool = False


def signing_is_open(facts: SignatureFacts) -> str | None:
    """The server's time of receipt decides, to the microsecond, even if the closing job is late."""
    if facts.signing == "not_open":
        return "Signing has not opened yet."
    late = facts.deadline_at is not None and facts.received_at >= facts.deadline_at
    return "Signing has closed, so this signature was not recorded." if late or facts.signing != "open" else None


def version_is_current(facts: SignatureFacts) -> str | None:
    """A signature is on one exact text: the one that is open for signature."""
    return None if facts.version_is_current else "The text has changed since you began. Read the new version first."


def authority_is_stated(facts: SignatureFacts) -> str | None:
    """Working somewhere is not authority to sign for it."""
    return None if facts.authority_stated else "Say whether you can sign for the organisation."


def needs_no_authoriser(facts: SignatureFacts) -> str | None:
    """What a second person has to authorise never goes past them."""
    return "Somebody else has to authorise this first." if facts.authoriser_due else None


def authoriser_is_another(facts: SignatureFacts) -> str | None:
    """Nobody authorises what they sent themselves."""
    if not facts.authoriser_named:
        return "Say who can authorise it."
    return "The person who authorises it must be somebody else." if facts.authoriser_is_signer else None


def authority_is_given(facts: SignatureFacts) -> str | None:
    """Whoever authorises says on what basis, as a signer would."""
    return None if facts.authority_given else "Say on what basis you authorise it."


def authoriser_is_known(facts: SignatureFacts) -> str | None:
    """An address that the signer made up proves nothing, whoever answers from it."""
    return None if facts.authoriser_known else "The secretariat does not know this address, so it looks at it first."


def address_was_invited(facts: SignatureFacts) -> str | None:
    """Only an address that the secretariat itself wrote to counts without a further check."""
    return None if facts.address_was_invited else "This address must be checked first."


def signs_alone(facts: SignatureFacts) -> str | None:
    """The holder of one organisation's invitation cannot speak for a second organisation unseen."""
    return "A joint signature is reviewed by the secretariat first." if facts.joint else None


def signs_under_its_own_name(facts: SignatureFacts) -> str | None:
    """Nor can they put a name of their own choosing on the list unseen, such as another organisation's."""
    return "This name is not the one the secretariat knows, so it is reviewed first." if facts.another_name else None


def address_is_on_own_domain(facts: SignatureFacts) -> str | None:
    """Only where the organisation alone gives out addresses does an address say that somebody belongs to it."""
    return None if facts.address_on_own_domain else "The secretariat checks this address first."


def list_is_not_frozen(facts: SignatureFacts) -> str | None:
    """A frozen list changes only in a new edition."""
    return "The list is frozen." if facts.frozen else None


def organisation_is_known(facts: SignatureFacts) -> str | None:
    """Whoever accepts a signature says which organisation it is for."""
    return None if facts.organisation_known else "Say which organisation this is before you accept it."


def check_is_recorded(facts: SignatureFacts) -> str | None:
    """How the authority was verified is kept with the decision."""
    return None if facts.check_recorded else "Say how you checked that this person may sign for the organisation."


def removal_is_explained(facts: SignatureFacts) -> str | None:
    """A name that vanishes without a reason becomes the story."""
    return None if facts.removal_explained else "Say why the signature is removed."


def agreed_in_time(facts: SignatureFacts) -> str | None:
    """What was agreed before the deadline may be written down after it, as long as the list can change."""
    if facts.signing == "not_open":
        return "Signing has not opened yet."
    if facts.agreed_at is None or facts.agreed_at > facts.received_at:
        return "Enter a time that has passed."
    late = facts.deadline_at is not None and facts.agreed_at >= facts.deadline_at
    return "They agreed after signing had closed. Move the deadline first if they are to be listed." if late else None


def evidence_is_kept(facts: SignatureFacts) -> str | None:
    """Whoever disputes it later is shown what was said."""
    return None if facts.evidence_kept else "Enter what they wrote or said. It is the evidence."


def objected_alone(facts: SignatureFacts) -> str | None:
    """Nobody takes back what somebody else said."""
    return None if facts.objected_alone else "Somebody else says that it is wrong, so the secretariat decides."


_S, _T = SignatureState, SignatureStep
_SENDS = (signing_is_open, version_is_current, authority_is_stated)
_COUNTS = (list_is_not_frozen, version_is_current, signs_alone, signs_under_its_own_name)

LIFECYCLE: Lifecycle[SignatureState, SignatureStep, SignatureFacts] = Lifecycle(
    "The signature",
    {
        (_S.STARTED, _T.SUBMIT): Rule(
            _S.ACCEPTED, (*_SENDS, needs_no_authoriser, address_was_invited, signs_alone, signs_under_its_own_name)
        ),
        (_S.STARTED, _T.SUBMIT_FOR_REVIEW): Rule(_S.AWAITING_REVIEW, (*_SENDS, needs_no_authoriser, address_was_invited)),
        (_S.STARTED, _T.SUBMIT_FOR_AUTHORITY): Rule(
            _S.AWAITING_AUTHORITY, (*_SENDS, authoriser_is_another, address_was_invited)
        ),
        (_S.STARTED, _T.RECORD): Rule(
            _S.ACCEPTED, (list_is_not_frozen, agreed_in_time, version_is_current, authority_is_stated, evidence_is_kept)
        ),
        (_S.STARTED, _T.SUBMIT_UNCHECKED): Rule(_S.AWAITING_EMAIL, _SENDS),
        (_S.STARTED, _T.EXPIRE): Rule(_S.EXPIRED),
        (_S.AWAITING_EMAIL, _T.CHANGE_ADDRESS): Rule(_S.AWAITING_EMAIL, (list_is_not_frozen,)),
        (_S.AWAITING_EMAIL, _T.CHECK_OWN_ADDRESS): Rule(
            _S.ACCEPTED, (*_COUNTS, needs_no_authoriser, address_is_on_own_domain)
        ),
        (_S.AWAITING_EMAIL, _T.CHECK_ADDRESS): Rule(_S.AWAITING_REVIEW, (list_is_not_frozen, needs_no_authoriser)),
        (_S.AWAITING_EMAIL, _T.CHECK_ADDRESS_FOR_AUTHORITY): Rule(
            _S.AWAITING_AUTHORITY, (list_is_not_frozen, authoriser_is_another)
        ),
        (_S.AWAITING_EMAIL, _T.WITHDRAW): Rule(_S.WITHDRAWN),
        (_S.AWAITING_EMAIL, _T.EXPIRE): Rule(_S.EXPIRED),
        (_S.AWAITING_AUTHORITY, _T.CHANGE_AUTHORISER): Rule(
            _S.AWAITING_AUTHORITY, (list_is_not_frozen, authoriser_is_another)
        ),
        (_S.AWAITING_AUTHORITY, _T.AUTHORISE): Rule(
            _S.ACCEPTED, (*_COUNTS, authoriser_is_another, authority_is_given, authoriser_is_known)
        ),
        (_S.AWAITING_AUTHORITY, _T.AUTHORISE_FOR_REVIEW): Rule(
            _S.AWAITING_REVIEW, (list_is_not_frozen, version_is_current, authoriser_is_another, authority_is_given)
        ),
        (_S.AWAITING_AUTHORITY, _T.REFUSE_AUTHORITY): Rule(_S.REJECTED),
        (_S.AWAITING_AUTHORITY, _T.WITHDRAW): Rule(_S.WITHDRAWN),
        (_S.AWAITING_AUTHORITY, _T.EXPIRE): Rule(_S.EXPIRED),
        (_S.AWAITING_REVIEW, _T.ASK_FOR_AUTHORITY): Rule(
            _S.AWAITING_AUTHORITY, (list_is_not_frozen, version_is_current, authoriser_is_another)
        ),
        (_S.AWAITING_REVIEW, _T.ACCEPT): Rule(
            _S.ACCEPTED, (list_is_not_frozen, version_is_current, organisation_is_known, check_is_recorded)
        ),
        (_S.AWAITING_REVIEW, _T.REJECT): Rule(_S.REJECTED),
        (_S.AWAITING_REVIEW, _T.WITHDRAW): Rule(_S.WITHDRAWN),
        (_S.ACCEPTED, _T.WITHDRAW): Rule(_S.WITHDRAWN),
        (_S.ACCEPTED, _T.SUSPEND): Rule(_S.SUSPENDED),
        (_S.ACCEPTED, _T.REMOVE): Rule(_S.REMOVED, (removal_is_explained,)),
        (_S.SUSPENDED, _T.SUSPEND): Rule(_S.SUSPENDED),
        (_S.SUSPENDED, _T.TAKE_BACK): Rule(_S.ACCEPTED, (version_is_current, objected_alone)),
        (_S.SUSPENDED, _T.REINSTATE): Rule(_S.ACCEPTED, (version_is_current, check_is_recorded)),
        (_S.SUSPENDED, _T.REMOVE): Rule(_S.REMOVED, (removal_is_explained,)),
        (_S.SUSPENDED, _T.WITHDRAW): Rule(_S.WITHDRAWN),
        (_S.ACCEPTED, _T.CHANGE): Rule(_S.ACCEPTED, (list_is_not_frozen, signs_under_its_own_name)),
        (_S.ACCEPTED, _T.PROPOSE_NAME): Rule(_S.ACCEPTED, (list_is_not_frozen,)),
        (_S.ACCEPTED, _T.REFUSE_NAME): Rule(_S.ACCEPTED),
        **{(state, _T.HIDE_PERSON): Rule(state) for state in MAY_SHOW},
    },
    words={
        _S.STARTED: "not sent yet",
        _S.AWAITING_EMAIL: "waiting for the email address to be checked",
        _S.AWAITING_AUTHORITY: "waiting for somebody to authorise it",
        _S.AWAITING_REVIEW: "waiting for the secretariat's review",
        _S.ACCEPTED: "accepted",
        _S.REJECTED: "rejected",
        _S.WITHDRAWN: "withdrawn",
        _S.EXPIRED: "expired",
        _S.SUSPENDED: "suspended",
        _S.REMOVED: "removed",
    },
)
