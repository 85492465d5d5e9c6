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
              accepted ──────▶ ┌────────────┐
                     supersede │ superseded │
                               └────────────┘

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

Where an organisation turns out to have signed twice, on one text, the secretariat says which of its signatures stands. The
other is superseded: it counts and is listed no more, says which one stands in its place, and is kept. It is superseded
before the other takes its place, so that no two are ever live, and a row that names other organisations too never is, since
they would leave the list with it. A disputed signature is settled first.

Only `accepted` counts or is listed, and `submit` reaches it from one place alone: the organisation's own invitation, with an
address that invitation went to. A person who types another address has proved nothing yet, so the address is checked first,
and the secretariat reviews it then unless it is at a mail domain of the organisation's own; a row that names a second
organisation, or stands under another name than the invited organisation's own, is reviewed too. Nobody's change of mind
rewrites a row: signing again is a new signature, and the old is kept.

Some steps leave a signature where it is. `change` gives the row another form of the same name, or the signer another title;
`propose name` asks the secretariat for any other name, which it may refuse (`refuse name`) and the signer may take back
(`take name back`); `edit` is the secretariat's own correction, which the signer may undo (`undo edit`); `hide person`
takes the signer out of every list that is shown, whenever they ask. What the row said before each is kept beside it and
never changed.

`record` goes straight from `started` to `accepted` too: the secretariat writes down what an organisation agreed to by email
or on the phone. It takes evidence, which is kept, and the version that they agreed to; their people are told at once. So
does `use standing authority`: the secretariat signs for an organisation that has given it standing authority, which must be
in force at that moment and cover the letter (`campaigns.standing_authority`).

What comes by a cascade link, which an infrastructure body shares with its own members, has its address checked and is then
reviewed, always. The body may `vouch` for it, which accepts it where it is plainly one organisation's; otherwise it is left
with the body's word (`vouch for review`) to the secretariat, as is one that the body says is none of its own (`disown`).

The person who is asked to authorise stands in for the signer's address: one whom the secretariat knows at the organisation
makes it count at once, where nothing else asks for a review. The deadline is the signer's; the answer may come after it,
until the list is frozen.

`replace link` gives the signer another link in place of one that got out, as long as the signature stands or waits.
"""

from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
from campaigns.lifecycle import Lifecycle, Rule
from campaigns.signatures import guards


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
    SUPERSEDED = "superseded"


#: The states that hold an organisation's one place on a letter; the database allows one such signature.
LIVE = frozenset({SignatureState.ACCEPTED, SignatureState.SUSPENDED})
#: The states in which somebody still has to do something before the signature can count.
PENDING = frozenset({SignatureState.AWAITING_EMAIL, SignatureState.AWAITING_AUTHORITY, SignatureState.AWAITING_REVIEW})

#: The states that a signature never leaves, in which it holds nothing; the organisation may answer anew.
FALLEN = frozenset(
    {
        SignatureState.REJECTED,
        SignatureState.WITHDRAWN,
        SignatureState.EXPIRED,
        SignatureState.REMOVED,
        SignatureState.SUPERSEDED,
    }
)


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
    USE_STANDING_AUTHORITY = "use_standing_authority"
    REINSTATE = "reinstate"
    TAKE_BACK = "take_back"
    REMOVE = "remove"
    SUPERSEDE = "supersede"
    CHANGE = "change"
    PROPOSE_NAME = "propose_name"
    REFUSE_NAME = "refuse_name"
    HIDE_PERSON = "hide_person"
    VOUCH = "vouch"
    VOUCH_FOR_REVIEW = "vouch_for_review"
    DISOWN = "disown"
    TAKE_NAME_BACK = "take_name_back"
    EDIT = "edit"
    UNDO_EDIT = "undo_edit"
    REPLACE_LINK = "replace_link"


#: Steps about how the row reads, or by which link it is reached. They leave the state as it is, so that they never say how
#: it came to be.
ABOUT_THE_ROW = frozenset(
    {
        SignatureStep.CHANGE,
        SignatureStep.PROPOSE_NAME,
        SignatureStep.REFUSE_NAME,
        SignatureStep.TAKE_NAME_BACK,
        SignatureStep.HIDE_PERSON,
        SignatureStep.EDIT,
        SignatureStep.UNDO_EDIT,
        SignatureStep.REPLACE_LINK,
    }
)
#: In these states a list that is public may show the signer, also one made before the signature left it.
MAY_SHOW = (
    SignatureState.ACCEPTED,
    SignatureState.SUSPENDED,
    SignatureState.WITHDRAWN,
    SignatureState.REMOVED,
    SignatureState.SUPERSEDED,
)


_S, _T = SignatureState, SignatureStep
_SENDS = (guards.signing_is_open, guards.version_is_current, guards.authority_is_stated, guards.link_takes_it)
_ITSELF = (guards.signs_alone, guards.signs_under_its_own_name, guards.is_no_branch, guards.is_known_as_group)
_COUNTS = (guards.list_is_not_frozen, guards.version_is_current, guards.came_by_invitation, *_ITSELF)

LIFECYCLE: Lifecycle[SignatureState, SignatureStep, guards.SignatureFacts] = Lifecycle(
    gettext_noop("The signature"),
    {
        (_S.STARTED, _T.SUBMIT): Rule(
            _S.ACCEPTED,
            (
                *_SENDS,
                guards.came_by_invitation,
                guards.needs_no_authoriser,
                guards.address_was_invited,
                *_ITSELF,
            ),
        ),
        (_S.STARTED, _T.SUBMIT_FOR_REVIEW): Rule(
            _S.AWAITING_REVIEW, (*_SENDS, guards.needs_no_authoriser, guards.address_was_invited)
        ),
        (_S.STARTED, _T.SUBMIT_FOR_AUTHORITY): Rule(
            _S.AWAITING_AUTHORITY, (*_SENDS, guards.authoriser_is_another, guards.address_was_invited)
        ),
        (_S.STARTED, _T.RECORD): Rule(
            _S.ACCEPTED,
            (
                guards.list_is_not_frozen,
                guards.agreed_in_time,
                guards.version_is_current,
                guards.authority_is_stated,
                guards.evidence_is_kept,
            ),
        ),
        (_S.STARTED, _T.USE_STANDING_AUTHORITY): Rule(
            _S.ACCEPTED, (guards.list_is_not_frozen, *_SENDS, guards.standing_authority_holds)
        ),
        (_S.STARTED, _T.SUBMIT_UNCHECKED): Rule(_S.AWAITING_EMAIL, _SENDS),
        (_S.STARTED, _T.EXPIRE): Rule(_S.EXPIRED),
        (_S.AWAITING_EMAIL, _T.CHANGE_ADDRESS): Rule(_S.AWAITING_EMAIL, (guards.list_is_not_frozen,)),
        (_S.AWAITING_EMAIL, _T.CHECK_OWN_ADDRESS): Rule(
            _S.ACCEPTED, (*_COUNTS, guards.needs_no_authoriser, guards.address_is_on_own_domain)
        ),
        (_S.AWAITING_EMAIL, _T.CHECK_ADDRESS): Rule(
            _S.AWAITING_REVIEW, (guards.list_is_not_frozen, guards.needs_no_authoriser)
        ),
        (_S.AWAITING_EMAIL, _T.CHECK_ADDRESS_FOR_AUTHORITY): Rule(
            _S.AWAITING_AUTHORITY, (guards.list_is_not_frozen, guards.authoriser_is_another)
        ),
        (_S.AWAITING_EMAIL, _T.WITHDRAW): Rule(_S.WITHDRAWN),
        (_S.AWAITING_EMAIL, _T.EXPIRE): Rule(_S.EXPIRED),
        (_S.AWAITING_AUTHORITY, _T.CHANGE_AUTHORISER): Rule(
            _S.AWAITING_AUTHORITY, (guards.list_is_not_frozen, guards.authoriser_is_another)
        ),
        (_S.AWAITING_AUTHORITY, _T.AUTHORISE): Rule(
            _S.ACCEPTED, (*_COUNTS, guards.authoriser_is_another, guards.authority_is_given, guards.authoriser_is_known)
        ),
        (_S.AWAITING_AUTHORITY, _T.AUTHORISE_FOR_REVIEW): Rule(
            _S.AWAITING_REVIEW,
            (guards.list_is_not_frozen, guards.version_is_current, guards.authoriser_is_another, guards.authority_is_given),
        ),
        (_S.AWAITING_AUTHORITY, _T.REFUSE_AUTHORITY): Rule(_S.REJECTED),
        (_S.AWAITING_AUTHORITY, _T.WITHDRAW): Rule(_S.WITHDRAWN),
        (_S.AWAITING_AUTHORITY, _T.EXPIRE): Rule(_S.EXPIRED),
        (_S.AWAITING_REVIEW, _T.ASK_FOR_AUTHORITY): Rule(
            _S.AWAITING_AUTHORITY, (guards.list_is_not_frozen, guards.version_is_current, guards.authoriser_is_another)
        ),
        (_S.AWAITING_REVIEW, _T.ACCEPT): Rule(
            _S.ACCEPTED,
            (guards.list_is_not_frozen, guards.version_is_current, guards.organisation_is_known, guards.check_is_recorded),
        ),
        (_S.AWAITING_REVIEW, _T.VOUCH): Rule(
            _S.ACCEPTED,
            (
                guards.list_is_not_frozen,
                guards.version_is_current,
                guards.came_by_cascade,
                guards.signs_alone,
                guards.is_known_as_group,
                guards.organisation_is_known,
                guards.check_is_recorded,
            ),
        ),
        (_S.AWAITING_REVIEW, _T.VOUCH_FOR_REVIEW): Rule(
            _S.AWAITING_REVIEW, (guards.came_by_cascade, guards.check_is_recorded)
        ),
        (_S.AWAITING_REVIEW, _T.DISOWN): Rule(_S.AWAITING_REVIEW, (guards.came_by_cascade,)),
        (_S.AWAITING_REVIEW, _T.REJECT): Rule(_S.REJECTED),
        (_S.AWAITING_REVIEW, _T.WITHDRAW): Rule(_S.WITHDRAWN),
        (_S.ACCEPTED, _T.WITHDRAW): Rule(_S.WITHDRAWN),
        (_S.ACCEPTED, _T.SUSPEND): Rule(_S.SUSPENDED),
        (_S.ACCEPTED, _T.REMOVE): Rule(_S.REMOVED, (guards.removal_is_explained,)),
        (_S.ACCEPTED, _T.SUPERSEDE): Rule(
            _S.SUPERSEDED, (guards.list_is_not_frozen, guards.other_is_on_same_version, guards.names_nobody_else)
        ),
        (_S.SUSPENDED, _T.SUSPEND): Rule(_S.SUSPENDED),
        (_S.SUSPENDED, _T.TAKE_BACK): Rule(_S.ACCEPTED, (guards.version_is_current, guards.objected_alone)),
        (_S.SUSPENDED, _T.REINSTATE): Rule(_S.ACCEPTED, (guards.version_is_current, guards.check_is_recorded)),
        (_S.SUSPENDED, _T.REMOVE): Rule(_S.REMOVED, (guards.removal_is_explained,)),
        (_S.SUSPENDED, _T.WITHDRAW): Rule(_S.WITHDRAWN),
        (_S.ACCEPTED, _T.CHANGE): Rule(_S.ACCEPTED, (guards.list_is_not_frozen, guards.signs_under_its_own_name)),
        (_S.ACCEPTED, _T.PROPOSE_NAME): Rule(_S.ACCEPTED, (guards.list_is_not_frozen,)),
        (_S.ACCEPTED, _T.REFUSE_NAME): Rule(_S.ACCEPTED),
        (_S.ACCEPTED, _T.TAKE_NAME_BACK): Rule(_S.ACCEPTED),
        (_S.ACCEPTED, _T.EDIT): Rule(_S.ACCEPTED, (guards.list_is_not_frozen, guards.signs_under_its_own_name)),
        (_S.ACCEPTED, _T.UNDO_EDIT): Rule(_S.ACCEPTED, (guards.list_is_not_frozen,)),
        **{(state, _T.HIDE_PERSON): Rule(state) for state in MAY_SHOW},
        **{(state, _T.REPLACE_LINK): Rule(state) for state in LIVE | PENDING},
    },
    words={
        _S.STARTED: gettext_noop("not sent yet"),
        _S.AWAITING_EMAIL: gettext_noop("waiting for the email address to be checked"),
        _S.AWAITING_AUTHORITY: gettext_noop("waiting for somebody to authorise it"),
        _S.AWAITING_REVIEW: gettext_noop("waiting for the secretariat's review"),
        _S.ACCEPTED: gettext_noop("accepted"),
        _S.REJECTED: gettext_noop("rejected"),
        _S.WITHDRAWN: gettext_noop("withdrawn"),
        _S.EXPIRED: gettext_noop("expired"),
        _S.SUSPENDED: gettext_noop("suspended"),
        _S.REMOVED: gettext_noop("removed"),
        _S.SUPERSEDED: gettext_noop("replaced by another signature of the organisation"),
    },
)
