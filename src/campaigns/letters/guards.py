"""Whether a step could be taken now, asked before anybody presses a button."""

from datetime import datetime

from campaigns.errors import NotAllowedNow
from campaigns.letters.lifecycles import release, signing, text
from campaigns.letters.lifecycles.facts import LetterFacts
from campaigns.letters.lifecycles.release import ReleaseStep
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.lifecycles.text import TextStep
from campaigns.letters.queries import LetterDetail


def refusal(
    letter: LetterDetail,
    step: TextStep | SigningStep | ReleaseStep,
    now: datetime,
    waiting: int = 0,
    untold: tuple[str, ...] = (),
) -> str | None:
    """Why the letter's tables refuse a step at this instant, in a sentence, or None where they allow it.

    `waiting` is how many signatures wait for a check or a review, `untold` are rows made by standing authority whose
    organisations have not had their hour. An edition is taken to be there, and the text complete.
    """
    facts = LetterFacts(
        now=now,
        text=letter.text,
        signing=letter.signing,
        release=letter.release,
        rolling=letter.rolling,
        deadline_at=letter.deadline_at,
        publish_at=letter.publish_at,
        signatures_waiting=waiting,
        uses_untold=untold,
        edition_waiting=True,
    )
    try:
        if isinstance(step, TextStep):
            text.LIFECYCLE.after(letter.text, step, facts)
        elif isinstance(step, SigningStep):
            signing.LIFECYCLE.after(letter.signing, step, facts)
        else:
            release.LIFECYCLE.after(letter.release, step, facts)
    except NotAllowedNow as why:
        return str(why)
    return None
