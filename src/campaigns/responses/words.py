"""What the pages about responses call things, and in which colour."""

from campaigns.invitations.actions import INVITATION, PASSED_ON
from campaigns.invitations.answering import ANSWER_RECORDED
from campaigns.invitations.models import WhoSees
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.responses.rows import Response
from campaigns.signatures import notices

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
    notices.DEADLINE_CHANGED: "The deadline moved",
    notices.LATE_TAKEN: "Added late",
    notices.LATE_REFUSED: "Not added late",
}


def mail_words(kind: str) -> str:
    """What a mail was about, for the secretariat; a kind that nobody named here is told by its own name."""
    words = _MAIL_WORDS.get(kind)
    return gettext(words) if words else kind.replace("_", " ").capitalize()
