"""Writing down what was changed on an organisation's record. A row is written with the change and never altered."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.organisations.models import Organisation, OrganisationChange

#: A reason or a value is kept up to here; names and labels are shorter.
LONGEST = 2000


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


def _in_words(value: object) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case str() | UUID() | int():
            return str(value)[:LONGEST]
        case Iterable():
            return ", ".join(_in_words(one) for one in value)[:LONGEST]
    raise TypeError(f"{type(value).__name__} has no words for the log.")
