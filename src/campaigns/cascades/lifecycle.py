"""A cascade link.

    ┌──────┐ ── pause ──▶ ┌────────┐
    │ open │              │ paused │
    └──────┘ ◀─ resume ── └────────┘
        │ end                 │ end
        ▼                     ▼
    ┌──────────────────────────────┐
    │            ended             │
    └──────────────────────────────┘

`change cap` leaves it as it is, and so does `replace`, which puts another address in the place of one that got out.
Signatures that came by the link stay whatever becomes of it; once it has ended, its body vouches for nothing more, and the
secretariat decides what still waits. The letter's own window is not part of this.
"""

from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
from campaigns.lifecycle import Lifecycle, Rule


class LinkState(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    ENDED = "ended"


class LinkStep(StrEnum):
    GIVE = "give"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    CHANGE_CAP = "change_cap"
    REPLACE = "replace"


_S, _T = LinkState, LinkStep

LIFECYCLE: Lifecycle[LinkState, LinkStep, None] = Lifecycle(
    gettext_noop("The link"),
    {
        (_S.OPEN, _T.GIVE): Rule(_S.OPEN),
        (_S.OPEN, _T.PAUSE): Rule(_S.PAUSED),
        (_S.PAUSED, _T.RESUME): Rule(_S.OPEN),
        **{(state, _T.END): Rule(_S.ENDED) for state in (_S.OPEN, _S.PAUSED)},
        **{(state, step): Rule(state) for state in (_S.OPEN, _S.PAUSED) for step in (_T.CHANGE_CAP, _T.REPLACE)},
    },
    words={_S.OPEN: gettext_noop("open"), _S.PAUSED: gettext_noop("paused"), _S.ENDED: gettext_noop("ended")},
)
