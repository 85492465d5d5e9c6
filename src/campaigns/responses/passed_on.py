"""Colleagues to whom an invitation was passed on: the secretariat makes one a contact, or ends the link."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, NotFound
from campaigns.invitations.models import Invitation, InvitationLink, PassedOn
from campaigns.languages.catalogues import gettext
from campaigns.letters.steps import lock_letter
from campaigns.organisations.actions import add_contact
from campaigns.organisations.fields import ContactFields
from campaigns.signatures.passing import take_back


async def confirm(
    session: AsyncSession, letter_id: UUID, organisation_id: UUID, passed_id: UUID, by: Actor, now: datetime
) -> None:
    """Make a colleague a contact of the organisation, who gets invitations and notices; their link becomes a contact's.

    Doing it again changes nothing. Raises `NotFound`, `Conflict` where it was taken back, and `Invalid` where the address is
    a contact's already.
    """
    await lock_letter(session, letter_id)
    found = await session.execute(
        select(PassedOn, InvitationLink)
        .join(InvitationLink, InvitationLink.id == PassedOn.link_id)
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .where(
            PassedOn.id == passed_id,
            Invitation.letter_id == letter_id,
            Invitation.organisation_id == organisation_id,
        )
        .with_for_update(of=(PassedOn, InvitationLink))
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if row is None:
        raise NotFound
    passed, link = row
    if passed.taken_back_at is not None:
        raise Conflict(gettext("This was taken back, so the person has no link any more."))
    if passed.confirmed_at is not None:
        return
    contact = await add_contact(session, organisation_id, ContactFields(email=passed.email, name=passed.name), by, now)
    theirs = await session.scalar(
        select(InvitationLink).where(
            InvitationLink.invitation_id == link.invitation_id, InvitationLink.contact_id == contact.id
        )
    )
    if theirs is None:
        link.contact_id = contact.id
    else:
        # They were a contact before and have a link of their own; one is enough.
        theirs.ended_at, link.ended_at = None, now
    passed.confirmed_at, passed.confirmed_by = now, by.id
    await session.flush()


async def end_link(
    session: AsyncSession, letter_id: UUID, organisation_id: UUID, passed_id: UUID, by: Actor, now: datetime
) -> None:
    """End a colleague's link, while they have not answered. Raises `NotFound`, `Conflict`."""
    invitation_id = await session.scalar(
        select(Invitation.id).where(Invitation.letter_id == letter_id, Invitation.organisation_id == organisation_id)
    )
    if invitation_id is None:
        raise NotFound
    await take_back(session, invitation_id, passed_id, by.name, now)
