"""The steps of a letter's lifecycles as its history tells them."""

from campaigns.languages.catalogues import gettext, gettext_noop
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
    ("signing", SigningStep.SET_PAUSES): gettext_noop("Said when pages pause by themselves"),
    ("signing", SigningStep.PAUSE_PAGE): gettext_noop("Paused a page for signing"),
    ("signing", SigningStep.RESUME_PAGE): gettext_noop("Resumed a page for signing"),
    ("release", ReleaseStep.SCHEDULE): "Set the publication",
    ("release", ReleaseStep.HOLD): "Stopped the publication",
    ("release", ReleaseStep.PUBLISH): "Published",
}


def told(machine: str, step: str) -> str:
    """A step in words."""
    return gettext(WORDS[machine, step])
