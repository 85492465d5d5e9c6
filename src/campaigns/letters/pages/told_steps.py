"""The steps of a letter's lifecycles as its history tells them."""

from campaigns.letters.lifecycles.release import ReleaseStep
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.lifecycles.text import TextStep

WORDS: dict[tuple[str, str], str] = {
    ("text", TextStep.WRITE): "Wrote the draft",
    ("text", TextStep.LOCK): "Locked the text",
    ("text", TextStep.REVISE): "Began a new version",
    ("signing", SigningStep.OPEN): "Opened signing",
    ("signing", SigningStep.CLOSE): "Closed signing",
    ("signing", SigningStep.FREEZE): "Froze the list",
    ("signing", SigningStep.UNFREEZE): "Opened the list again",
    ("signing", SigningStep.EXTEND): "Moved the deadline",
    ("signing", SigningStep.ADMIT_INDIVIDUALS): "Let individuals sign",
    ("signing", SigningStep.KEEP_TO_ORGANISATIONS): "Kept the letter to organisations",
    ("release", ReleaseStep.SCHEDULE): "Set the publication",
    ("release", ReleaseStep.HOLD): "Stopped the publication",
    ("release", ReleaseStep.PUBLISH): "Published",
}


def told(machine: str, step: str) -> str:
    """A step in words."""
    return WORDS[machine, step]
