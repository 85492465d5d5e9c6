"""Everything that passed between one organisation and the secretariat about one letter: nothing of it is ever lost."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotFound
from campaigns.invitations.answers import AnswerDetail
from campaigns.invitations.models import Answer, Invitation, InvitationLink
from campaigns.letters.queries import LetterDetail
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.organisations.queries import ContactDetail, organisation_detail
from campaigns.responses.links import LinkTold, links_of
from campaigns.responses.notes import NoteTold, notes_of
from campaigns.responses.queries import BoardRow, row_of
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Route, Signatory, Signature
from campaigns.signatures.notices import DISPUTED, TAKEN_BACK
from campaigns.signatures.passing import PassedTold, passed_by

#: How many answers, signatures and mails are shown; nobody has given more.
MOST = 200


class SignatureTold(msgspec.Struct, frozen=True, kw_only=True):
    """One signature that was sent for the organisation, whatever became of it. `submitted_at` is in UTC."""

    id: UUID
    number: int
    state: SignatureState
    route: Route
    display_name: str
    signer_name: str
    signer_title: str
    submitted_at: datetime


class MailTold(msgspec.Struct, frozen=True, kw_only=True):
    """One mail about the organisation's reply, and how far it came; instants are in UTC.

    "Sent" means that a mail server took it at `sent_at`. Whether anybody opened it is never known.
    """

    kind: str
    recipient_name: str
    recipient_email: str
    state: MessageState
    created_at: datetime
    sent_at: datetime | None


class OrganisationResponse(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation's response: how it stands as on the board, then what it rests on.

    Answers and signatures are in the order in which they were given, also those that were overtaken since. Mails and
    notes are the newest first. `branches` are signatures that were sent by its invitation for a branch or project of it,
    which are no answer of its own.
    """

    organisation_id: UUID
    name: str
    invited: bool
    row: BoardRow
    contacts: list[ContactDetail]
    links: list[LinkTold]
    passed_on: list[PassedTold]
    answers: list[AnswerDetail]
    signatures: list[SignatureTold]
    branches: list[SignatureTold]
    mails: list[MailTold]
    notes: list[NoteTold]


async def response_of(session: AsyncSession, letter: LetterDetail, organisation_id: UUID) -> OrganisationResponse:
    """The response of an organisation that was asked to sign a letter, or that signed it unasked. Raises `NotFound`."""
    organisation = await organisation_detail(session, organisation_id)
    invitation_id = await session.scalar(
        select(Invitation.id).where(Invitation.letter_id == letter.id, Invitation.organisation_id == organisation_id)
    )
    signatures = await _signatures(session, letter.id, organisation_id)
    newest = signatures[-1].id if signatures else None
    row = await row_of(session, letter.id, organisation_id, newest)
    if row is None:
        raise NotFound
    return OrganisationResponse(
        organisation_id=organisation_id,
        name=organisation.display_name,
        invited=invitation_id is not None,
        row=row,
        contacts=organisation.contacts,
        links=await links_of(session, invitation_id) if invitation_id else [],
        passed_on=list(await passed_by(session, invitation_id)) if invitation_id else [],
        answers=await _answers(session, invitation_id) if invitation_id else [],
        signatures=signatures,
        branches=await _of_branches(session, letter.id, organisation_id),
        mails=await _mails(session, letter, organisation_id),
        notes=await notes_of(session, letter.id, organisation_id),
    )


async def _answers(session: AsyncSession, invitation_id: UUID) -> list[AnswerDetail]:
    found = await session.scalars(
        select(Answer).where(Answer.invitation_id == invitation_id).order_by(Answer.id.desc()).limit(MOST)
    )
    return [msgspec.convert(answer, AnswerDetail, from_attributes=True) for answer in reversed(found.all())]


async def _signatures(session: AsyncSession, letter_id: UUID, organisation_id: UUID) -> list[SignatureTold]:
    found = await session.scalars(
        select(Signature)
        .join(Signatory, Signatory.signature_id == Signature.id)
        .where(
            Signatory.letter_id == letter_id,
            Signatory.organisation_id == organisation_id,
            Signature.number.is_not(None),
        )
        .order_by(Signature.number.desc())
        .limit(MOST)
    )
    return [msgspec.convert(one, SignatureTold, from_attributes=True) for one in reversed(found.all())]


async def _of_branches(session: AsyncSession, letter_id: UUID, organisation_id: UUID) -> list[SignatureTold]:
    found = await session.scalars(
        select(Signature)
        .where(Signature.letter_id == letter_id, Signature.branch_of_id == organisation_id, Signature.number.is_not(None))
        .order_by(Signature.number.desc())
        .limit(MOST)
    )
    return [msgspec.convert(one, SignatureTold, from_attributes=True) for one in reversed(found.all())]


async def _mails(session: AsyncSession, letter: LetterDetail, organisation_id: UUID) -> list[MailTold]:
    """Mails about its links, its answers and its signatures; those that went to the secretariat itself are left out."""
    invitation = (
        select(Invitation.id)
        .where(Invitation.letter_id == letter.id, Invitation.organisation_id == organisation_id)
        .scalar_subquery()
    )
    subjects = union_all(
        select(InvitationLink.id).where(InvitationLink.invitation_id == invitation),
        select(Answer.id).where(Answer.invitation_id == invitation),
        select(Signatory.signature_id).where(Signatory.letter_id == letter.id, Signatory.organisation_id == organisation_id),
    )
    found = await session.scalars(
        select(Message)
        .where(
            or_(Message.coalition_id.is_(None), Message.coalition_id == letter.coalition_id),
            Message.subject_id.in_(subjects),
            Message.kind.not_in([DISPUTED, TAKEN_BACK]),
        )
        .order_by(Message.id.desc())
        .limit(MOST)
    )
    return [msgspec.convert(message, MailTold, from_attributes=True) for message in found]
