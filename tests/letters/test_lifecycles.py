"""Every state with every step of every lifecycle: either the table allows it, or it is refused in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from campaigns.cascades import lifecycle as cascades
from campaigns.cascades.lifecycle import LinkState, LinkStep
from campaigns.errors import NotAllowedNow
from campaigns.letters.lifecycles import release, signing, text
from campaigns.letters.lifecycles.facts import LetterFacts
from campaigns.letters.lifecycles.release import ReleaseState, ReleaseStep
from campaigns.letters.lifecycles.signing import SigningState, SigningStep
from campaigns.letters.lifecycles.text import TextState, TextStep
from campaigns.lifecycle import Lifecycle
from campaigns.mail import lifecycle as mail
from campaigns.mail.lifecycle import MessageFacts, MessageState, MessageStep
from campaigns.publication import lifecycle as publication
from campaigns.publication.lifecycle import EditionFacts, EditionState, EditionStep
from campaigns.signatures import lifecycle as signatures
from campaigns.signatures.guards import SignatureFacts
from campaigns.signatures.lifecycle import LIVE, MAY_SHOW, PENDING, SignatureState, SignatureStep

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
#: A letter of which every guard is satisfied.
READY = LetterFacts(
    now=NOW,
    text="locked",
    signing="not_open",
    release="unreleased",
    rolling=False,
    deadline_at=NOW + timedelta(days=3),
    publish_at=NOW,
    new_deadline_at=NOW + timedelta(days=4),
    edition_waiting=True,
)
SIGNER = SignatureFacts(
    received_at=NOW,
    signing="open",
    deadline_at=NOW + timedelta(days=3),
    version_is_current=True,
    authority_stated=True,
    address_was_invited=True,
    frozen=False,
    organisation_known=True,
    check_recorded=True,
    removal_explained=True,
    address_on_own_domain=True,
    objected_alone=True,
    agreed_at=NOW,
    evidence_kept=True,
    authoriser_named=True,
    authoriser_known=True,
    authority_given=True,
    standing_authority=True,
    on_same_version=True,
)
#: Steps that an infrastructure body takes, with what came by its own link and with nothing else.
OF_A_BODY = (SignatureStep.VOUCH, SignatureStep.VOUCH_FOR_REVIEW, SignatureStep.DISOWN)
SHARED = replace(SIGNER, by_cascade=True)
_T, _G, _R, _S, _E, _M = TextState, SigningState, ReleaseState, SignatureState, EditionState, MessageState

#: The whole of what is allowed, written a second time and by hand: a change of a table must be meant twice.
ALLOWED: list[tuple[Lifecycle[Any, Any, Any], type[StrEnum], type[StrEnum], object, dict[tuple[str, str], str]]] = [
    (
        text.LIFECYCLE,
        TextState,
        TextStep,
        READY,
        {("drafting", "write"): "drafting", ("drafting", "lock"): "locked", ("locked", "revise"): "drafting"},
    ),
    (
        signing.LIFECYCLE,
        SigningState,
        SigningStep,
        READY,
        {
            ("not_open", "open"): "open",
            ("open", "close"): "closed",
            ("closed", "freeze"): "frozen",
            ("frozen", "unfreeze"): "closed",
            ("open", "extend"): "open",
            ("closed", "extend"): "open",
            ("not_open", "admit_individuals"): "not_open",
            ("not_open", "keep_to_organisations"): "not_open",
            ("open", "admit_individuals"): "open",
            ("open", "keep_to_organisations"): "open",
            ("not_open", "set_pauses"): "not_open",
            ("open", "set_pauses"): "open",
            ("open", "pause_page"): "open",
            ("open", "resume_page"): "open",
            ("closed", "resume_page"): "closed",
        },
    ),
    (
        release.LIFECYCLE,
        ReleaseState,
        ReleaseStep,
        READY,
        {
            ("unreleased", "schedule"): "scheduled",
            ("scheduled", "hold"): "unreleased",
            ("scheduled", "publish"): "published",
            ("published", "publish"): "published",
        },
    ),
    (
        signatures.LIFECYCLE,
        SignatureState,
        SignatureStep,
        SIGNER,
        {
            ("started", "submit"): "accepted",
            ("started", "submit_for_review"): "awaiting_review",
            ("started", "submit_for_authority"): "awaiting_authority",
            ("started", "submit_unchecked"): "awaiting_email",
            ("started", "record"): "accepted",
            ("started", "use_standing_authority"): "accepted",
            ("started", "expire"): "expired",
            ("awaiting_email", "change_address"): "awaiting_email",
            ("awaiting_email", "check_address"): "awaiting_review",
            ("awaiting_email", "check_own_address"): "accepted",
            ("awaiting_email", "check_address_for_authority"): "awaiting_authority",
            ("awaiting_email", "withdraw"): "withdrawn",
            ("awaiting_email", "expire"): "expired",
            ("awaiting_authority", "change_authoriser"): "awaiting_authority",
            ("awaiting_authority", "authorise"): "accepted",
            ("awaiting_authority", "authorise_for_review"): "awaiting_review",
            ("awaiting_authority", "refuse_authority"): "rejected",
            ("awaiting_authority", "withdraw"): "withdrawn",
            ("awaiting_authority", "expire"): "expired",
            ("awaiting_review", "ask_for_authority"): "awaiting_authority",
            ("awaiting_review", "accept"): "accepted",
            ("awaiting_review", "reject"): "rejected",
            ("awaiting_review", "vouch"): "accepted",
            ("awaiting_review", "vouch_for_review"): "awaiting_review",
            ("awaiting_review", "disown"): "awaiting_review",
            ("awaiting_review", "withdraw"): "withdrawn",
            ("accepted", "change"): "accepted",
            ("accepted", "propose_name"): "accepted",
            ("accepted", "refuse_name"): "accepted",
            ("accepted", "take_name_back"): "accepted",
            ("accepted", "edit"): "accepted",
            ("accepted", "undo_edit"): "accepted",
            **{(state.value, "hide_person"): state.value for state in MAY_SHOW},
            **{(state.value, "replace_link"): state.value for state in LIVE | PENDING},
            ("accepted", "withdraw"): "withdrawn",
            ("accepted", "suspend"): "suspended",
            ("accepted", "remove"): "removed",
            ("accepted", "supersede"): "superseded",
            ("suspended", "suspend"): "suspended",
            ("suspended", "take_back"): "accepted",
            ("suspended", "reinstate"): "accepted",
            ("suspended", "remove"): "removed",
            ("suspended", "withdraw"): "withdrawn",
        },
    ),
    (
        publication.LIFECYCLE,
        EditionState,
        EditionStep,
        EditionFacts(files_built=True),
        {
            ("candidate", "release"): "current",
            ("candidate", "discard"): "discarded",
            ("current", "supersede"): "superseded",
        },
    ),
    (
        cascades.LIFECYCLE,
        LinkState,
        LinkStep,
        None,
        {
            ("open", "give"): "open",
            ("open", "pause"): "paused",
            ("paused", "resume"): "open",
            ("open", "end"): "ended",
            ("paused", "end"): "ended",
            ("open", "change_cap"): "open",
            ("paused", "change_cap"): "paused",
            ("open", "replace"): "open",
            ("paused", "replace"): "paused",
        },
    ),
    (
        mail.LIFECYCLE,
        MessageState,
        MessageStep,
        MessageFacts(),
        {
            ("queued", "claim"): "sending",
            ("sending", "claim"): "sending",
            ("sending", "send"): "sent",
            ("sending", "defer"): "queued",
            ("sending", "bounce"): "bounced",
            ("sending", "cancel"): "cancelled",
            ("sending", "suppress"): "suppressed",
            ("sent", "bounce"): "bounced",
        },
    ),
]

PAIRS = [
    pytest.param(
        machine,
        state,
        step,
        SHARED if step in OF_A_BODY else facts,
        allowed.get((state.value, step.value)),
        id=f"{machine.thing}: {state}, {step}",
    )
    for machine, states, steps, facts, allowed in ALLOWED
    for state, step in product(states, steps)
]


@pytest.mark.parametrize(("machine", "state", "step", "facts", "expected"), PAIRS)
def test_every_pair_is_in_the_table_or_refused_in_words(
    machine: Lifecycle[Any, Any, Any], state: StrEnum, step: StrEnum, facts: object, expected: str | None
) -> None:
    if expected is not None:
        assert machine.after(state, step, facts) == expected
        assert machine.allows(state, step, facts)
        return
    with pytest.raises(NotAllowedNow) as refusal:
        machine.after(state, step, facts)
    assert machine.words[state] in str(refusal.value)
    assert not machine.allows(state, step, facts)


GUARDED = [
    (text.LIFECYCLE, _T.DRAFTING, TextStep.LOCK, replace(READY, text_problems=("Enter a title.",)), "Enter a title"),
    (text.LIFECYCLE, _T.LOCKED, TextStep.REVISE, replace(READY, signing="open"), "can no longer change"),
    (signing.LIFECYCLE, _G.NOT_OPEN, SigningStep.OPEN, replace(READY, text="drafting"), "Lock the text"),
    (signing.LIFECYCLE, _G.NOT_OPEN, SigningStep.OPEN, replace(READY, deadline_at=None), "Set a deadline"),
    (signing.LIFECYCLE, _G.NOT_OPEN, SigningStep.OPEN, replace(READY, deadline_at=NOW), "deadline has passed"),
    (signing.LIFECYCLE, _G.CLOSED, SigningStep.FREEZE, replace(READY, signatures_waiting=1), "One signature waits"),
    (signing.LIFECYCLE, _G.CLOSED, SigningStep.FREEZE, replace(READY, signatures_waiting=3), "3 signatures wait"),
    (signing.LIFECYCLE, _G.FROZEN, SigningStep.UNFREEZE, replace(READY, release="scheduled"), "Hold the publication"),
    (signing.LIFECYCLE, _G.OPEN, SigningStep.EXTEND, replace(READY, rolling=True), "no deadline to move"),
    (signing.LIFECYCLE, _G.OPEN, SigningStep.EXTEND, replace(READY, new_deadline_at=NOW), "in the future"),
    (signing.LIFECYCLE, _G.OPEN, SigningStep.EXTEND, replace(READY, new_deadline_at=None), "in the future"),
    (signing.LIFECYCLE, _G.CLOSED, SigningStep.EXTEND, replace(READY, deadline_at=None), "no deadline to move"),
    (signing.LIFECYCLE, _G.CLOSED, SigningStep.FREEZE, replace(READY, uses_untold=("Otter Trust",)), "told for an hour"),
    (signing.LIFECYCLE, _G.CLOSED, SigningStep.EXTEND, replace(READY, text="drafting"), "Lock the text"),
    (signing.LIFECYCLE, _G.CLOSED, SigningStep.EXTEND, replace(READY, release="scheduled"), "Hold the publication"),
    (release.LIFECYCLE, _R.UNRELEASED, ReleaseStep.SCHEDULE, replace(READY, edition_waiting=False), "Freeze the list"),
    (
        release.LIFECYCLE,
        _R.UNRELEASED,
        ReleaseStep.SCHEDULE,
        replace(READY, edition_waiting=False, rolling=True),
        "Build an edition",
    ),
    (release.LIFECYCLE, _R.PUBLISHED, ReleaseStep.PUBLISH, replace(READY, edition_waiting=False), "Freeze the list"),
    (
        release.LIFECYCLE,
        _R.SCHEDULED,
        ReleaseStep.PUBLISH,
        replace(READY, publish_at=NOW + timedelta(microseconds=1)),
        "not come yet",
    ),
    (signatures.LIFECYCLE, _S.STARTED, SignatureStep.SUBMIT, replace(SIGNER, signing="not_open"), "not opened yet"),
    (signatures.LIFECYCLE, _S.STARTED, SignatureStep.SUBMIT, replace(SIGNER, signing="closed"), "has closed"),
    (signatures.LIFECYCLE, _S.STARTED, SignatureStep.SUBMIT, replace(SIGNER, deadline_at=NOW), "has closed"),
    (signatures.LIFECYCLE, _S.STARTED, SignatureStep.SUBMIT, replace(SIGNER, version_is_current=False), "text has changed"),
    (signatures.LIFECYCLE, _S.STARTED, SignatureStep.SUBMIT, replace(SIGNER, authority_stated=False), "whether you can"),
    (signatures.LIFECYCLE, _S.STARTED, SignatureStep.SUBMIT, replace(SIGNER, address_was_invited=False), "checked first"),
    (signatures.LIFECYCLE, _S.STARTED, SignatureStep.SUBMIT, replace(SIGNER, joint=True), "reviewed by the secretariat"),
    *(
        (signatures.LIFECYCLE, _S.ACCEPTED, step, replace(SIGNER, frozen=True), "frozen")
        for step in (SignatureStep.CHANGE, SignatureStep.PROPOSE_NAME, SignatureStep.EDIT, SignatureStep.UNDO_EDIT)
    ),
    (signatures.LIFECYCLE, _S.STARTED, SignatureStep.SUBMIT, replace(SIGNER, of_branch=True), "a branch or project"),
    (signatures.LIFECYCLE, _S.STARTED, SignatureStep.SUBMIT, replace(SIGNER, unknown_group=True), "on behalf of members"),
    (signatures.LIFECYCLE, _S.AWAITING_EMAIL, SignatureStep.CHANGE_ADDRESS, replace(SIGNER, frozen=True), "frozen"),
    (signatures.LIFECYCLE, _S.AWAITING_EMAIL, SignatureStep.CHECK_ADDRESS, replace(SIGNER, frozen=True), "frozen"),
    *(
        (signatures.LIFECYCLE, _S.AWAITING_EMAIL, SignatureStep.CHECK_OWN_ADDRESS, replace(SIGNER, **fact), why)
        for fact, why in (
            ({"frozen": True}, "frozen"),
            ({"version_is_current": False}, "has changed"),
            ({"address_on_own_domain": False}, "checks this address"),
            ({"joint": True}, "reviewed by the secretariat"),
            ({"another_name": True}, "not the one the secretariat knows"),
            ({"of_branch": True}, "a branch or project"),
            ({"unknown_group": True}, "on behalf of members"),
        )
    ),
    *(
        (signatures.LIFECYCLE, _S.STARTED, step, replace(SIGNER, authoriser_due=True), "Somebody else has to authorise")
        for step in (SignatureStep.SUBMIT, SignatureStep.SUBMIT_FOR_REVIEW)
    ),
    *(
        (
            signatures.LIFECYCLE,
            _S.AWAITING_EMAIL,
            step,
            replace(SIGNER, authoriser_due=True),
            "Somebody else has to authorise",
        )
        for step in (SignatureStep.CHECK_ADDRESS, SignatureStep.CHECK_OWN_ADDRESS)
    ),
    *(
        (signatures.LIFECYCLE, state, step, replace(SIGNER, **fact), why)
        for state, step in (
            (_S.STARTED, SignatureStep.SUBMIT_FOR_AUTHORITY),
            (_S.AWAITING_EMAIL, SignatureStep.CHECK_ADDRESS_FOR_AUTHORITY),
            (_S.AWAITING_AUTHORITY, SignatureStep.CHANGE_AUTHORISER),
            (_S.AWAITING_REVIEW, SignatureStep.ASK_FOR_AUTHORITY),
            (_S.AWAITING_AUTHORITY, SignatureStep.AUTHORISE),
            (_S.AWAITING_AUTHORITY, SignatureStep.AUTHORISE_FOR_REVIEW),
        )
        for fact, why in (
            ({"authoriser_named": False}, "Say who can authorise"),
            ({"authoriser_is_signer": True}, "must be somebody else"),
        )
    ),
    *(
        (signatures.LIFECYCLE, _S.AWAITING_AUTHORITY, step, replace(SIGNER, **fact), why)
        for step in (SignatureStep.AUTHORISE, SignatureStep.AUTHORISE_FOR_REVIEW)
        for fact, why in (
            ({"frozen": True}, "frozen"),
            ({"version_is_current": False}, "has changed"),
            ({"authority_given": False}, "on what basis"),
        )
    ),
    *(
        (signatures.LIFECYCLE, _S.AWAITING_AUTHORITY, SignatureStep.AUTHORISE, replace(SIGNER, **fact), why)
        for fact, why in (
            ({"authoriser_known": False}, "does not know this address"),
            ({"joint": True}, "reviewed by the secretariat"),
            ({"another_name": True}, "not the one the secretariat knows"),
        )
    ),
    (signatures.LIFECYCLE, _S.AWAITING_AUTHORITY, SignatureStep.CHANGE_AUTHORISER, replace(SIGNER, frozen=True), "frozen"),
    (signatures.LIFECYCLE, _S.AWAITING_REVIEW, SignatureStep.ACCEPT, replace(SIGNER, frozen=True), "frozen"),
    (signatures.LIFECYCLE, _S.AWAITING_REVIEW, SignatureStep.ACCEPT, replace(SIGNER, organisation_known=False), "which"),
    (signatures.LIFECYCLE, _S.AWAITING_REVIEW, SignatureStep.ACCEPT, replace(SIGNER, check_recorded=False), "how you"),
    *(
        (signatures.LIFECYCLE, _S.AWAITING_REVIEW, step, replace(SHARED, by_cascade=False), "did not come by your link")
        for step in OF_A_BODY
    ),
    *(
        (signatures.LIFECYCLE, _S.AWAITING_REVIEW, SignatureStep.VOUCH, replace(SHARED, **fact), why)
        for fact, why in (
            ({"frozen": True}, "frozen"),
            ({"version_is_current": False}, "has changed"),
            ({"joint": True}, "reviewed by the secretariat"),
            ({"organisation_known": False}, "which"),
            ({"check_recorded": False}, "how you"),
        )
    ),
    (signatures.LIFECYCLE, _S.AWAITING_REVIEW, OF_A_BODY[1], replace(SHARED, check_recorded=False), "how you"),
    *(
        (signatures.LIFECYCLE, state, step, SHARED, "by a cascade link is reviewed")
        for state, step in (
            (_S.STARTED, SignatureStep.SUBMIT),
            (_S.AWAITING_EMAIL, SignatureStep.CHECK_OWN_ADDRESS),
            (_S.AWAITING_AUTHORITY, SignatureStep.AUTHORISE),
        )
    ),
    (
        signatures.LIFECYCLE,
        _S.STARTED,
        SignatureStep.SUBMIT_UNCHECKED,
        replace(SHARED, link_refuses="It is paused."),
        "paused",
    ),
    (signatures.LIFECYCLE, _S.SUSPENDED, SignatureStep.REINSTATE, replace(SIGNER, check_recorded=False), "how you"),
    (signatures.LIFECYCLE, _S.SUSPENDED, SignatureStep.REINSTATE, replace(SIGNER, version_is_current=False), "has changed"),
    (signatures.LIFECYCLE, _S.SUSPENDED, SignatureStep.TAKE_BACK, replace(SIGNER, objected_alone=False), "Somebody else"),
    (signatures.LIFECYCLE, _S.SUSPENDED, SignatureStep.TAKE_BACK, replace(SIGNER, version_is_current=False), "has changed"),
    *(
        (signatures.LIFECYCLE, _S.STARTED, SignatureStep.RECORD, replace(SIGNER, **fact), why)
        for fact, why in (
            ({"frozen": True}, "frozen"),
            ({"signing": "not_open"}, "not opened yet"),
            ({"agreed_at": None}, "time that has passed"),
            ({"agreed_at": NOW + timedelta(seconds=1)}, "time that has passed"),
            ({"agreed_at": NOW, "deadline_at": NOW}, "after signing had closed"),
            ({"version_is_current": False}, "has changed"),
            ({"authority_stated": False}, "whether you can"),
            ({"evidence_kept": False}, "It is the evidence"),
        )
    ),
    *(
        (signatures.LIFECYCLE, _S.STARTED, SignatureStep.USE_STANDING_AUTHORITY, replace(SIGNER, **fact), why)
        for fact, why in (
            ({"frozen": True}, "frozen"),
            ({"signing": "closed"}, "has closed"),
            ({"deadline_at": NOW}, "has closed"),
            ({"version_is_current": False}, "has changed"),
            ({"authority_stated": False}, "whether you can"),
            ({"standing_authority": False}, "no standing authority that covers"),
        )
    ),
    (signatures.LIFECYCLE, _S.SUSPENDED, SignatureStep.REMOVE, replace(SIGNER, removal_explained=False), "Say why"),
    (signatures.LIFECYCLE, _S.ACCEPTED, SignatureStep.CHANGE, replace(SIGNER, frozen=True), "frozen"),
    (signatures.LIFECYCLE, _S.ACCEPTED, SignatureStep.CHANGE, replace(SIGNER, another_name=True), "not the one"),
    (signatures.LIFECYCLE, _S.ACCEPTED, SignatureStep.PROPOSE_NAME, replace(SIGNER, frozen=True), "frozen"),
    (signatures.LIFECYCLE, _S.ACCEPTED, SignatureStep.REMOVE, replace(SIGNER, removal_explained=False), "Say why"),
    *(
        (signatures.LIFECYCLE, _S.ACCEPTED, SignatureStep.SUPERSEDE, replace(SIGNER, **fact), why)
        for fact, why in (
            ({"frozen": True}, "frozen"),
            ({"on_same_version": False}, "different versions of the text"),
            ({"joint": True}, "names other organisations too"),
        )
    ),
    (publication.LIFECYCLE, _E.CANDIDATE, EditionStep.RELEASE, EditionFacts(files_built=False), "still being made"),
]


@pytest.mark.parametrize(("machine", "state", "step", "facts", "reason"), GUARDED)
def test_a_guard_says_why(
    machine: Lifecycle[Any, Any, Any], state: StrEnum, step: StrEnum, facts: object, reason: str
) -> None:
    with pytest.raises(NotAllowedNow, match=reason):
        machine.after(state, step, facts)


def test_every_guard_of_every_table_is_tried() -> None:
    tried = {(machine.thing, state, step) for machine, state, step, _, _ in GUARDED}
    guarded = {
        (machine.thing, state, step)
        for machine, *_ in ALLOWED
        for (state, step), rule in machine.rules.items()
        if rule.guards
    }
    same_guards = {(signatures.LIFECYCLE.thing, _S.STARTED, step) for step in SignatureStep}
    assert guarded - same_guards == tried - same_guards


def test_the_answer_of_who_authorises_may_come_after_the_deadline() -> None:
    late = replace(SIGNER, signing="closed", deadline_at=NOW - timedelta(hours=1))
    assert signatures.LIFECYCLE.after(_S.AWAITING_AUTHORITY, SignatureStep.AUTHORISE, late) is _S.ACCEPTED
    with pytest.raises(NotAllowedNow, match="Signing has closed"):
        signatures.LIFECYCLE.after(_S.STARTED, SignatureStep.SUBMIT_FOR_AUTHORITY, late)
