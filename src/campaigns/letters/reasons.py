"""Why a step of a letter was taken, as its history tells it.

It is stored in English. What we worded ourselves is said in the language that is being read; what people typed stays.
"""

from collections.abc import Mapping
from datetime import datetime

from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.moments import in_words
from campaigns.letters.lifecycles.release import ReleaseStep
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.models import LetterEvent

BEGUN = gettext_noop("Draft begun")
DEADLINE_CAME = gettext_noop("The deadline came.")
AT_ONCE = gettext_noop("At once")
#: The two pages by which anybody signs, by their names in the details of a step.
PAGES = {"public": gettext_noop("The public page."), "individuals": gettext_noop("The page for individuals.")}
_OURS = {BEGUN, DEADLINE_CAME, AT_ONCE, *PAGES.values()}


def set_for(at: datetime, zone: str) -> str:
    """For when a publication was set."""
    return gettext("For {when}", when=in_words(at, zone))


def moved(details: Mapping[str, str]) -> str:
    """From when to when a deadline was moved, and why. `details` are those of the step that moved it."""
    was, became = details["before"], details["after"]
    before = in_words(datetime.fromisoformat(was), details["zone_before"]) if was else gettext("none")
    after = in_words(datetime.fromisoformat(became), details["zone"])
    return gettext("From {before} to {after}. {why}", before=before, after=after, why=details["why"])


def paused(page: str, waiting: str) -> str:
    """Which page paused by itself, and how much waited then."""
    if page == "public":
        return gettext("The public page. {waiting} that were sent within an hour wait.", waiting=waiting)
    return gettext("The page for individuals. {waiting} that were sent within an hour wait.", waiting=waiting)


def pauses_set(details: Mapping[str, str]) -> str:
    """From how many on the pages pause by themselves."""
    return gettext(
        "Above {public} from organisations, above {individuals} from individuals.",
        public=details["public"],
        individuals=details["individuals"],
    )


def published_as(number: int | str) -> str:
    """Which edition was published."""
    return gettext("Edition {number}", number=number)


def reason_in_words(event: LetterEvent) -> str:
    """The reason of a step, in the language that is being read; in English as it is stored."""
    if event.reason in _OURS:
        return gettext(event.reason)
    return _of_details(event) if event.details else event.reason


def _of_details(event: LetterEvent) -> str:
    told, kept = event.reason, event.details
    match event.step:
        case SigningStep.EXTEND:
            told = moved(kept)
        case SigningStep.PAUSE_PAGE:
            told = paused(kept["page"], kept["waiting"])
        case SigningStep.SET_PAUSES:
            told = pauses_set(kept)
        case ReleaseStep.SCHEDULE:
            told = set_for(datetime.fromisoformat(kept["at"]), kept["zone"])
        case ReleaseStep.PUBLISH:
            told = published_as(kept["edition"])
    return told
