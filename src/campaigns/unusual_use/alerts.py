"""Noticing that a link or page is used from unusually many places, by what is sent from there and never by what is opened.

Programs that check mail open every link, and nobody else is told apart from them by a GET. So counted is who sends a form:
each place once a day, as a keyed hash, with the other limits of the service (`campaigns.web.rate_limits`). A form that is
sent twice from one place costs one row and no more.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, NotFound
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.languages.catalogues import gettext
from campaigns.letters.models import Letter
from campaigns.organisations.models import Contact, Organisation
from campaigns.tokens import Keys
from campaigns.unusual_use.models import Outcome, UseAlert, Used
from campaigns.unusual_use.telling import UNUSUAL_USE, tell_secretariat
from campaigns.web.rate_limits import count_here

#: From how many places in a day something is used before it is unusual. An organisation answers from its office, from
#: people's homes and from their phones; a cascade link and a page are for many organisations.
UNUSUAL = {Used.INVITATION: 8, Used.CASCADE: 150, Used.PUBLIC: 150, Used.INDIVIDUALS: 1000}
_A_DAY = 24 * 3600
_MOST = 50


class AlertTold(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was used from unusually many places and waits for a decision. `at` is in UTC.

    `used_id` is the link's id. `organisation_id`, `organisation` and `holder` are those of an invitation's link, and empty
    for anything else.
    """

    id: UUID
    used: Used
    used_id: UUID
    clients: int
    at: datetime
    organisation_id: UUID | None
    organisation: str
    holder: str


async def count_use(
    session: AsyncSession, keys: Keys, used: Used, used_id: UUID, letter_id: UUID, client: str, now: datetime
) -> None:
    """Count that something was used from one place, and tell the secretariat once it is unusual.

    It counts with the present transaction. The session is held to the coalition.
    """
    key = f"{used} {used_id}"
    if await count_here(session, keys, "used from a place", f"{key} {client}", _A_DAY, now) > 1:
        return
    places = await count_here(session, keys, "used from places", key, _A_DAY, now)
    if places == UNUSUAL[used]:
        await _raise(session, used, used_id, letter_id, places, now)


async def _raise(session: AsyncSession, used: Used, used_id: UUID, letter_id: UUID, places: int, now: datetime) -> None:
    coalition_id = await session.scalar(select(Letter.coalition_id).where(Letter.id == letter_id))
    if coalition_id is None:
        return
    raised = await session.scalar(
        insert(UseAlert)
        .values(coalition_id=coalition_id, letter_id=letter_id, used=used, used_id=used_id, clients=places, at=now)
        .on_conflict_do_nothing()
        .returning(UseAlert.id)
    )
    if raised is not None:
        await tell_secretariat(session, UNUSUAL_USE, raised, coalition_id, now)


async def open_alerts(
    session: AsyncSession,
    letter_id: UUID,
    *,
    organisation_id: UUID | None = None,
    used_id: UUID | None = None,
    alert_id: UUID | None = None,
) -> Sequence[AlertTold]:
    """What waits for a decision, the oldest first: of a letter, of one organisation's links, of one link, or one alert."""
    query = (
        select(
            UseAlert.id,
            UseAlert.used,
            UseAlert.used_id,
            UseAlert.clients,
            UseAlert.at,
            Organisation.id.label("organisation_id"),
            func.coalesce(Organisation.display_name, "").label("organisation"),
            func.coalesce(func.nullif(Contact.name, ""), Contact.email, "").label("holder"),
        )
        .outerjoin(InvitationLink, InvitationLink.id == UseAlert.used_id)
        .outerjoin(Invitation, Invitation.id == InvitationLink.invitation_id)
        .outerjoin(Organisation, Organisation.id == Invitation.organisation_id)
        .outerjoin(Contact, Contact.id == InvitationLink.contact_id)
        .where(UseAlert.letter_id == letter_id, UseAlert.settled_at.is_(None))
        .order_by(UseAlert.id)
        .limit(_MOST)
    )
    if organisation_id is not None:
        query = query.where(Organisation.id == organisation_id)
    if used_id is not None:
        query = query.where(UseAlert.used_id == used_id)
    if alert_id is not None:
        query = query.where(UseAlert.id == alert_id)
    return [AlertTold(**row) for row in (await session.execute(query)).mappings()]


async def leave(session: AsyncSession, letter_id: UUID, alert_id: UUID, by: Actor, now: datetime) -> None:
    """Say that nothing is done about it. Raises `NotFound`, and `Conflict` where somebody has decided otherwise."""
    alert = await session.scalar(
        select(UseAlert)
        .where(UseAlert.id == alert_id, UseAlert.letter_id == letter_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if alert is None:
        raise NotFound
    if alert.outcome not in (None, Outcome.LEFT):
        raise Conflict(gettext("{name} has decided about this already. Look at it again first.", name=alert.settled_by))
    if alert.outcome is None:
        alert.settled_at, alert.settled_by, alert.outcome = now, by.name, Outcome.LEFT
        await session.flush()


async def settle_for(session: AsyncSession, used_id: UUID, outcome: Outcome, by: Actor, now: datetime) -> None:
    """Settle what was noticed about a link or page, because something was done about it."""
    await session.execute(
        update(UseAlert)
        .where(UseAlert.used_id == used_id, UseAlert.settled_at.is_(None))
        .values(settled_at=now, settled_by=literal(by.name), outcome=outcome)
        .execution_options(synchronize_session=False)
    )
