"""A standing authority.

    ┌───────┐  grant   ┌──────────┐  end      ┌───────┐
    │ asked │ ───────▶ │ in force │ ────────▶ │ ended │ ◀── end, of one that is only asked for
    └───────┘          └──────────┘           └───────┘
      │   │ expire      │   ▲   │ expire      ┌─────────┐
      │   └─────────────│───│───┴───────────▶ │ expired │
      │ refuse          └───┘                 └─────────┘
      ▼                  use
    ┌─────────┐
    │ refused │
    └─────────┘

Nothing may be signed before a person of the organisation has granted it, after it has ended, or after its last day, whether
or not the worker has been there. A use leaves it in force: the organisation can say no to one letter and keep it for others.
Its scope is never changed; another scope is another authority, and granting that ends the one before.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
from campaigns.lifecycle import Lifecycle, Rule


class AuthorityState(StrEnum):
    ASKED = "asked"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    ENDED = "ended"
    EXPIRED = "expired"


class AuthorityStep(StrEnum):
    GRANT = "grant"
    REFUSE = "refuse"
    USE = "use"
    END = "end"
    EXPIRE = "expire"


#: An organisation has one of each at most.
OPEN = frozenset({AuthorityState.ASKED, AuthorityState.IN_FORCE})


@dataclass(frozen=True)
class AuthorityFacts:
    """What the guards may ask; every instant is aware and in UTC.

    `over_at` is when it expires. `switched_on` is whether the coalition has standing authority at all, `two_people` the
    organisation's rule that a second person authorises what somebody signs. `person_present` means that whoever grants or
    granted it is a contact of the organisation now. `kind` is the letter's, `kinds` are those that the authority covers.
    """

    now: datetime
    over_at: datetime
    switched_on: bool
    two_people: bool
    person_present: bool
    basis_stated: bool = False
    kind: str = ""
    kinds: frozenset[str] = frozenset()


def is_switched_on(facts: AuthorityFacts) -> str | None:
    """A coalition that has switched it off signs nothing by it, whatever was granted before."""
    return None if facts.switched_on else gettext_noop("The coalition has standing authority switched off.")


def one_person_signs(facts: AuthorityFacts) -> str | None:
    """Where two people have to agree to each letter, one of them cannot agree to all of them beforehand."""
    if not facts.two_people:
        return None
    return gettext_noop("In this organisation two people have to agree, so it gives no standing authority.")


def person_is_present(facts: AuthorityFacts) -> str | None:
    """Whoever has left an organisation lets nobody sign for it any more."""
    if facts.person_present:
        return None
    return gettext_noop("The person who gives it is no longer a contact of the organisation.")


def time_is_left(facts: AuthorityFacts) -> str | None:
    """The server's time decides, also where the worker is late."""
    return None if facts.now < facts.over_at else gettext_noop("Its time is over.")


def time_is_over(facts: AuthorityFacts) -> str | None:
    """Nothing expires before its time."""
    return None if facts.now >= facts.over_at else gettext_noop("Its time is not over yet.")


def basis_is_stated(facts: AuthorityFacts) -> str | None:
    """Working somewhere is not authority to let others sign for it."""
    return None if facts.basis_stated else gettext_noop("Say on what authority you give it.")


def kind_is_covered(facts: AuthorityFacts) -> str | None:
    """What was allowed for statements was not allowed for letters."""
    return None if facts.kind in facts.kinds else gettext_noop("It does not cover letters of this kind.")


_S, _T = AuthorityState, AuthorityStep

LIFECYCLE: Lifecycle[AuthorityState, AuthorityStep, AuthorityFacts] = Lifecycle(
    gettext_noop("The standing authority"),
    {
        (_S.ASKED, _T.GRANT): Rule(
            _S.IN_FORCE, (is_switched_on, one_person_signs, person_is_present, time_is_left, basis_is_stated)
        ),
        (_S.ASKED, _T.REFUSE): Rule(_S.REFUSED),
        (_S.ASKED, _T.END): Rule(_S.ENDED),
        (_S.ASKED, _T.EXPIRE): Rule(_S.EXPIRED, (time_is_over,)),
        (_S.IN_FORCE, _T.USE): Rule(
            _S.IN_FORCE, (is_switched_on, one_person_signs, person_is_present, time_is_left, kind_is_covered)
        ),
        (_S.IN_FORCE, _T.END): Rule(_S.ENDED),
        (_S.IN_FORCE, _T.EXPIRE): Rule(_S.EXPIRED, (time_is_over,)),
    },
    words={
        _S.ASKED: gettext_noop("not granted yet"),
        _S.IN_FORCE: gettext_noop("in force"),
        _S.REFUSED: gettext_noop("refused"),
        _S.ENDED: gettext_noop("ended"),
        _S.EXPIRED: gettext_noop("expired"),
    },
)
