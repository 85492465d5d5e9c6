"""The links of one organisation's contacts to a letter, and replacing one that got out."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import NotFound
from campaigns.invitations.models import InvitationLink, InvitationLinkEvent
from campaigns.invitations.replacing import replace_link
from campaigns.organisations.models import Contact
from campaigns.unusual_use.alerts import settle_for
from campaigns.unusual_use.models import Outcome

_MOST = 200


class ReplacedTold(msgspec.Struct, frozen=True, kw_only=True):
    """When a link was replaced, by whom and why. `at` is in UTC."""

    at: datetime
    by: str
    reason: str


class LinkTold(msgspec.Struct, frozen=True, kw_only=True):
    """A contact's link. `rotation` counts how often it was replaced, and goes with a request to do it.

    `replaced` has the newest first. `ended` is one that opens nothing any more, because its contact has ended.
    """

    id: UUID
    contact_id: UUID
    name: str
    email: str
    ended: bool
    rotation: int
    replaced: list[ReplacedTold]


async def links_of(session: AsyncSession, invitation_id: UUID) -> list[LinkTold]:
    """The links of an invitation's contacts, with how often each was replaced: two statements."""
    found = (
        await session.execute(
            select(InvitationLink, Contact)
            .join(Contact, Contact.id == InvitationLink.contact_id)
            .where(InvitationLink.invitation_id == invitation_id)
            .order_by(InvitationLink.id)
            .limit(_MOST)
        )
    ).all()
    events = await _replaced(session, [link.id for link, _ in found])
    return [
        LinkTold(
            id=link.id,
            contact_id=contact.id,
            name=contact.name,
            email=contact.email,
            ended=link.ended_at is not None or contact.ended_at is not None,
            rotation=link.rotation,
            replaced=events[link.id],
        )
        for link, contact in found
    ]


async def replace(
    session: AsyncSession,
    letter_id: UUID,
    organisation_id: UUID,
    link_id: UUID,
    *,
    reason: str,
    rotation: int | None,
    send: bool,
    by: Actor,
    now: datetime,
) -> int:
    """Replace a link, which settles what was said of its use. Gives the mails that go out, and raises as `replace_link`."""
    mails = await replace_link(
        session, letter_id, organisation_id, link_id, reason=reason, rotation=rotation, send=send, by=by, now=now
    )
    await settle_for(session, link_id, Outcome.REPLACED, by, now)
    return mails


def link_in(links: Sequence[LinkTold], link_id: UUID) -> LinkTold:
    """One of them. Raises `NotFound`."""
    found = next((one for one in links if one.id == link_id), None)
    if found is None:
        raise NotFound
    return found


async def _replaced(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[ReplacedTold]]:
    told: dict[UUID, list[ReplacedTold]] = defaultdict(list)
    found = await session.scalars(
        select(InvitationLinkEvent)
        .where(InvitationLinkEvent.link_id.in_(ids))
        .order_by(InvitationLinkEvent.id.desc())
        .limit(_MOST)
    )
    for event in found:
        told[event.link_id].append(ReplacedTold(at=event.at, by=event.actor_name, reason=event.reason))
    return told
