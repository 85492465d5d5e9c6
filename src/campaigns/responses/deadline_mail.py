"""What the mail about a moved deadline says (E13): one for each address, with all that its holder has to do with it."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.cascades.models import CASCADE_PAGE
from campaigns.coalitions.models import Coalition
from campaigns.individuals.lifecycle import LIVE as LISTED
from campaigns.individuals.models import IndividualSignature
from campaigns.invitations.models import Invitation, InvitationLink, PassedOn
from campaigns.letters.mails import letter_mail, newest_extension
from campaigns.letters.models import Letter, Version
from campaigns.letters.reasons import reason_in_words
from campaigns.mail.addresses import match_key
from campaigns.mail.compose import Composing, Mail
from campaigns.mail.models import Message
from campaigns.organisations.models import Contact, Organisation
from campaigns.responses.told import individuals_told
from campaigns.signatures.late.queries import closed_when
from campaigns.signatures.lifecycle import LIVE, PENDING, SignatureState
from campaigns.signatures.models import CascadeLink, Route, Signature
from campaigns.standing_authority.telling import USED
from campaigns.tokens import Purpose

#: More than anybody has to do with one letter.
_MOST = 50


class Role(StrEnum):
    """What somebody has to do with a letter, beside having been invited; the template has the words for each."""

    SIGNED = "signed"
    SUSPENDED = "suspended"
    NOT_YET = "not_yet"
    LATE = "late"
    STANDING = "standing"
    TO_AUTHORISE = "to_authorise"
    AUTHORISED = "authorised"
    BODY = "body"
    INDIVIDUAL = "individual"
    TO_CONFIRM = "to_confirm"


class Part(msgspec.Struct, frozen=True):
    """One thing that the reader has to do with the letter. `link` is their own way to it, empty where there is none.

    `invitation_id` is the invitation that it answered, where the reader has a link to that.
    """

    role: Role
    organisation: str = ""
    link: str = ""
    invitation_id: UUID | None = None


class _Invited(msgspec.Struct, frozen=True):
    invitation_id: UUID
    organisation: str
    link: str


async def deadline_changed(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell somebody who had the old time that the deadline moved (E13).

    Not sent once it has moved again, nor to somebody who has nothing to do with the letter any more.
    """
    found = await session.execute(
        select(Letter, Version, Coalition)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .join(Coalition, Coalition.id == Letter.coalition_id)
        .where(Letter.id == _letter_of(message.subject_id))
    )
    row = found.first()
    if row is None:
        return None
    letter, version, coalition = row
    moved = await newest_extension(session, letter)
    if moved is None or moved.at != message.created_at:
        return None
    key = match_key(message.recipient_email)
    invited = await _invited(session, letter.id, key, composing)
    parts = [
        *await _signed(session, letter.id, key, {one.invitation_id for one in invited}, composing),
        *await _bodies(session, letter.id, key, composing),
        *await _individual(session, letter.id, key, composing),
    ]
    if not invited and not parts:
        return None
    return letter_mail(
        coalition,
        letter,
        version,
        recipient=message.recipient_name,
        moved=reason_in_words(moved),
        invited=invited,
        parts=parts,
        unanswered=bool({one.invitation_id for one in invited} - {part.invitation_id for part in parts}),
        request_ended=await closed_when(session, message.subject_id, message.created_at),
    )


def _letter_of(subject_id: UUID) -> Any:
    rows = union_all(
        select(Invitation.letter_id.label("letter_id"))
        .join(InvitationLink, InvitationLink.invitation_id == Invitation.id)
        .where(InvitationLink.id == subject_id),
        select(Signature.letter_id).where(Signature.id == subject_id),
        select(CascadeLink.letter_id).where(CascadeLink.id == subject_id),
        select(IndividualSignature.letter_id).where(IndividualSignature.id == subject_id),
    ).subquery()
    return select(rows.c.letter_id).limit(1).scalar_subquery()


async def _invited(session: AsyncSession, letter_id: UUID, key: str, composing: Composing) -> list[_Invited]:
    found = await session.execute(
        select(InvitationLink, Organisation.display_name)
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .outerjoin(Contact, Contact.id == InvitationLink.contact_id)
        .outerjoin(PassedOn, PassedOn.link_id == InvitationLink.id)
        .where(
            Invitation.letter_id == letter_id,
            InvitationLink.ended_at.is_(None),
            Contact.ended_at.is_(None),
            (Contact.email_key == key) | (Contact.id.is_(None) & (PassedOn.email_key == key)),
        )
        .order_by(Organisation.sort_key, InvitationLink.id)
        .limit(_MOST)
    )
    return [
        _Invited(link.invitation_id, name, composing.link(Purpose.INVITATION, link.id, link.rotation, "/r/{token}"))
        for link, name in found
    ]


async def _signed(
    session: AsyncSession, letter_id: UUID, key: str, invitations: set[UUID], composing: Composing
) -> list[Part]:
    """What the reader signed, asked to have added, authorised or is asked to authorise."""
    found = await session.execute(
        select(
            Signature,
            InvitationLink.invitation_id,
            InvitationLink.ended_at.is_not(None) | Contact.ended_at.is_not(None),
            _newest(USED, Signature.id, Signature.signer_email),
        )
        .outerjoin(InvitationLink, InvitationLink.id == Signature.invitation_link_id)
        .outerjoin(Contact, Contact.id == InvitationLink.contact_id)
        .where(
            Signature.letter_id == letter_id,
            (Signature.signer_email_key == key) | (Signature.authoriser_email_key == key),
        )
        .order_by(Signature.id)
        .limit(_MOST)
    )
    parts = []
    for signature, invitation_id, ended, used in found:
        mine = invitation_id in invitations and signature.branch_of_id is None
        if key == signature.signer_email_key:
            own = composing.link(Purpose.REPLY, signature.id, signature.rotation, "/s/{token}")
            opens = not mine and not (ended and signature.route is Route.INVITATION)
            by_standing = composing.link(Purpose.STANDING_AUTHORITY, used, 0, "/g/{token}") if used else ""
            part = _own(signature, own if opens else "", by_standing)
            # The link of an invitation says itself how it stands, but that the reader has signed is said here too.
            if part and mine:
                said_here = part.role in {Role.SIGNED, Role.SUSPENDED}
                part = msgspec.structs.replace(part, invitation_id=invitation_id) if said_here else None
        else:
            part = _authorised(
                signature,
                composing.link(Purpose.AUTHORITY, signature.id, signature.authoriser_rotation, "/a/{token}"),
            )
        if part:
            parts.append(part)
    return parts


def _own(signature: Signature, link: str, by_standing: str) -> Part | None:
    if signature.state is SignatureState.SUSPENDED:
        return Part(Role.SUSPENDED, signature.display_name, link or by_standing)
    if signature.state is SignatureState.ACCEPTED:
        if signature.route is Route.STANDING:
            return Part(Role.STANDING, signature.display_name, by_standing)
        return Part(Role.SIGNED, signature.display_name, link)
    # What was typed stands in no mail to an address that nobody has checked.
    if signature.state is SignatureState.AWAITING_EMAIL:
        return Part(Role.TO_CONFIRM, link=link)
    if signature.state in PENDING:
        return Part(Role.NOT_YET, signature.display_name, link)
    return Part(Role.LATE, link=link) if signature.state is SignatureState.STARTED else None


def _authorised(signature: Signature, link: str) -> Part | None:
    if signature.state is SignatureState.AWAITING_AUTHORITY:
        return Part(Role.TO_AUTHORISE, signature.display_name, link)
    if signature.state in LIVE and signature.authority_answered_at is not None:
        suspended = signature.state is SignatureState.SUSPENDED
        return Part(Role.SUSPENDED if suspended else Role.AUTHORISED, signature.display_name)
    return None


async def _bodies(session: AsyncSession, letter_id: UUID, key: str, composing: Composing) -> list[Part]:
    found = await session.execute(
        select(Organisation.display_name, _newest(CASCADE_PAGE, CascadeLink.id, Contact.email))
        .select_from(CascadeLink)
        .join(Organisation, Organisation.id == CascadeLink.organisation_id)
        .join(Contact, Contact.organisation_id == CascadeLink.organisation_id)
        .where(
            CascadeLink.letter_id == letter_id,
            CascadeLink.ended_at.is_(None),
            Contact.email_key == key,
            Contact.ended_at.is_(None),
        )
        .order_by(Organisation.sort_key, CascadeLink.id)
        .limit(_MOST)
    )
    return [
        Part(Role.BODY, name, composing.link(Purpose.CASCADE_PAGE, page, 0, "/b/{token}"))
        for name, page in found
        if page is not None
    ]


async def _individual(session: AsyncSession, letter_id: UUID, key: str, composing: Composing) -> list[Part]:
    found = await session.scalars(
        select(IndividualSignature)
        .where(individuals_told(letter_id), IndividualSignature.email_key == key)
        .order_by(IndividualSignature.state.in_(LISTED).desc(), IndividualSignature.id)
        .limit(1)
    )
    return [
        Part(Role.INDIVIDUAL, link=composing.link(Purpose.INDIVIDUAL, one.id, one.rotation, "/p/{token}"))
        if one.state in LISTED
        else Part(Role.TO_CONFIRM)
        for one in found
    ]


def _newest(kind: str, subject_id: Any, email: Any) -> Any:
    """SQL for the newest message of a kind to an address, from whose id its own link is made."""
    return (
        select(Message.id)
        .where(Message.subject_id == subject_id, Message.kind == kind, Message.recipient_email == email)
        .order_by(Message.id.desc())
        .limit(1)
        .correlate_except(Message)
        .scalar_subquery()
    )
