"""Which mails a signature's steps send, and to whom; the words are in `mails` and the templates."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.queries import holders
from campaigns.coalitions.roles import Role
from campaigns.invitations.models import InvitationLink
from campaigns.mail.addresses import match_key
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send, send_many
from campaigns.organisations.models import Contact
from campaigns.signatures.models import Signatory, Signature

ADDRESS_CHECK = "address_check"
AUTHORITY_REQUEST = "authority_request"
AUTHORITY_REFUSED = "authority_refused"
AUTHORITY_EXPIRED = "authority_expired"
ACCEPTED = "signature_accepted"
ACCEPTED_NOTICE = "signature_notice"
WITHDRAWN = "signature_withdrawn"
REJECTED = "signature_rejected"
#: The new link of a signer whose own link was replaced.
OWN_LINK = "signature_own_link"
DISPUTED = "signature_disputed"
SUSPENDED = "signature_suspended"
TAKEN_BACK = "dispute_taken_back"
REMOVED = "signature_removed"
SUPERSEDED = "signature_superseded"
DEADLINE_CHANGED = "deadline_changed"
CHANGED = "signature_changed"
PERSON_HIDDEN = "person_hidden"
NAME_PROPOSED = "name_proposed"
NAME_REFUSED = "name_refused"
LATE_TAKEN = "late_taken"
LATE_REFUSED = "late_refused"
EDIT_UNDONE = "edit_undone"


async def send_address_check(session: AsyncSession, signature: Signature, now: datetime, key: str = "") -> None:
    """Mail the address that was typed a link and a code of its own; `key` tells one sending from the next.

    No name goes with it: nobody knows yet whether the mailbox is the signer's, and it must not carry a stranger's words.
    """
    await send(
        session,
        ADDRESS_CHECK,
        signature.id,
        to=Recipient("", signature.signer_email),
        stream=Stream.NOTICE,
        now=now,
        coalition_id=signature.coalition_id,
        key=key,
    )


async def send_authority_request(
    session: AsyncSession, signature: Signature, to_name: str, now: datetime, key: str = ""
) -> None:
    """Ask whoever has to authorise a signature (E6); `key` tells one sending from the next.

    `to_name` is a name that the secretariat wrote down, or empty: what a signer typed stands in no header.
    """
    await send(
        session,
        AUTHORITY_REQUEST,
        signature.id,
        to=Recipient(to_name, signature.authoriser_email),
        stream=Stream.NOTICE,
        now=now,
        coalition_id=signature.coalition_id,
        key=key,
    )


async def tell_authority_refused(session: AsyncSession, signature: Signature, now: datetime) -> None:
    """Tell the signer that it was not authorised, and give whoever refused a receipt."""
    outgoing = [Outgoing(AUTHORITY_REFUSED, signature.id, to, Stream.NOTICE) for to in _answerable(signature)]
    await send_many(session, outgoing, now=now, coalition_id=signature.coalition_id)


async def tell_authority_expired(session: AsyncSession, signatures: Sequence[Signature], now: datetime) -> None:
    """Tell the signers of one coalition that nobody authorised what they sent in time."""
    outgoing = [_to_signer(AUTHORITY_EXPIRED, signature) for signature in signatures]
    await send_many(session, outgoing, now=now, coalition_id=signatures[0].coalition_id if signatures else None)


async def tell_accepted(session: AsyncSession, signature: Signature, now: datetime, key: str = "") -> None:
    """Tell the signer, whoever authorised it, and every other notice contact, the invited address included.

    `key` tells a second telling from the first.
    """
    others = await _notice_contacts(session, signature)
    outgoing = [Outgoing(ACCEPTED, signature.id, to, Stream.NOTICE, key) for to in _answerable(signature)]
    outgoing += [
        Outgoing(ACCEPTED_NOTICE, signature.id, Recipient(other.name, other.email), Stream.NOTICE, key) for other in others
    ]
    await send_many(session, outgoing, now=now, coalition_id=signature.coalition_id)


async def tell_accepted_by_cascade(session: AsyncSession, signatures: Sequence[Signature], now: datetime) -> None:
    """Tell the same people of many signatures at once, which all came by a cascade link: three statements altogether."""
    if not signatures:
        return
    found = await session.execute(
        select(Signatory.signature_id, Contact)
        .join(Contact, Contact.organisation_id == Signatory.organisation_id)
        .where(Signatory.signature_id.in_([one.id for one in signatures]), Contact.ended_at.is_(None), Contact.gets_notices)
        .order_by(Contact.id)
    )
    others: dict[UUID, list[Contact]] = {}
    for signature_id, contact in found:
        others.setdefault(signature_id, []).append(contact)
    outgoing = []
    for signature in signatures:
        answerable = _answerable(signature)
        told = {match_key(to.email) for to in answerable}
        outgoing += [Outgoing(ACCEPTED, signature.id, to, Stream.NOTICE) for to in answerable]
        outgoing += [
            Outgoing(ACCEPTED_NOTICE, signature.id, Recipient(other.name, other.email), Stream.NOTICE)
            for other in others.get(signature.id, [])
            if other.email_key not in told
        ]
    await send_many(session, outgoing, now=now, coalition_id=signatures[0].coalition_id)


async def tell_withdrawn(session: AsyncSession, signature: Signature, now: datetime) -> None:
    """Send the receipt of a withdrawal to the signer, whoever authorised it, and the other notice contacts."""
    others = await _notice_contacts(session, signature)
    outgoing = [Outgoing(WITHDRAWN, signature.id, to, Stream.NOTICE) for to in _answerable(signature)]
    outgoing += [Outgoing(WITHDRAWN, signature.id, Recipient(other.name, other.email), Stream.NOTICE) for other in others]
    await send_many(session, outgoing, now=now, coalition_id=signature.coalition_id)


async def tell_signer_withdrawn(session: AsyncSession, signature: Signature, now: datetime) -> None:
    """Send the receipt of a withdrawal to the signer alone: nobody else was told that anything was sent."""
    await send_many(session, [_to_signer(WITHDRAWN, signature)], now=now, coalition_id=signature.coalition_id)


async def tell_removed(session: AsyncSession, signature: Signature, now: datetime) -> None:
    """Tell the signer and the other notice contacts that the secretariat removed the signature, and why."""
    others = await _notice_contacts(session, signature)
    outgoing = [Outgoing(REMOVED, signature.id, to, Stream.NOTICE) for to in _answerable(signature)]
    outgoing += [Outgoing(REMOVED, signature.id, Recipient(other.name, other.email), Stream.NOTICE) for other in others]
    await send_many(session, outgoing, now=now, coalition_id=signature.coalition_id)


async def tell_superseded(session: AsyncSession, signature: Signature, now: datetime) -> None:
    """Tell the same people that another signature of the organisation stands in the place of this one, and whose it is."""
    await _tell_all(session, SUPERSEDED, signature, signature.id, now)


async def tell_disputed(session: AsyncSession, signature: Signature, now: datetime, at: datetime) -> None:
    """Tell everybody of the secretariat that somebody says a signature is wrong, each time that it is said.

    Where that is told later (`at`, `step_limits.objections_told_at`), one mail stands for all that are said until then.
    """
    await _tell_secretariat(session, DISPUTED, signature, now, at=at)


async def tell_taken_back(session: AsyncSession, signature: Signature, now: datetime) -> None:
    """Tell everybody of the secretariat that what was said to be wrong is right after all, so that nobody rings about it."""
    await _tell_secretariat(session, TAKEN_BACK, signature, now)


async def tell_suspended(session: AsyncSession, signature: Signature, now: datetime) -> None:
    """Tell the signer that the signature is off the list for now; by whom is not said, since it may be an impostor."""
    outgoing = msgspec.structs.replace(_to_signer(SUSPENDED, signature), key=_moment(now))
    await send_many(session, [outgoing], now=now, coalition_id=signature.coalition_id)


async def _tell_secretariat(
    session: AsyncSession,
    kind: str,
    signature: Signature,
    now: datetime,
    subject_id: UUID | None = None,
    at: datetime | None = None,
) -> None:
    people = {one.email: one for one in await holders(session) if one.role is Role.SECRETARIAT}
    outgoing = [
        Outgoing(
            kind,
            subject_id or signature.id,
            Recipient(one.name, one.email),
            Stream.NOTICE,
            _moment(at or now),
            not_before=at,
        )
        for one in people.values()
    ]
    await send_many(session, outgoing, now=now, coalition_id=signature.coalition_id)


def _moment(now: datetime) -> str:
    """What tells one mail from the next of its kind about the same signature."""
    return now.isoformat()


async def tell_changed(session: AsyncSession, signature: Signature, change_id: UUID, now: datetime) -> None:
    """Tell the signer, whoever authorised it, and the other notice contacts what a row said before and says now (E7)."""
    await _tell_all(session, CHANGED, signature, change_id, now)


async def tell_person_hidden(session: AsyncSession, signature: Signature, change_id: UUID, now: datetime) -> None:
    """Tell the secretariat that a public list shows somebody no more, so that the next edition's files follow soon."""
    await _tell_secretariat(session, PERSON_HIDDEN, signature, now, change_id)


async def tell_edit_undone(session: AsyncSession, signature: Signature, change_id: UUID, now: datetime) -> None:
    """Tell the secretariat that its correction of a row was undone."""
    await _tell_secretariat(session, EDIT_UNDONE, signature, now, change_id)


async def tell_name_proposed(session: AsyncSession, signature: Signature, proposal_id: UUID, now: datetime) -> None:
    """Tell the secretariat that a row is to stand under another name."""
    await _tell_secretariat(session, NAME_PROPOSED, signature, now, proposal_id)


async def tell_name_refused(session: AsyncSession, signature: Signature, proposal_id: UUID, now: datetime) -> None:
    """Tell everybody who was told of the signature that its row stays under the name it has, and why."""
    await _tell_all(session, NAME_REFUSED, signature, proposal_id, now)


async def _tell_all(session: AsyncSession, kind: str, signature: Signature, subject_id: UUID, now: datetime) -> None:
    others = [Recipient(other.name, other.email) for other in await _notice_contacts(session, signature)]
    outgoing = [Outgoing(kind, subject_id, to, Stream.NOTICE) for to in [*_answerable(signature), *others]]
    await send_many(session, outgoing, now=now, coalition_id=signature.coalition_id)


async def tell_late(session: AsyncSession, kind: str, signature: Signature, request_id: UUID, now: datetime) -> None:
    """Tell the signer what became of a request to be added late (E15): `LATE_TAKEN`, or `LATE_REFUSED` and why.

    No name goes with it, because the address may be one that was typed and never checked.
    """
    outgoing = Outgoing(kind, request_id, Recipient("", signature.signer_email), Stream.NOTICE)
    await send_many(session, [outgoing], now=now, coalition_id=signature.coalition_id)


async def tell_rejected(session: AsyncSession, signature: Signature, now: datetime) -> None:
    """Tell the signer, and whoever authorised it, that the secretariat could not accept the signature, and why."""
    outgoing = [Outgoing(REJECTED, signature.id, to, Stream.NOTICE) for to in _answerable(signature)]
    await send_many(session, outgoing, now=now, coalition_id=signature.coalition_id)


def may_object(signature: Signature) -> ColumnElement[bool]:
    """SQL for the contacts to whom a signature is no secret: those of its organisations, and of whoever was invited.

    A branch is signed for by its parent's invitation, and who should have been asked is known to the parent.
    """
    organisations = select(Signatory.organisation_id).where(Signatory.signature_id == signature.id)
    invited = select(InvitationLink.contact_id).where(InvitationLink.id == signature.invitation_link_id)
    return Contact.ended_at.is_(None) & or_(
        Contact.organisation_id.in_(organisations),
        Contact.organisation_id == signature.branch_of_id,
        Contact.id.in_(invited),
    )


async def _notice_contacts(session: AsyncSession, signature: Signature) -> Sequence[Contact]:
    invited = select(InvitationLink.contact_id).where(InvitationLink.id == signature.invitation_link_id)
    found = await session.scalars(
        select(Contact)
        .where(
            may_object(signature),
            Contact.email_key != signature.signer_email_key,
            # Somebody who was asked and has not answered is a contact like any other.
            Contact.email_key != (signature.authoriser_email_key if signature.authority_answered_at else ""),
            or_(Contact.gets_notices, Contact.id.in_(invited)),
        )
        .order_by(Contact.id)
    )
    return found.all()


def _answerable(signature: Signature) -> list[Recipient]:
    """The signer, and the person who was asked to authorise it once they have answered."""
    people = [_signer(signature)]
    if signature.authority_answered_at is not None:
        people.append(Recipient(signature.authoriser_name, signature.authoriser_email))
    return people


def _signer(signature: Signature) -> Recipient:
    return Recipient(signature.signer_name, signature.signer_email)


def _to_signer(kind: str, signature: Signature) -> Outgoing:
    return Outgoing(kind, signature.id, _signer(signature), Stream.NOTICE)
