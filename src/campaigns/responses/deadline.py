"""Moving a deadline that everybody was told, and telling everybody who had the old one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid
from campaigns.invitations.models import Invitation, InvitationLink, PassedOn
from campaigns.jobs import Job, after_commit
from campaigns.languages.catalogues import gettext_noop
from campaigns.languages.moments import in_words
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.models import Letter
from campaigns.letters.steps import facts_of, lock_letter, take
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.mail.suppression import stopped
from campaigns.organisations.models import Contact
from campaigns.signatures.late.actions import close_of_letter
from campaigns.signatures.lifecycle import LIVE, PENDING
from campaigns.signatures.models import Signature
from campaigns.signatures.notices import DEADLINE_CHANGED

_OPEN_AGAIN = gettext_noop("The deadline was moved, so signing is open again.")


async def extend(
    session: AsyncSession,
    letter_id: UUID,
    deadline_at: datetime,
    zone: str,
    reason: str,
    row_version: int | None,
    by: Actor,
    now: datetime,
) -> Letter:
    """Move the deadline of a letter to an instant in UTC, opening its signing again where it has closed.

    Everybody who was told the old time is told the new one, once, with the reason. Links that were mailed go on working.
    Requests to be added late are closed: whoever made one may sign by themselves again, with the answers they gave.
    Raises `Invalid` (fields `deadline_date`, `reason`), `NotAllowedNow`, `Conflict`.
    """
    if not reason.strip():
        raise Invalid({"reason": "Say why the deadline moves. Everybody who had the old time reads it."})
    letter = await lock_letter(session, letter_id, row_version)
    if deadline_at == letter.deadline_at and zone == letter.zone:
        raise Invalid({"deadline_date": "This is the deadline already."})
    before = in_words(letter.deadline_at, letter.zone) if letter.deadline_at else "none"
    told = f"From {before} to {in_words(deadline_at, zone)}. {reason.strip()}"
    facts = replace(facts_of(letter, now), new_deadline_at=deadline_at)
    details = {
        "before": letter.deadline_at.isoformat() if letter.deadline_at else "",
        "zone_before": letter.zone,
        "after": deadline_at.isoformat(),
        "zone": zone,
        "why": reason.strip(),
    }
    take(session, letter, SigningStep.EXTEND, facts, by, reason=told, details=details)
    letter.deadline_at, letter.zone = deadline_at, zone
    after_commit(session, Job.CLOSE_DUE_LETTERS, at=deadline_at)
    await session.flush()
    asked = await close_of_letter(session, letter.id, _OPEN_AGAIN, by, now)
    await _tell(session, letter, asked, now)
    return letter


async def _tell(session: AsyncSession, letter: Letter, asked_late: Sequence[UUID], now: datetime) -> None:
    invited = (
        select(
            InvitationLink.id,
            func.coalesce(Contact.name, "").label("name"),
            func.coalesce(Contact.email, PassedOn.email).label("email"),
        )
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .outerjoin(Contact, Contact.id == InvitationLink.contact_id)
        .outerjoin(PassedOn, PassedOn.link_id == InvitationLink.id)
        .where(
            Invitation.letter_id == letter.id,
            InvitationLink.ended_at.is_(None),
            Contact.ended_at.is_(None),
            # Whoever was named by a colleague, and wants nothing of it, is left alone.
            Contact.id.is_not(None) | ~stopped(PassedOn.email_key, PassedOn.coalition_id, Stream.INVITATION),
        )
    )
    links = await session.execute(invited.order_by(InvitationLink.id))
    # Compared within the database: a statement takes 32,767 values, and a letter may go to more addresses.
    keys = invited.with_only_columns(func.coalesce(Contact.email_key, PassedOn.email_key), maintain_column_froms=True)
    signers = await session.execute(
        select(Signature.id, Signature.signer_name, Signature.signer_email)
        .where(
            Signature.letter_id == letter.id,
            Signature.state.in_(LIVE | PENDING) | Signature.id.in_(asked_late),
            Signature.signer_email_key.not_in(keys),
        )
        .order_by(Signature.id)
    )
    # The time of the change makes each a message of its own, also where a deadline moves back to what it was.
    key = now.isoformat()
    outgoing = [Outgoing(DEADLINE_CHANGED, link.id, Recipient(link.name, link.email), Stream.NOTICE, key) for link in links]
    outgoing += [
        Outgoing(DEADLINE_CHANGED, one.id, Recipient(one.signer_name, one.signer_email), Stream.NOTICE, key)
        for one in signers
    ]
    await send_many(session, outgoing, now=now, coalition_id=letter.coalition_id)
