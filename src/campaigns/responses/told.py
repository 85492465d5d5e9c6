"""Who has been told a letter's deadline, each person once whatever roles they have, and how many are of each kind."""

from enum import IntEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.cascades.models import CASCADE_PAGE
from campaigns.individuals.lifecycle import LIVE as LISTED
from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.models import IndividualSignature
from campaigns.individuals.notices import CHECK
from campaigns.invitations.models import Invitation, InvitationLink, PassedOn
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream
from campaigns.mail.suppression import stopped
from campaigns.organisations.models import Contact
from campaigns.signatures.late.lifecycle import LateState
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.lifecycle import LIVE, PENDING, SignatureState
from campaigns.signatures.models import CascadeLink, Signature
from campaigns.signatures.notices import AUTHORITY_REQUEST

#: Mail that was written, as opposed to held back or stopped: only it told anybody anything.
WRITTEN = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.SENT})


class Kind(IntEnum):
    """Why somebody has the time. Whoever has several reasons is counted, and found on the board, by the first of them."""

    INVITED = 1
    SIGNER = 2
    AUTHORISER = 3
    BODY = 4


class HowMany(msgspec.Struct, frozen=True, kw_only=True):
    """How many people a moved deadline is told to, each under one kind; addresses that mail comes back from are left out.

    `invited` are contacts with an invitation, and colleagues to whom one was passed on. `signers` signed for an organisation
    without one. `authorisers` were asked to authorise a signature. `bodies` are contacts of infrastructure bodies with a
    cascade link. `individuals` signed in a personal capacity.
    """

    invited: int
    signers: int
    authorisers: int
    bodies: int
    individuals: int

    @property
    def people(self) -> int:
        """All of them."""
        return self.invited + self.signers + self.authorisers + self.bodies + self.individuals


async def how_many(session: AsyncSession, letter_id: UUID) -> HowMany:
    """How many people would be told now that the deadline of a letter moves. Two statements."""
    once = told_once(letter_id).subquery()
    counted = await session.execute(
        select(once.c.kind, func.count())
        .where(~stopped(once.c.email_key, once.c.coalition_id, Stream.NOTICE))
        .group_by(once.c.kind)
    )
    number = {Kind(kind): count for kind, count in counted}
    individuals = await session.scalar(
        select(func.count())
        .select_from(IndividualSignature)
        .where(
            individuals_told(letter_id),
            IndividualSignature.email_key.not_in(select(once.c.email_key)),
            ~stopped(IndividualSignature.email_key, IndividualSignature.coalition_id, Stream.NOTICE),
        )
    )
    return HowMany(
        invited=number.get(Kind.INVITED, 0),
        signers=number.get(Kind.SIGNER, 0),
        authorisers=number.get(Kind.AUTHORISER, 0),
        bodies=number.get(Kind.BODY, 0),
        individuals=individuals or 0,
    )


def told_once(letter_id: UUID) -> Select[*tuple[Any, ...]]:
    """SQL for everybody but individuals, each `email_key` once: the `kind`, the row their mail is about, whom it goes to."""
    roles = union_all(_invited(letter_id), _signers(letter_id), _authorisers(letter_id), _bodies(letter_id)).subquery()
    columns = ("kind", "subject_id", "name", "email", "email_key", "coalition_id")
    return (
        select(*(roles.c[column] for column in columns))
        .ext(distinct_on(roles.c.email_key))
        .order_by(roles.c.email_key, roles.c.kind, roles.c.subject_id)
    )


def individuals_told(letter_id: UUID) -> Any:
    """SQL for the signatures in a personal capacity whose people have the time: listed, or about to confirm the address."""
    return and_(
        IndividualSignature.letter_id == letter_id,
        or_(
            IndividualSignature.state.in_(LISTED),
            and_(
                IndividualSignature.state == IndividualState.AWAITING_EMAIL,
                _was_written_to(CHECK, IndividualSignature.id, IndividualSignature.email),
            ),
        ),
    )


def _invited(letter_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal(int(Kind.INVITED)).label("kind"),
            InvitationLink.id.label("subject_id"),
            func.coalesce(Contact.name, "").label("name"),
            func.coalesce(Contact.email, PassedOn.email).label("email"),
            func.coalesce(Contact.email_key, PassedOn.email_key).label("email_key"),
            InvitationLink.coalition_id.label("coalition_id"),
        )
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .outerjoin(Contact, Contact.id == InvitationLink.contact_id)
        .outerjoin(PassedOn, PassedOn.link_id == InvitationLink.id)
        .where(
            Invitation.letter_id == letter_id,
            InvitationLink.ended_at.is_(None),
            Contact.ended_at.is_(None),
            # Whoever was named by a colleague, and wants nothing of it, is left alone.
            Contact.id.is_not(None) | ~stopped(PassedOn.email_key, PassedOn.coalition_id, Stream.INVITATION),
        )
    )


def _signers(letter_id: UUID) -> Select[*tuple[Any, ...]]:
    asked_late = select(LateRequest.signature_id).where(
        LateRequest.letter_id == letter_id, LateRequest.state == LateState.ASKED
    )
    return select(
        literal(int(Kind.SIGNER)).label("kind"),
        Signature.id,
        # No name goes to an address that nobody has checked: it must not carry a stranger's words.
        case((Signature.state.in_(LIVE), Signature.signer_name), else_=""),
        Signature.signer_email,
        Signature.signer_email_key,
        Signature.coalition_id,
    ).where(
        Signature.letter_id == letter_id,
        # Whoever's details were erased has no address any more, while their organisation's signature stays.
        Signature.signer_email_key != "",
        Signature.state.in_(LIVE | PENDING) | Signature.id.in_(asked_late),
    )


def _authorisers(letter_id: UUID) -> Select[*tuple[Any, ...]]:
    answered = and_(Signature.state.in_(LIVE), Signature.authority_answered_at.is_not(None))
    asked = and_(
        Signature.state == SignatureState.AWAITING_AUTHORITY,
        _was_written_to(AUTHORITY_REQUEST, Signature.id, Signature.authoriser_email),
    )
    return select(
        literal(int(Kind.AUTHORISER)).label("kind"),
        Signature.id,
        case((answered, Signature.authoriser_name), else_=""),
        Signature.authoriser_email,
        Signature.authoriser_email_key,
        Signature.coalition_id,
    ).where(Signature.letter_id == letter_id, Signature.authoriser_email_key != "", or_(answered, asked))


def _bodies(letter_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal(int(Kind.BODY)).label("kind"),
            CascadeLink.id,
            Contact.name,
            Contact.email,
            Contact.email_key,
            CascadeLink.coalition_id,
        )
        .join(Contact, Contact.organisation_id == CascadeLink.organisation_id)
        .where(
            CascadeLink.letter_id == letter_id,
            CascadeLink.ended_at.is_(None),
            Contact.ended_at.is_(None),
            _was_written_to(CASCADE_PAGE, CascadeLink.id, Contact.email),
        )
    )


def _was_written_to(kind: str, subject_id: Any, email: Any) -> Any:
    return (
        select(Message.id)
        .where(
            Message.subject_id == subject_id,
            Message.kind == kind,
            Message.recipient_email == email,
            Message.state.in_(sorted(WRITTEN)),
        )
        .correlate_except(Message)
        .exists()
    )
