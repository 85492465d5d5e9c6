"""What the pages about responses call things, and in which colour."""

from campaigns.invitations.actions import INVITATION, PASSED_ON
from campaigns.invitations.answering import ANSWER_RECORDED
from campaigns.invitations.models import WhoSees
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.responses.queries import TIER_WORDS, BoardRow
from campaigns.responses.rows import Response, Tier
from campaigns.signatures import notices
from campaigns.signatures.answers import authority_told
from campaigns.signatures.models import EvidenceKind

COLOURS = {
    Response.SIGNED: "green",
    Response.SUSPENDED: "red",
    Response.AWAITING: "yellow",
    Response.AUTHORITY: "yellow",
    Response.REVIEW: "purple",
    Response.DECLINED: "grey",
    Response.MORE_TIME: "blue",
    Response.NO_REPLY: "grey",
    Response.NOT_REACHED: "red",
    Response.WITHDRAWN: "grey",
    Response.REJECTED: "grey",
    Response.EXPIRED: "grey",
    Response.REMOVED: "grey",
    Response.SUPERSEDED: "grey",
}
WHO_SEES_WORDS = {
    WhoSees.SECRETARIAT: "the secretariat only",
    WhoSees.WORKING_GROUP_NAMED: "the working group, with their name",
    WhoSees.WORKING_GROUP_UNNAMED: "the working group, without their name",
}
_MAIL_WORDS = {
    INVITATION: "Invitation",
    PASSED_ON: "Invitation passed on",
    ANSWER_RECORDED: "Receipt of an answer",
    notices.ADDRESS_CHECK: "Check of an address",
    notices.AUTHORITY_REQUEST: "Request to authorise",
    notices.AUTHORITY_REFUSED: "Not authorised",
    notices.AUTHORITY_EXPIRED: "Not authorised in time",
    notices.ACCEPTED: "Receipt of a signature",
    notices.ACCEPTED_NOTICE: "Notice of a signature",
    notices.OWN_LINK: gettext_noop("New link of the signer"),
    notices.WITHDRAWN: "Withdrawn",
    notices.REJECTED: "Not accepted",
    notices.SUSPENDED: "Off the list for now",
    notices.REMOVED: "Removed",
    notices.SUPERSEDED: "Replaced by another signature",
    notices.DEADLINE_CHANGED: "The deadline moved",
    notices.LATE_TAKEN: "Added late",
    notices.LATE_REFUSED: "Not added late",
}


def mail_words(kind: str) -> str:
    """What a mail was about, for the secretariat; a kind that nobody named here is told by its own name."""
    words = _MAIL_WORDS.get(kind)
    return gettext(words) if words else kind.replace("_", " ").capitalize()


_RECORDED = {
    EvidenceKind.EMAIL: gettext_noop("recorded by the secretariat, with their email as evidence"),
    EvidenceKind.CALL: gettext_noop("recorded by the secretariat, with what was said on the phone as evidence"),
    EvidenceKind.PAPER: gettext_noop("recorded by the secretariat, with their paper as evidence"),
}


def tier_told(row: BoardRow) -> str:
    """How an organisation stands to the coalition, in words; both where an infrastructure body is something else too."""
    told = gettext(TIER_WORDS[row.tier])
    if not row.infrastructure or row.tier is Tier.INFRASTRUCTURE:
        return told
    return gettext("{tier}, infrastructure body", tier=told)


def basis_told(row: BoardRow) -> str:
    """On what authority a row's signature was given, in words; empty where the row tells none."""
    told = [authority_told(row)]
    told += [note for note in (row.authority_note, row.authoriser_note) if note]
    if row.authoriser_name and row.authority_answered_at is None:
        told.append(gettext("{name} is asked to authorise it", name=row.authoriser_name))
    if row.evidence is not None:
        told.append(gettext(_RECORDED[row.evidence]))
    return "; ".join(one for one in told if one)
