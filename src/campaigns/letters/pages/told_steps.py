"""The steps of a letter's lifecycles as its history tells them."""

from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.letters.lifecycles.release import ReleaseStep
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.lifecycles.text import TextStep

WORDS: dict[tuple[str, str], str] = {
    ("text", TextStep.WRITE): gettext_noop("Wrote the draft"),
    ("text", TextStep.LOCK): gettext_noop("Locked the text"),
    ("text", TextStep.REVISE): gettext_noop("Began a new version"),
    ("signing", SigningStep.OPEN): gettext_noop("Opened signing"),
    ("signing", SigningStep.CLOSE): gettext_noop("Closed signing"),
    ("signing", SigningStep.FREEZE): gettext_noop("Froze the list"),
    ("signing", SigningStep.UNFREEZE): gettext_noop("Opened the list again"),
    ("signing", SigningStep.EXTEND): gettext_noop("Moved the deadline"),
    ("signing", SigningStep.ADMIT_INDIVIDUALS): gettext_noop("Let individuals sign"),
    ("signing", SigningStep.KEEP_TO_ORGANISATIONS): gettext_noop("Kept the letter to organisations"),
    ("signing", SigningStep.SET_PAUSES): gettext_noop("Said when pages pause by themselves"),
    ("signing", SigningStep.PAUSE_PAGE): gettext_noop("Paused a page for signing"),
    ("signing", SigningStep.RESUME_PAGE): gettext_noop("Resumed a page for signing"),
    ("release", ReleaseStep.SCHEDULE): gettext_noop("Set the publication"),
    ("release", ReleaseStep.HOLD): gettext_noop("Stopped the publication"),
    ("release", ReleaseStep.PUBLISH): gettext_noop("Published"),
}


def told(machine: str, step: str) -> str:
    """A step in words."""
    return gettext(WORDS[machine, step])
