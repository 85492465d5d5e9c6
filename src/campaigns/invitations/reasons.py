"""The reasons an organisation may give for not signing; private everywhere."""

from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop


class Reason(StrEnum):
    NO_TIME = "no_time"
    NEEDS_BOARD = "needs_board"
    OUTSIDE_REMIT = "outside_remit"
    DISAGREE_PART = "disagree_part"
    DISAGREE_OVERALL = "disagree_overall"
    RISK = "risk"
    SIGNED_SIMILAR = "signed_similar"
    NOT_APPROPRIATE = "not_appropriate"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"


WORDS: dict[Reason, str] = {
    Reason.NO_TIME: gettext_noop("There is not enough time to get agreement"),
    Reason.NEEDS_BOARD: gettext_noop("Our board has to agree first"),
    Reason.OUTSIDE_REMIT: gettext_noop("It is outside our remit or our charitable objects"),
    Reason.DISAGREE_PART: gettext_noop("We disagree with part of it"),
    Reason.DISAGREE_OVERALL: gettext_noop("We disagree with it"),
    Reason.RISK: gettext_noop("It could put our work or our people at risk"),
    Reason.SIGNED_SIMILAR: gettext_noop("We have already signed something similar"),
    Reason.NOT_APPROPRIATE: gettext_noop("It is not appropriate for our organisation"),
    Reason.PREFER_NOT_TO_SAY: gettext_noop("We prefer not to say"),
}
