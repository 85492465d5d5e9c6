"""The one line that says where a letter stands, derived from its three lifecycles."""

from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.lifecycles.text import TextState


#: Stored nowhere; pages show them with `gettext`, and the API as they are.
class Headline(StrEnum):
    DRAFT = gettext_noop("Draft")
    READY_TO_INVITE = gettext_noop("Ready to invite")
    OPEN = gettext_noop("Open for signature")
    CLOSED = gettext_noop("Closed, checking names")
    FROZEN = gettext_noop("List frozen")
    SCHEDULED = gettext_noop("Scheduled")
    PUBLISHED_OPEN = gettext_noop("Published, still open")
    PUBLISHED = gettext_noop("Published")


_BY_SIGNING = {
    SigningState.NOT_OPEN: Headline.READY_TO_INVITE,
    SigningState.OPEN: Headline.OPEN,
    SigningState.CLOSED: Headline.CLOSED,
    SigningState.FROZEN: Headline.FROZEN,
}


def headline(text: TextState, signing: SigningState, release: ReleaseState) -> Headline:
    """What people see of a letter's state."""
    if release is ReleaseState.PUBLISHED:
        return Headline.PUBLISHED_OPEN if signing is SigningState.OPEN else Headline.PUBLISHED
    if release is ReleaseState.SCHEDULED:
        return Headline.SCHEDULED
    if text is TextState.DRAFTING:
        return Headline.DRAFT
    return _BY_SIGNING[signing]
