"""The one line that says where a letter stands, derived from its three lifecycles."""

from enum import StrEnum

from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.lifecycles.text import TextState


class Headline(StrEnum):
    DRAFT = "Draft"
    READY_TO_INVITE = "Ready to invite"
    OPEN = "Open for signature"
    CLOSED = "Closed, checking names"
    FROZEN = "List frozen"
    SCHEDULED = "Scheduled"
    PUBLISHED_OPEN = "Published, still open"
    PUBLISHED = "Published"


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
