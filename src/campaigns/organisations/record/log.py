"""Writing down what was changed on an organisation's record. A row is written with the change and never altered."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.organisations.models import Organisation, OrganisationChange

#: A reason or a value is kept up to here; names and labels are shorter.
LONGEST = 2000
#: Reasons that nobody typed. They are kept in English, as everything here is.
MAY_BE_USED = gettext_noop("said that it may be used")
PROPOSED = gettext_noop("proposed by a contact of the organisation")
ASKED_TO_JOIN = gettext_noop("asked to join, and was accepted")
#: How somebody of the organisation is called where no name may stand.
BY_A_CONTACT = gettext_noop("A contact of the organisation")
#: Fields whose values are words of ours, and no names or texts of an organisation's.
_IN_OUR_WORDS = frozenset(
    {
        *(
            "contacts",
            "host organisation",
            "infrastructure body",
            "language",
            "lead partner",
            "logo",
            "member",
            "membership",
        ),
        *("relation", "signs on behalf of its members", "who may sign"),
    }
)


class Log:
    """Notes what one actor changes on one organisation at one time."""

    def __init__(self, session: AsyncSession, organisation: Organisation, actor: Actor, now: datetime) -> None:
        self._session, self._organisation, self._actor, self._now = session, organisation, actor, now

    def note(self, field: str, was: object, became: object, reason: str = "", other_id: UUID | None = None) -> None:
        """Note that a field, called by its words, was one thing and became another; nothing where both are the same.

        `other_id` is an organisation whose own changes are told with this one's from now on.
        """
        before, after = _in_words(was), _in_words(became)
        if before == after:
            return
        self._session.add(
            OrganisationChange(
                coalition_id=self._organisation.coalition_id,
                organisation_id=self._organisation.id,
                at=self._now,
                actor_kind=self._actor.kind.value,
                actor_id=self._actor.id,
                actor_name=self._actor.name,
                request_id=self._actor.request_id,
                field=field,
                was=before,
                now=after,
                reason=reason[:LONGEST],
                other_id=other_id,
            )
        )


def value_told(field: str, value: str) -> str:
    """What a field was or became, in the language that is being read where it is kept in words of ours."""
    if not value or field not in _IN_OUR_WORDS:
        return value
    # Behind what happened to a person stands their role, as it was typed.
    ours, bracket, typed = value.partition(" (")
    return f"{gettext(ours)}{bracket}{typed}"


def reason_told(reason: str) -> str:
    """A reason as it was typed; one that nobody typed in the language that is being read."""
    return gettext(reason) if reason in {MAY_BE_USED, PROPOSED, ASKED_TO_JOIN} else reason


def by_told(name: str) -> str:
    """Who changed it, by name; somebody who is not named, in the language that is being read."""
    return gettext(name) if name == BY_A_CONTACT else name


def _in_words(value: object) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return gettext_noop("yes") if value else gettext_noop("no")
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case str() | UUID() | int():
            return str(value)[:LONGEST]
        case Iterable():
            return ", ".join(_in_words(one) for one in value)[:LONGEST]
    raise TypeError(f"{type(value).__name__} has no words for the log.")
