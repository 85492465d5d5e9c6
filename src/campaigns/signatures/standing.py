"""Where an organisation's reply stands, in one word for the program and one sentence for its people."""

from datetime import datetime
from enum import StrEnum

import msgspec

from campaigns.invitations.answers import AnswerDetail
from campaigns.invitations.models import AnswerKind
from campaigns.signatures.access import Reply
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Route
from campaigns.signatures.queries import SignatureDetail
from campaigns.signatures.replying import is_current, stands
from campaigns.signatures.times import said


class Stand(StrEnum):
    OPEN = "open"
    SIGNED = "signed"
    AWAITING_EMAIL = "awaiting_email"
    AWAITING_AUTHORITY = "awaiting_authority"
    AWAITING_REVIEW = "awaiting_review"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    DECLINED = "declined"
    MORE_TIME = "more_time"


class Standing(msgspec.Struct, frozen=True):
    """`sentence` says who did what and when; it is empty while nobody has answered."""

    stand: Stand
    sentence: str
    may_withdraw: bool


_OF_STATE = {
    SignatureState.ACCEPTED: (Stand.SIGNED, "{who} signed for {organisation} {when}."),
    SignatureState.AWAITING_EMAIL: (
        Stand.AWAITING_EMAIL,
        "{who} sent a signature for {organisation} {when}. It waits until the address given with it is confirmed.",
    ),
    SignatureState.AWAITING_AUTHORITY: (
        Stand.AWAITING_AUTHORITY,
        "{who} sent a signature for {organisation} {when}. It waits until {authoriser} authorises it.",
    ),
    SignatureState.AWAITING_REVIEW: (
        Stand.AWAITING_REVIEW,
        "{who} sent a signature for {organisation} {when}. The secretariat is checking it.",
    ),
    SignatureState.WITHDRAWN: (Stand.WITHDRAWN, "The signature that {who} sent for {organisation} {when} was withdrawn."),
    SignatureState.REJECTED: (
        Stand.REJECTED,
        "The secretariat could not accept the signature that {who} sent for {organisation} {when}.",
    ),
    SignatureState.EXPIRED: (
        Stand.EXPIRED,
        "The signature that {who} sent for {organisation} {when} came to nothing: its address was never confirmed.",
    ),
    SignatureState.SUSPENDED: (
        Stand.SUSPENDED,
        "{who} signed for {organisation} {when}. Somebody there says that this is wrong, so it is off the list for now.",
    ),
    SignatureState.REMOVED: (
        Stand.REMOVED,
        "The secretariat removed the signature that {who} sent for {organisation} {when}.",
    ),
}
#: What is said instead where a second person was asked to authorise it.
_BY_TWO = {
    SignatureState.ACCEPTED: "{who} signed for {organisation} {when}, and {authoriser} authorised it.",
    SignatureState.AWAITING_REVIEW: "{who} sent a signature for {organisation} {when}, and {authoriser} authorised it."
    " The secretariat is checking it.",
}
#: What is said instead where the secretariat signed by an authority that somebody gave beforehand.
_BY_STANDING_AUTHORITY = {
    SignatureState.ACCEPTED: "The secretariat signed for {organisation} {when}, by the standing authority that {who} gave.",
    SignatureState.SUSPENDED: "The secretariat signed for {organisation} {when}, by the standing authority that {who} gave."
    " That is said to be wrong, so it is off the list for now.",
    SignatureState.WITHDRAWN: "The signature for {organisation}, made {when} by the standing authority that {who} gave, was"
    " withdrawn.",
    SignatureState.REMOVED: "The secretariat removed the signature for {organisation} that it made {when} by the standing"
    " authority that {who} gave.",
}
_REFUSED = "{authoriser} did not authorise the signature that {who} sent for {organisation} {when}."
_NEVER_AUTHORISED = "The signature that {who} sent for {organisation} {when} came to nothing: {authoriser} was asked to"
_NEVER_AUTHORISED += " authorise it and did not answer in time."
_NEVER_SENT = "The answers begun here were not sent within 14 days and are put aside."


def standing_of(reply: Reply, now: datetime) -> Standing:
    """Where a reply stands: a signature on its way comes before everything, otherwise the last word counts."""
    signature, answer = reply.signature, reply.answer
    if answer is not None and not stands(signature) and is_current(answer, signature):
        return _answered(answer, reply, now)
    return _signed(signature, reply, now) if signature is not None else Standing(Stand.OPEN, "", may_withdraw=False)


def _signed(signature: SignatureDetail, reply: Reply, now: datetime) -> Standing:
    if signature.submitted_at is None:
        return Standing(Stand.EXPIRED, _NEVER_SENT, may_withdraw=False)
    stand, sentence = _OF_STATE[signature.state]
    if signature.route is Route.STANDING:
        sentence = _BY_STANDING_AUTHORITY.get(signature.state, sentence)
    elif signature.authorised:
        sentence = _BY_TWO.get(signature.state, sentence)
    elif signature.refused:
        sentence = _REFUSED
    elif signature.state is SignatureState.EXPIRED and signature.authority_asked_at is not None:
        sentence = _NEVER_AUTHORISED
    when = said(signature.submitted_at, now, reply.letter.zone)
    words = sentence.format(
        who=signature.signer_name,
        organisation=signature.display_name,
        authoriser=signature.authoriser_name,
        when=when,
    )
    return Standing(stand, words, may_withdraw=stands(signature))


def _answered(answer: AnswerDetail, reply: Reply, now: datetime) -> Standing:
    when = said(answer.at, now, reply.letter.zone)
    if answer.kind is AnswerKind.DECLINED:
        words = f"{answer.person_name} answered {when} that {reply.organisation} does not sign."
        return Standing(Stand.DECLINED, words, may_withdraw=False)
    day = f" and expects to answer by {answer.needed_by.day} {answer.needed_by:%B %Y}" if answer.needed_by else ""
    words = f"{answer.person_name} answered {when} that {reply.organisation} needs more time{day}."
    return Standing(Stand.MORE_TIME, words, may_withdraw=False)
