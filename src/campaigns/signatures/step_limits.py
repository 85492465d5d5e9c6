"""How often one signature may be said to be wrong and right again, changed, or given another name: each writes to people.

What protects somebody is never held up: a signature is suspended, and a person hidden, at once and every time. Counted are
the signature's own steps, under its lock, whoever takes them by a link. Undoing and changing are refused with words once
they were done too often. Of more objections than a few, one mail is kept until the hour, or the day, is over; it is written
then and says how the signature stands at that time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import ActorKind
from campaigns.errors import TooMany
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.signatures.lifecycle import SignatureStep
from campaigns.signatures.models import SignatureEvent

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most so many in any hour and in any day; `words` are for who reaches it."""

    in_an_hour: int
    in_a_day: int
    words: str


TAKEN_BACK = Limit(
    2,
    3,
    gettext_noop(
        "This was said to be wrong and taken back several times. It stays off the list now until the secretariat has found"
        " out. Ring them, or write to them."
    ),
)
CHANGED = Limit(
    6,
    12,
    gettext_noop(
        "This row was changed often today, and each time its people get a mail. Try again later, or ask the secretariat."
    ),
)
NAME_PROPOSED = Limit(
    3, 6, gettext_noop("The secretariat was asked for other names often today. Wait for its answer, or write to them.")
)
#: Objections that the secretariat is told of one by one.
TOLD = Limit(4, 10, "")


async def refuse_too_often(
    session: AsyncSession, signature_id: UUID, step: SignatureStep, limit: Limit, now: datetime
) -> None:
    """Raises `TooMany` where people at the organisation took this step too often. The signature's row must be locked."""
    hour, day = await _counted(session, signature_id, step, now)
    if day >= limit.in_a_day:
        raise TooMany(gettext(limit.words), int(_DAY.total_seconds()))
    if hour >= limit.in_an_hour:
        raise TooMany(gettext(limit.words), int(_HOUR.total_seconds()))


async def objections_told_at(session: AsyncSession, signature_id: UUID, now: datetime) -> datetime:
    """When the newest objection is told by mail: at once, or once the hour or the day (in UTC) is over."""
    hour, day = await _counted(session, signature_id, SignatureStep.SUSPEND, now)
    if day > TOLD.in_a_day:
        return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
    if hour > TOLD.in_an_hour:
        return now.replace(minute=0, second=0, microsecond=0) + _HOUR
    return now


async def _counted(session: AsyncSession, signature_id: UUID, step: SignatureStep, now: datetime) -> tuple[int, int]:
    """How often a step was taken in the last hour and in the last day, by people who came by a link."""
    found = await session.execute(
        select(func.count().filter(SignatureEvent.at > now - _HOUR), func.count()).where(
            SignatureEvent.signature_id == signature_id,
            SignatureEvent.step == step,
            SignatureEvent.actor_kind == ActorKind.LINK,
            SignatureEvent.at > now - _DAY,
        )
    )
    hour, day = found.one()
    return hour, day
