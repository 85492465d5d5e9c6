"""What the guards of a letter's lifecycles may ask. Gathered by `letters.actions`, judged here without I/O."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LetterFacts:
    """A letter as its guards see it at one instant; every instant is aware and in UTC.

    `text`, `signing` and `release` are the present states' values. `uses_untold` are rows made by standing
    authority whose organisations have not had their hour to object. `edition_waiting` says that a candidate edition exists,
    and `edition_says_the_text` that it was built from the newest version.
    """

    now: datetime
    text: str
    signing: str
    release: str
    rolling: bool
    deadline_at: datetime | None
    publish_at: datetime | None = None
    new_deadline_at: datetime | None = None
    text_problems: tuple[str, ...] = ()
    signatures_waiting: int = 0
    uses_untold: tuple[str, ...] = ()
    edition_waiting: bool = False
    edition_says_the_text: bool = True
