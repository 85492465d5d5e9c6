"""Inviting organisations to sign, by a link of its own for each contact."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.errors import Invalid, NotAllowedNow, NotFound
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.languages.catalogues import gettext
from campaigns.letters.actions import open_signing
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Letter
from campaigns.letters.steps import lock_letter
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.mail.suppression import suppressed
from campaigns.organisations.models import Contact, Organisation

INVITATION = "invitation"
REMINDER = "reminder"
PASSED_ON = "passed_on"


class Wave(msgspec.Struct, frozen=True):
    """What one invitation wave did. `number` counts the waves of the letter, and is 0 for one that invited nobody.

    `unreachable` organisations are invited but have nobody who can be written to.
    """

    organisations: int
    mails: int
    unreachable: int
    number: int


async def invite(
    session: AsyncSession,
    letter_id: UUID,
    organisation_ids: Sequence[UUID],
    row_version: int | None,
    by: Actor,
    now: datetime,
) -> Wave:
    """Invite organisations to sign, opening the letter for signature first where it is not open yet.

    An organisation that was invited before is left as it is: its links still work. A few statements, however many there are.
    Raises `Invalid` for an empty choice, and what `open_signing` raises.
    """
    letter = await lock_letter(session, letter_id, row_version)
    known = list(await session.scalars(select(Organisation.id).where(Organisation.id.in_(organisation_ids))))
    if not known:
        raise Invalid({"organisations": gettext("Choose at least one organisation to invite.")})
    if letter.signing is SigningState.NOT_OPEN:
        await open_signing(session, letter, by, now)
    elif letter.signing is not SigningState.OPEN:
        raise NotAllowedNow(gettext("Signing has closed, so nobody can be invited now."))
    # The letter's row lock makes the number this wave's own.
    last = await session.scalar(select(func.max(Invitation.wave)).where(Invitation.letter_id == letter.id))
    number = (last or 0) + 1
    invited = await session.execute(
        insert(Invitation)
        .on_conflict_do_nothing(index_elements=["letter_id", "organisation_id"])
        .returning(Invitation.id, Invitation.organisation_id),
        [_invitation(letter, organisation, number, by, now) for organisation in known],
    )
    invitation_of = {organisation: invitation for invitation, organisation in invited}
    contacts = list(
        await session.scalars(
            select(Contact)
            .where(Contact.organisation_id.in_(invitation_of), Contact.gets_invitations, Contact.ended_at.is_(None))
            .order_by(Contact.id)
        )
    )
    mails = await link_and_send(session, letter, invitation_of, contacts, now)
    keys = [contact.email_key for contact in contacts]
    stopped = await suppressed(session, letter.coalition_id, keys, Stream.INVITATION)
    reached = {contact.organisation_id for contact in contacts if contact.email_key not in stopped}
    return Wave(len(invitation_of), mails, len(set(invitation_of) - reached), number if invitation_of else 0)


def _invitation(letter: Letter, organisation_id: UUID, wave: int, by: Actor, now: datetime) -> dict[str, object]:
    return {
        "coalition_id": letter.coalition_id,
        "letter_id": letter.id,
        "organisation_id": organisation_id,
        "wave": wave,
        "created_at": now,
        "created_by": by.id if by.kind is ActorKind.PERSON else None,
    }


async def link_and_send(
    session: AsyncSession, letter: Letter, invitation_of: dict[UUID, UUID], contacts: Sequence[Contact], now: datetime
) -> int:
    """Give each of these contacts a link of their own and send it, and say how many are written to.

    `invitation_of` has the invitation of each organisation. A contact who has a link already is left out.
    """
    if not contacts:
        return 0
    links = await session.execute(
        insert(InvitationLink)
        .on_conflict_do_nothing(index_elements=["invitation_id", "contact_id"])
        .returning(InvitationLink.id, InvitationLink.contact_id),
        [
            {
                "coalition_id": letter.coalition_id,
                "invitation_id": invitation_of[contact.organisation_id],
                "contact_id": contact.id,
                "rotation": 0,
            }
            for contact in contacts
        ],
    )
    contact_of = {contact.id: contact for contact in contacts}
    outgoing = [
        Outgoing(INVITATION, link, Recipient(contact_of[contact].name, contact_of[contact].email), Stream.INVITATION)
        for link, contact in links
        if contact is not None
    ]
    return await send_many(session, outgoing, now=now, coalition_id=letter.coalition_id)


async def send_again(session: AsyncSession, letter_id: UUID, organisation_id: UUID, now: datetime) -> int:
    """Mail an organisation's contacts the same links again; contacts added since get one of their own.

    Returns how many are written to, without those whose address is suppressed. Raises `NotFound` for an organisation that
    was not invited.
    """
    letter = await lock_letter(session, letter_id)
    if letter.signing is not SigningState.OPEN:
        raise NotAllowedNow(gettext("Signing is not open, so an invitation cannot be sent now."))
    invitation = await session.scalar(
        select(Invitation).where(Invitation.letter_id == letter_id, Invitation.organisation_id == organisation_id)
    )
    if invitation is None:
        raise NotFound
    contacts = list(
        await session.scalars(
            select(Contact).where(
                Contact.organisation_id == organisation_id, Contact.gets_invitations, Contact.ended_at.is_(None)
            )
        )
    )
    await link_and_send(session, letter, {organisation_id: invitation.id}, contacts, now)
    links = await session.scalars(
        select(InvitationLink).where(
            InvitationLink.invitation_id == invitation.id,
            InvitationLink.contact_id.in_([contact.id for contact in contacts]),
            InvitationLink.ended_at.is_(None),
        )
    )
    contact_of = {contact.id: contact for contact in contacts}
    # The minute is part of the key, so that pressing the button twice sends once.
    again = [
        Outgoing(
            INVITATION,
            link.id,
            Recipient(contact.name, contact.email),
            Stream.INVITATION,
            key=f"again {now:%Y-%m-%dT%H:%M}",
        )
        for link in links
        if link.contact_id is not None and (contact := contact_of[link.contact_id])
    ]
    return await send_many(session, again, now=now, coalition_id=letter.coalition_id)
