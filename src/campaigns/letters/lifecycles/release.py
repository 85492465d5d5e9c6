"""The release of a letter to the public.

    ┌────────────┐  schedule   ┌───────────┐  publish   ┌───────────┐ ───┐ publish
    │ unreleased │ ──────────▶ │ scheduled │ ─────────▶ │ published │    │ (a new edition)
    └────────────┘ ◀────────── └───────────┘            └───────────┘ ◀──┘
                      hold

"Publish now" is a schedule for this instant. Until `publish` nothing public, not even an error page, shows that the letter
exists. A rolling statement publishes again with every new edition.
"""

from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
from campaigns.letters.lifecycles.facts import LetterFacts
from campaigns.lifecycle import Lifecycle, Rule


class ReleaseState(StrEnum):
    UNRELEASED = "unreleased"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"


class ReleaseStep(StrEnum):
    SCHEDULE = "schedule"
    HOLD = "hold"
    PUBLISH = "publish"


def edition_is_waiting(facts: LetterFacts) -> str | None:
    """There must be an edition to publish."""
    if facts.edition_waiting:
        return None
    if facts.rolling:
        return gettext_noop("Build an edition before you publish.")
    return gettext_noop("Freeze the list before you publish, so that there is an edition to publish.")


def edition_says_the_text(facts: LetterFacts) -> str | None:
    """No edition of an older version goes out beside the title, the kind and the address of a newer one."""
    if facts.text != "locked":
        return gettext_noop("The text is being revised. Lock it and build the edition again before you publish.")
    if not facts.edition_says_the_text:
        return gettext_noop("The text was revised after this edition was built. Build the edition again before you publish.")
    return None


def publish_time_has_come(facts: LetterFacts) -> str | None:
    """The clock job may be early or run twice; publication may not."""
    if facts.publish_at is not None and facts.publish_at <= facts.now:
        return None
    return gettext_noop("The time of publication has not come yet.")


LIFECYCLE: Lifecycle[ReleaseState, ReleaseStep, LetterFacts] = Lifecycle(
    gettext_noop("The letter"),
    {
        (ReleaseState.UNRELEASED, ReleaseStep.SCHEDULE): Rule(
            ReleaseState.SCHEDULED, (edition_is_waiting, edition_says_the_text)
        ),
        (ReleaseState.SCHEDULED, ReleaseStep.HOLD): Rule(ReleaseState.UNRELEASED),
        (ReleaseState.SCHEDULED, ReleaseStep.PUBLISH): Rule(
            ReleaseState.PUBLISHED, (edition_is_waiting, edition_says_the_text, publish_time_has_come)
        ),
        (ReleaseState.PUBLISHED, ReleaseStep.PUBLISH): Rule(
            ReleaseState.PUBLISHED, (edition_is_waiting, edition_says_the_text)
        ),
    },
    words={
        ReleaseState.UNRELEASED: gettext_noop("not scheduled for publication"),
        ReleaseState.SCHEDULED: gettext_noop("scheduled for publication"),
        ReleaseState.PUBLISHED: gettext_noop("published"),
    },
)
