"""Giving an infrastructure body a cascade link, and what the secretariat does with it later."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.cascades import reasons
from campaigns.cascades.lifecycle import LIFECYCLE, LinkState, LinkStep
from campaigns.cascades.models import CASCADE_PACK, CASCADE_PAGE, CascadeEvent, state_of
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.invitations.replacing import checked_reason
from campaigns.languages.catalogues import gettext
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Letter
from campaigns.letters.steps import lock_letter
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.organisations.models import Contact, Organisation
from campaigns.signatures.models import CascadeLink
from campaigns.unusual_use.alerts import settle_for
from campaigns.unusual_use.models import Outcome

#: More than most bodies' members come to, and few enough to look at if the link is passed around where it should not be.
CAP = 250
LARGEST_CAP = 20_000


async def give(
    session: AsyncSession, letter_id: UUID, organisation_id: UUID, cap: int, by: Actor, now: datetime
) -> CascadeLink:
    """Give an infrastructure body a link to a letter that is open, and mail it to the body's contacts.

    Raises `Invalid` (fields `organisation`, `cap`), `NotAllowedNow`, `NotFound`, `Conflict` where it has one already.
    """
    letter = await lock_letter(session, letter_id)
    _require_open(letter)
    body = await session.get(Organisation, organisation_id)
    if body is None or body.coalition_id != letter.coalition_id:
        raise NotFound
    if not body.is_infrastructure:
        told = gettext("{name} is not marked as an infrastructure body in the directory.", name=body.display_name)
        raise Invalid({"organisation": told})
    _check_cap(cap)
    link = CascadeLink(
        coalition_id=letter.coalition_id, letter_id=letter.id, organisation_id=body.id, cap=cap, created_at=now
    )
    try:
        async with session.begin_nested():
            session.add(link)
    except IntegrityError as error:
        if "uq_cascade_link_one_for_each_body" not in str(error.orig):
            raise
        raise Conflict(gettext("{name} has a link to this letter already.", name=body.display_name)) from None
    _note(session, link, LinkStep.GIVE, by, now, reasons.takes(cap))
    await _send(session, link, now)
    await session.flush()
    return link


async def pause(session: AsyncSession, link_id: UUID, row_version: int | None, by: Actor, now: datetime) -> CascadeLink:
    """Have a link take nothing until it is resumed. Raises `NotFound`, `Conflict`, `NotAllowedNow`."""
    link = await hold_link(session, link_id, row_version)
    _note(session, link, LinkStep.PAUSE, by, now)
    link.paused_at = now
    await session.flush()
    return link


async def resume(session: AsyncSession, link_id: UUID, row_version: int | None, by: Actor, now: datetime) -> CascadeLink:
    """Have a paused link take signatures again. Raises `NotFound`, `Conflict`, `NotAllowedNow`."""
    link = await hold_link(session, link_id, row_version)
    _note(session, link, LinkStep.RESUME, by, now)
    link.paused_at = None
    await session.flush()
    return link


async def end(session: AsyncSession, link_id: UUID, row_version: int | None, by: Actor, now: datetime) -> CascadeLink:
    """End a link for good; its body vouches for nothing more either. Raises `NotFound`, `Conflict`, `NotAllowedNow`."""
    link = await hold_link(session, link_id, row_version)
    _note(session, link, LinkStep.END, by, now)
    link.ended_at = now
    await session.flush()
    return link


async def change_cap(
    session: AsyncSession, link_id: UUID, cap: int, row_version: int | None, by: Actor, now: datetime
) -> CascadeLink:
    """Change how many signatures may stand or wait that came by a link; what came before stays, also beyond the cap.

    Raises `Invalid` (field `cap`), `NotFound`, `Conflict`, `NotAllowedNow`.
    """
    _check_cap(cap)
    link = await hold_link(session, link_id, row_version)
    _note(session, link, LinkStep.CHANGE_CAP, by, now, reasons.changed(link.cap, cap))
    link.cap = cap
    await session.flush()
    return link


async def replace(
    session: AsyncSession, link_id: UUID, reason: str, row_version: int | None, by: Actor, now: datetime, *, send: bool
) -> int:
    """Put another address in the place of one that got out, and say how many contacts of the body are sent it.

    Nobody can begin by the old one any more; what came by it stays, and so does the body's own page. Nothing is sent unless
    `send` says so. Raises `Invalid` (field `reason`), `NotFound`, `Conflict`, `NotAllowedNow`.
    """
    reason = checked_reason(reason)
    link = await hold_link(session, link_id, row_version)
    _note(session, link, LinkStep.REPLACE, by, now, reason)
    if send:
        _require_open(await session.get_one(Letter, link.letter_id))
    link.rotation += 1
    await session.flush()
    await settle_for(session, link.id, Outcome.REPLACED, by, now)
    return await _send(session, link, now, key=f"replaced {link.rotation}") if send else 0


async def send_again(session: AsyncSession, link_id: UUID, now: datetime) -> int:
    """Mail the body's contacts the same link again, and say how many are written to; twice within a minute sends once.

    Raises `NotFound`, `NotAllowedNow`.
    """
    link = await hold_link(session, link_id, None)
    _require_open(await session.get_one(Letter, link.letter_id))
    if state_of(link) is LinkState.ENDED:
        raise NotAllowedNow(gettext("The link is ended, so it is not sent any more."))
    return await _send(session, link, now, key=f"again {now:%Y-%m-%dT%H:%M}")


async def hold_link(session: AsyncSession, link_id: UUID, row_version: int | None) -> CascadeLink:
    """A link with its letter locked, as signing does, so that what is decided here holds for whoever signs next.

    Raises `NotFound`, or `Conflict` where `row_version` is that of a page which somebody else has overtaken.
    """
    letter_id = await session.scalar(select(CascadeLink.letter_id).where(CascadeLink.id == link_id))
    if letter_id is None:
        raise NotFound
    await lock_letter(session, letter_id)
    link = await session.get_one(CascadeLink, link_id, populate_existing=True)
    if row_version is not None and row_version != link.row_version:
        raise Conflict(gettext("Somebody changed this link while you were on this page. Look at it again first."))
    return link


async def _send(session: AsyncSession, link: CascadeLink, now: datetime, key: str = "") -> int:
    contacts: Sequence[Contact] = (
        await session.scalars(
            select(Contact)
            .where(Contact.organisation_id == link.organisation_id, Contact.gets_invitations, Contact.ended_at.is_(None))
            .order_by(Contact.id)
        )
    ).all()
    outgoing = [
        Outgoing(kind, link.id, Recipient(one.name, one.email), Stream.INVITATION, key)
        for one in contacts
        for kind in (CASCADE_PACK, CASCADE_PAGE)
    ]
    # Two mails each, of which an address gets both or none.
    return await send_many(session, outgoing, now=now, coalition_id=link.coalition_id) // 2


def _note(session: AsyncSession, link: CascadeLink, step: LinkStep, by: Actor, now: datetime, reason: str = "") -> None:
    before = state_of(link)
    session.add(
        CascadeEvent(
            coalition_id=link.coalition_id,
            link_id=link.id,
            at=now,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_name=by.name,
            request_id=by.request_id,
            step=step,
            from_state=before,
            to_state=LIFECYCLE.after(before, step, None),
            reason=reason,
        )
    )


def _require_open(letter: Letter) -> None:
    if letter.signing is SigningState.OPEN:
        return
    if letter.signing is SigningState.NOT_OPEN:
        raise NotAllowedNow(
            gettext("Signing is not open, so a link cannot be sent now. Invite organisations first, which opens it.")
        )
    raise NotAllowedNow(gettext("Signing is not open, so a link cannot be sent now."))


def _check_cap(cap: int) -> None:
    if not 1 <= cap <= LARGEST_CAP:
        raise Invalid({"cap": gettext("Enter a number from 1 to {most}.", most=format(LARGEST_CAP, ","))})
