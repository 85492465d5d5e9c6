"""Where an organisation's reply stands, in one word for the program and one sentence for its people."""

from datetime import datetime
from enum import StrEnum

import msgspec

from campaigns.invitations.answers import AnswerDetail
from campaigns.invitations.models import AnswerKind
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.moments import calendar_day
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
    SUPERSEDED = "superseded"
    DECLINED = "declined"
    MORE_TIME = "more_time"


class Standing(msgspec.Struct, frozen=True):
    """`sentence` says who did what and when; it is empty while nobody has answered."""

    stand: Stand
    sentence: str
    may_withdraw: bool


_OF_STATE = {
    SignatureState.ACCEPTED: (Stand.SIGNED, gettext_noop("{who} signed for {organisation} {when}.")),
    SignatureState.AWAITING_EMAIL: (
        Stand.AWAITING_EMAIL,
        gettext_noop(
            "{who} sent a signature for {organisation} {when}. It waits until the address given with it is confirmed."
        ),
    ),
    SignatureState.AWAITING_AUTHORITY: (
        Stand.AWAITING_AUTHORITY,
        gettext_noop("{who} sent a signature for {organisation} {when}. It waits until {authoriser} authorises it."),
    ),
    SignatureState.AWAITING_REVIEW: (
        Stand.AWAITING_REVIEW,
        gettext_noop("{who} sent a signature for {organisation} {when}. The secretariat is checking it."),
    ),
    SignatureState.WITHDRAWN: (
        Stand.WITHDRAWN,
        gettext_noop("The signature that {who} sent for {organisation} {when} was withdrawn."),
    ),
    SignatureState.REJECTED: (
        Stand.REJECTED,
        gettext_noop("The secretariat could not accept the signature that {who} sent for {organisation} {when}."),
    ),
    SignatureState.EXPIRED: (
        Stand.EXPIRED,
        gettext_noop(
            "The signature that {who} sent for {organisation} {when} came to nothing: its address was never confirmed."
        ),
    ),
    SignatureState.SUSPENDED: (
        Stand.SUSPENDED,
        gettext_noop(
            "{who} signed for {organisation} {when}. Somebody there says that this is wrong, so it is off the list for now."
        ),
    ),
    SignatureState.REMOVED: (
        Stand.REMOVED,
        gettext_noop("The secretariat removed the signature that {who} sent for {organisation} {when}."),
    ),
}
_OF_STATE[SignatureState.SUPERSEDED] = (Stand.SUPERSEDED, _OF_STATE[SignatureState.ACCEPTED][1])
#: What is said instead where a second person was asked to authorise it.
_BY_TWO = {
    SignatureState.ACCEPTED: gettext_noop("{who} signed for {organisation} {when}, and {authoriser} authorised it."),
    SignatureState.AWAITING_REVIEW: gettext_noop(
        "{who} sent a signature for {organisation} {when}, and {authoriser} authorised it. The secretariat is checking it."
    ),
}
#: What is said instead where the secretariat signed by an authority that somebody gave beforehand.
_BY_STANDING_AUTHORITY = {
    SignatureState.ACCEPTED: gettext_noop(
        "The secretariat signed for {organisation} {when}, by the standing authority that {who} gave."
    ),
    SignatureState.SUSPENDED: gettext_noop(
        "The secretariat signed for {organisation} {when}, by the standing authority that {who} gave. That is said to be"
        " wrong, so it is off the list for now."
    ),
    SignatureState.WITHDRAWN: gettext_noop(
        "The signature for {organisation}, made {when} by the standing authority that {who} gave, was withdrawn."
    ),
    SignatureState.REMOVED: gettext_noop(
        "The secretariat removed the signature for {organisation} that it made {when} by the standing authority that {who}"
        " gave."
    ),
}
_REFUSED = gettext_noop("{authoriser} did not authorise the signature that {who} sent for {organisation} {when}.")
_NEVER_AUTHORISED = gettext_noop(
    "The signature that {who} sent for {organisation} {when} came to nothing: {authoriser} was asked to authorise it and did"
    " not answer in time."
)
_PERSONAL = gettext_noop(
    "From this link a signature in a personal capacity was begun {when}. It is no part of your organisation’s answer: the"
    " link in the mail to the address given with it leads to its own page."
)
_NEVER_SENT = gettext_noop("The answers begun here were not sent within 14 days and are put aside.")
_DECLINED = gettext_noop("{who} answered {when} that {organisation} does not sign.")
_NEEDS_TIME = gettext_noop("{who} answered {when} that {organisation} needs more time.")
_NEEDS_TIME_UNTIL = gettext_noop("{who} answered {when} that {organisation} needs more time and expects to answer by {day}.")


def standing_of(reply: Reply, now: datetime) -> Standing:
    """Where a reply stands: a signature on its way comes before everything, otherwise the last word counts."""
    signature, answer = reply.signature, reply.answer
    if answer is not None and not stands(signature) and is_current(answer, signature):
        return _answered(answer, reply, now)
    return _signed(signature, reply, now) if signature is not None else Standing(Stand.OPEN, "", may_withdraw=False)


def traces_of(reply: Reply, now: datetime) -> list[str]:
    """What else came of this very link, each in a sentence: for branches, and that a personal signature was begun.

    Of a signature in a personal capacity no more is said than that and when: not whose, and not what became of it. An
    invitation may be forwarded, and no row ties a person who signs for themselves to an organisation (decision 0024).
    """
    zone = reply.letter.zone
    sentences = [
        " ".join(
            [
                _signed(one, reply, now).sentence,
                gettext("Its own page is behind the link in the mails to {who}.", who=one.signer_name),
            ]
        )
        for one in reply.for_branches
    ]
    begun_at = reply.opened.personal_begun_at if reply.opened is not None else None
    if begun_at is not None:
        sentences.append(gettext(_PERSONAL, when=said(begun_at, now, zone)))
    return sentences


def _signed(signature: SignatureDetail, reply: Reply, now: datetime) -> Standing:
    if signature.submitted_at is None:
        return Standing(Stand.EXPIRED, gettext(_NEVER_SENT), may_withdraw=False)
    stand, sentence = _OF_STATE[signature.state]
    # Who signed and when is told of one that another took the place of as if it stood; the other is told after it.
    told_as = SignatureState.ACCEPTED if stand is Stand.SUPERSEDED else signature.state
    if signature.route is Route.STANDING:
        sentence = _BY_STANDING_AUTHORITY.get(told_as, sentence)
    elif signature.authorised:
        sentence = _BY_TWO.get(told_as, sentence)
    elif signature.refused:
        sentence = _REFUSED
    elif signature.state is SignatureState.EXPIRED and signature.authority_asked_at is not None:
        sentence = _NEVER_AUTHORISED
    when = said(signature.submitted_at, now, reply.letter.zone)
    words = gettext(
        sentence,
        who=signature.signer_name,
        organisation=signature.display_name,
        authoriser=signature.authoriser_name,
        when=when,
    )
    if reply.successor is not None:
        words = f"{words} {reply.successor.sentence(reply.letter.reference, reply.letter.zone, now)}"
    return Standing(stand, words, may_withdraw=stands(signature))


def _answered(answer: AnswerDetail, reply: Reply, now: datetime) -> Standing:
    stand, sentence, day = Stand.DECLINED, _DECLINED, ""
    if answer.kind is AnswerKind.MORE_TIME:
        stand, sentence = Stand.MORE_TIME, _NEEDS_TIME
        if answer.needed_by is not None:
            sentence, day = _NEEDS_TIME_UNTIL, calendar_day(answer.needed_by)
    when = said(answer.at, now, reply.letter.zone)
    words = gettext(sentence, who=answer.person_name, when=when, organisation=reply.organisation, day=day)
    return Standing(stand, words, may_withdraw=False)
