"""Ending a contact's link that got out, and giving the same contact another one; nobody else's link is touched."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.invitations.actions import INVITATION
from campaigns.invitations.models import Invitation, InvitationLink, InvitationLinkEvent, PassedOn
from campaigns.languages.catalogues import gettext
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.steps import lock_letter
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.organisations.models import Contact
from campaigns.text.characters import clean

LONGEST_REASON = 1000


async def replace_link(
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
    """Replace a contact's link by a new one and say how many mails go out with it: one where `send`, else none.

    With it end the links of colleagues to whom it was passed on and whom the secretariat has not made contacts; what they
    answered stays. `rotation` is that of the page on which it was decided. Raises `Invalid` (field `reason`), `NotFound`,
    `NotAllowedNow` for a contact who has ended, and `Conflict` where somebody replaced it meanwhile.
    """
    reason = checked_reason(reason)
    letter = await lock_letter(session, letter_id)
    found = await session.execute(
        select(InvitationLink, Contact)
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .join(Contact, Contact.id == InvitationLink.contact_id)
        .where(
            InvitationLink.id == link_id,
            Invitation.letter_id == letter_id,
            Invitation.organisation_id == organisation_id,
        )
        .with_for_update(of=InvitationLink)
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if row is None:
        raise NotFound
    link, contact = row
    if rotation is not None and rotation != link.rotation:
        raise Conflict(gettext("Somebody replaced this link while you were on this page. It was not replaced twice."))
    if link.ended_at is not None or contact.ended_at is not None:
        raise NotAllowedNow(gettext("This contact’s link has ended, so there is nothing to replace."))
    if send and letter.signing is not SigningState.OPEN:
        raise NotAllowedNow(
            gettext("Signing is not open, so no invitation can be sent now. Replace the link without sending it.")
        )
    before, link.rotation = link.rotation, link.rotation + 1
    session.add(
        InvitationLinkEvent(
            coalition_id=link.coalition_id,
            link_id=link.id,
            at=now,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_name=by.name,
            request_id=by.request_id,
            step="replace",
            from_state=str(before),
            to_state=str(link.rotation),
            reason=reason,
        )
    )
    await _end_passed_on(session, link.id, by, now)
    await session.flush()
    if not send:
        return 0
    mail = Outgoing(
        INVITATION,
        link.id,
        Recipient(contact.name, contact.email),
        Stream.INVITATION,
        key=f"replaced {link.rotation}",
    )
    return await send_many(session, [mail], now=now, coalition_id=link.coalition_id)


def checked_reason(reason: str) -> str:
    """Why a link is replaced, tidied. Raises `Invalid` (field `reason`)."""
    reason = clean(reason).strip()
    if not reason:
        raise Invalid({"reason": gettext("Say why the link is replaced. It is kept in its history.")})
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": gettext("Use {most} characters or fewer.", most=format(LONGEST_REASON, ","))})
    return reason


async def _end_passed_on(session: AsyncSession, link_id: UUID, by: Actor, now: datetime) -> None:
    """Whoever has the link may have passed it on to themselves: a colleague's link is no better than the one it is from."""
    passed = (
        await session.scalars(
            select(PassedOn).where(
                PassedOn.from_link_id == link_id, PassedOn.taken_back_at.is_(None), PassedOn.confirmed_at.is_(None)
            )
        )
    ).all()
    for one in passed:
        one.taken_back_at, one.taken_back_by = now, by.name
    await session.execute(
        update(InvitationLink).where(InvitationLink.id.in_([one.link_id for one in passed])).values(ended_at=now)
    )
