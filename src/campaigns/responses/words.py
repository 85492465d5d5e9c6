"""What the pages about responses call things, and in which colour."""

from campaigns.invitations.actions import INVITATION, PASSED_ON, REMINDER
from campaigns.invitations.answering import ANSWER_RECORDED
from campaigns.invitations.models import WhoSees
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.mail.suppression import WORDS as STOPPED_WORDS
from campaigns.responses.queries import TIER_WORDS, BoardRow
from campaigns.responses.rows import Response, Tier
from campaigns.signatures import notices
from campaigns.signatures.answers import authority_told
from campaigns.signatures.models import EvidenceKind
from campaigns.standing_authority.telling import USED

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
    WhoSees.SECRETARIAT: gettext_noop("the secretariat only"),
    WhoSees.WORKING_GROUP_NAMED: gettext_noop("the working group, with their name"),
    WhoSees.WORKING_GROUP_UNNAMED: gettext_noop("the working group, without their name"),
}
_MAIL_WORDS = {
    INVITATION: gettext_noop("Invitation"),
    REMINDER: gettext_noop("Reminder"),
    PASSED_ON: gettext_noop("Invitation passed on"),
    ANSWER_RECORDED: gettext_noop("Receipt of an answer"),
    notices.ADDRESS_CHECK: gettext_noop("Check of an address"),
    notices.AUTHORITY_REQUEST: gettext_noop("Request to authorise"),
    notices.AUTHORITY_REFUSED: gettext_noop("Not authorised"),
    notices.AUTHORITY_EXPIRED: gettext_noop("Not authorised in time"),
    notices.ACCEPTED: gettext_noop("Receipt of a signature"),
    notices.ACCEPTED_NOTICE: gettext_noop("Notice of a signature"),
    notices.OWN_LINK: gettext_noop("New link of the signer"),
    notices.WITHDRAWN: gettext_noop("Withdrawn"),
    notices.REJECTED: gettext_noop("Not accepted"),
    notices.SUSPENDED: gettext_noop("Off the list for now"),
    notices.REMOVED: gettext_noop("Removed"),
    notices.SUPERSEDED: gettext_noop("Replaced by another signature"),
    notices.DEADLINE_CHANGED: gettext_noop("The deadline moved"),
    notices.LATE_TAKEN: gettext_noop("Added late"),
    notices.LATE_REFUSED: gettext_noop("Not added late"),
    notices.CHANGED: gettext_noop("Signature changed"),
    notices.PERSON_HIDDEN: gettext_noop("Person hidden"),
    notices.NAME_PROPOSED: gettext_noop("Name proposed"),
    notices.NAME_REFUSED: gettext_noop("Name refused"),
    notices.EDIT_UNDONE: gettext_noop("Edit undone"),
    USED: gettext_noop("Standing authority used"),
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


def said_of_mail(words: str) -> str:
    """What a mail server said, as it said it; or why we did not write, which is stored in English."""
    return gettext(words) if words in STOPPED_WORDS.values() else words


def why_not_reached(row: BoardRow) -> list[str]:
    """Each address that mail did not reach, and why, as a line of its own."""
    found = [line.partition(": ") for line in row.mail_why.splitlines()]
    return [f"{address}{colon}{said_of_mail(said)}" for address, colon, said in found]


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
