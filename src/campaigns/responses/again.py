"""The same link once more to several organisations at once: first said exactly whom it writes to and whom not, then sent."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid, NotAllowedNow
from campaigns.invitations.actions import INVITATION
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.steps import lock_letter
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.organisations.models import Contact
from campaigns.responses.rows import Response, rows_of

#: How many organisations can be written to at once, which is a page of the board.
MOST_AT_ONCE = 100

#: Why a second invitation would be wrong, by what the organisation has answered. The others have not answered for good.
_ANSWERED = {
    Response.SIGNED: gettext_noop("it has signed"),
    Response.SUSPENDED: gettext_noop("its signature is suspended"),
    Response.AWAITING: gettext_noop("its signature waits for the address to be confirmed"),
    Response.AUTHORITY: gettext_noop("its signature waits for somebody to authorise it"),
    Response.REVIEW: gettext_noop("its signature waits for your review"),
    Response.DECLINED: gettext_noop("it has declined"),
    Response.WITHDRAWN: gettext_noop("it has withdrawn its signature"),
    Response.REJECTED: gettext_noop("you rejected its signature"),
    Response.REMOVED: gettext_noop("you removed its signature"),
    Response.SUPERSEDED: gettext_noop("another signature took the place of its own"),
}
_NOBODY = gettext_noop("it has no contact who gets invitations")


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation that was ticked. `why_not` is empty where it is written to, at so many `addresses`."""

    organisation_id: UUID
    name: str
    response: Response
    addresses: int
    why_not: str


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the same link would go to and whom not, each in list order."""

    written: list[Choice]
    left_out: list[Choice]

    @property
    def mails(self) -> int:
        """How many mails that makes."""
        return sum(one.addresses for one in self.written)


async def preview(session: AsyncSession, letter_id: UUID, organisation_ids: Sequence[UUID]) -> Preview:
    """What sending the same link again to these organisations would do; unknown ids and those not invited are left out.

    Raises `Invalid` (field `organisations`) for none or too many.
    """
    wanted = set(organisation_ids)
    if not wanted:
        raise Invalid({"organisations": gettext("Tick at least one organisation.")})
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid({"organisations": gettext("Tick no more than {most} organisations at once.", most=MOST_AT_ONCE)})
    rows = rows_of(letter_id)
    addresses = (
        select(func.count())
        .select_from(Contact)
        .where(Contact.organisation_id == rows.c.organisation_id, Contact.gets_invitations, Contact.ended_at.is_(None))
        .correlate(rows)
        .scalar_subquery()
    )
    found = await session.execute(
        select(rows.c.organisation_id, rows.c.name, rows.c.response, addresses)
        .where(rows.c.organisation_id.in_(wanted))
        .order_by(rows.c.sort_key, rows.c.id)
    )
    choices = [_choice(*row) for row in found]
    return Preview(written=[one for one in choices if not one.why_not], left_out=[one for one in choices if one.why_not])


async def send_again_to(session: AsyncSession, letter_id: UUID, organisation_ids: Sequence[UUID], now: datetime) -> Preview:
    """Mail the contacts of these organisations the same links again, and say whom that was.

    Whoever has answered meanwhile is left out. Contacts added since they were invited get a link of their own. A button
    pressed twice within a minute sends once. Four statements, however many there are. Raises `Invalid`, `NotAllowedNow`.
    """
    letter = await lock_letter(session, letter_id)
    if letter.signing is not SigningState.OPEN:
        raise NotAllowedNow(gettext("Signing is not open, so an invitation cannot be sent now."))
    chosen = await preview(session, letter_id, organisation_ids)
    if not chosen.written:
        raise Invalid({"organisations": gettext("None of these organisations is written to, so nothing was sent.")})
    invited = await session.execute(
        select(Invitation.id, Contact.id, Contact.name, Contact.email)
        .join(Contact, Contact.organisation_id == Invitation.organisation_id)
        .where(
            Invitation.letter_id == letter_id,
            Invitation.organisation_id.in_([one.organisation_id for one in chosen.written]),
            Contact.gets_invitations,
            Contact.ended_at.is_(None),
        )
    )
    people: dict[tuple[UUID, UUID | None], Recipient] = {
        (invitation, contact): Recipient(name, email) for invitation, contact, name, email in invited
    }
    await session.execute(
        insert(InvitationLink).on_conflict_do_nothing(index_elements=["invitation_id", "contact_id"]),
        [
            {"coalition_id": letter.coalition_id, "invitation_id": invitation, "contact_id": contact, "rotation": 0}
            for invitation, contact in people
        ],
    )
    links = await session.execute(
        select(InvitationLink.id, InvitationLink.invitation_id, InvitationLink.contact_id)
        .where(InvitationLink.invitation_id.in_({invitation for invitation, _ in people}), InvitationLink.ended_at.is_(None))
        .order_by(InvitationLink.id)
    )
    # The same key as that of one organisation's button, so that the two together send once.
    key = f"again {now:%Y-%m-%dT%H:%M}"
    outgoing = [
        Outgoing(INVITATION, link, people[invitation, contact], Stream.INVITATION, key)
        for link, invitation, contact in links
        if (invitation, contact) in people
    ]
    await send_many(session, outgoing, now=now, coalition_id=letter.coalition_id)
    return chosen


def _choice(organisation_id: UUID, name: str, response: str, addresses: int) -> Choice:
    said = Response(response)
    why_not = _ANSWERED.get(said) or ("" if addresses else _NOBODY)
    return Choice(organisation_id=organisation_id, name=name, response=said, addresses=addresses, why_not=gettext(why_not))
