"""The reasons an organisation may give for not signing; private everywhere."""

from enum import StrEnum


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
    Reason.NO_TIME: "There is not enough time to get agreement",
    Reason.NEEDS_BOARD: "Our board has to agree first",
    Reason.OUTSIDE_REMIT: "It is outside our remit or our charitable objects",
    Reason.DISAGREE_PART: "We disagree with part of it",
    Reason.DISAGREE_OVERALL: "We disagree with it",
    Reason.RISK: "It could put our work or our people at risk",
    Reason.SIGNED_SIMILAR: "We have already signed something similar",
    Reason.NOT_APPROPRIATE: "It is not appropriate for our organisation",
    Reason.PREFER_NOT_TO_SAY: "We prefer not to say",
}
