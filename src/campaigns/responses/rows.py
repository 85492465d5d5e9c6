"""The rows of the response board as one statement, which figures and pages are taken from."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import LateralFromClause

from campaigns.invitations.actions import INVITATION
from campaigns.invitations.models import Answer, AnswerKind, Invitation, InvitationLink, PassedOn
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.organisations.models import Contact, Organisation
from campaigns.responses.models import ResponseNote
from campaigns.signatures.lifecycle import FALLEN, LIVE, PENDING, SignatureState
from campaigns.signatures.models import CascadeLink, Evidence, Route, Signatory, Signature

#: How far a mail that reached a mail server has come, or that still may reach one, the best first. "Deferred" waits for
#: another attempt of ours; "delayed" was taken, and a server further on still tries.
_REACHED = ("sent", "delayed", "sending", "queued", "deferred")
_NOT_REACHED = (MessageState.BOUNCED.value, MessageState.SUPPRESSED.value, MessageState.CANCELLED.value)
_INVITATION = Invitation.__table__
#: The cascade link by which a row's signature came, and the infrastructure organisation whose it is.
_CASCADE, _BODY = CascadeLink.__table__.alias("cascade"), Organisation.__table__.alias("body")
#: What shows that a signature which the secretariat wrote down was agreed to.
_EVIDENCE = Evidence.__table__
#: The first organisation of a row that nobody invited, where it is known which one it is.
_NAMED, _KNOWN = Signatory.__table__.alias("named"), Organisation.__table__.alias("known")


class Response(StrEnum):
    """What an organisation has answered, in the order of the board's figures."""

    SIGNED = "signed"
    SUSPENDED = "suspended"
    AWAITING = "awaiting"
    AUTHORITY = "authority"
    REVIEW = "review"
    DECLINED = "declined"
    MORE_TIME = "more_time"
    NO_REPLY = "no_reply"
    NOT_REACHED = "not_reached"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REMOVED = "removed"
    SUPERSEDED = "superseded"


class Tier(StrEnum):
    """How an organisation stands to the coalition now, in the order of the board; an infrastructure body may be a member.

    `CASCADE` came by the link of an infrastructure body and is no member, `OTHER` is none of these.
    """

    MEMBER = "member"
    PARTNER = "partner"
    INFRASTRUCTURE = "infrastructure"
    CASCADE = "cascade"
    OTHER = "other"


#: Those that may still be reminded.
UNANSWERED = frozenset({Response.NO_REPLY, Response.NOT_REACHED, Response.MORE_TIME})
#: Those to whom the same link may be sent once more: nothing of theirs stands, waits or was decided.
ASKED_AGAIN = UNANSWERED | {Response.EXPIRED}


async def answer_of_organisation(
    session: AsyncSession, letter_id: UUID, organisation_id: UUID
) -> tuple[Response | None, date | None]:
    """What one organisation that was invited has answered, as the board says it, and until when it asked for time.

    None for one that was not invited.
    """
    rows = _invited(letter_id).where(Invitation.organisation_id == organisation_id).subquery("board")
    found = (await session.execute(select(rows.c.response, rows.c.needed_by))).one_or_none()
    return (Response(found.response), found.needed_by) if found else (None, None)


def rows_of(letter_id: UUID) -> Subquery:
    """One row for every organisation asked, and for every signature of one that was not."""
    return union_all(_invited(letter_id), _unasked(letter_id)).subquery("board")


def _response(signature_state: SQLColumnExpression[Any], answer_kind: ColumnElement[Any] | None, reached: Any) -> Any:
    whens: list[tuple[ColumnElement[bool], Response]] = [
        (signature_state == SignatureState.ACCEPTED, Response.SIGNED),
        (signature_state == SignatureState.SUSPENDED, Response.SUSPENDED),
        (signature_state == SignatureState.AWAITING_REVIEW, Response.REVIEW),
        (signature_state == SignatureState.AWAITING_EMAIL, Response.AWAITING),
        (signature_state == SignatureState.AWAITING_AUTHORITY, Response.AUTHORITY),
    ]
    if answer_kind is not None:
        whens += [
            (answer_kind == AnswerKind.DECLINED, Response.DECLINED),
            (answer_kind == AnswerKind.MORE_TIME, Response.MORE_TIME),
        ]
    whens += [
        (signature_state == SignatureState.WITHDRAWN, Response.WITHDRAWN),
        (signature_state == SignatureState.REJECTED, Response.REJECTED),
        (signature_state == SignatureState.EXPIRED, Response.EXPIRED),
        (signature_state == SignatureState.REMOVED, Response.REMOVED),
        (signature_state == SignatureState.SUPERSEDED, Response.SUPERSEDED),
        (reached, Response.NO_REPLY),
    ]
    return case(*((condition, literal(value.value)) for condition, value in whens), else_=literal("not_reached"))


def _tier(organisation: Any, cascade_link_id: Any) -> Any:
    whens = (
        (organisation.c.is_member, Tier.MEMBER),
        (organisation.c.is_partner, Tier.PARTNER),
        (organisation.c.is_infrastructure, Tier.INFRASTRUCTURE),
        (cascade_link_id.is_not(None), Tier.CASCADE),
    )
    return case(*((condition, literal(tier.value)) for condition, tier in whens), else_=literal(Tier.OTHER.value))


def _authority(signature: Any, *, told: Any = None) -> list[Any]:
    """Who signed, in which role and on what authority; nothing where the row does not tell the signature (`told`)."""

    def if_told(column: Any) -> Any:
        return column if told is None else case((told, column))

    words = ("signer_title", "authority_note", "authoriser_name", "authoriser_title", "authoriser_note")
    return [
        *(func.coalesce(if_told(signature.c[name]), "").label("role" if name == "signer_title" else name) for name in words),
        *(if_told(signature.c[name]).label(name) for name in ("authority", "authoriser_basis", "authority_answered_at")),
        if_told(_EVIDENCE.c.kind).label("evidence"),
    ]


# Each of these is looked up for one invitation at a time, by an index: joined as a whole they would depend on statistics
# that PostgreSQL does not have yet in the minute after thousands were invited. They read tables, not entities, so that their
# coalition is not asked for again: the invitation they hang on is held to it.


def _newest_signature(letter_id: UUID) -> LateralFromClause:
    signature, signatory = Signature.__table__.c, Signatory.__table__.c
    return (
        select(
            signature.id,
            signature.state,
            signature.route,
            signature.signer_name,
            signature.submitted_at,
            signature.cascade_link_id,
            signature.signer_title,
            signature.authority,
            signature.authority_note,
            signature.authoriser_name,
            signature.authoriser_title,
            signature.authoriser_basis,
            signature.authoriser_note,
            signature.authority_answered_at,
        )
        .join_from(Signatory.__table__, Signature.__table__, signature.id == signatory.signature_id)
        .where(signatory.letter_id == letter_id, signatory.organisation_id == _INVITATION.c.organisation_id)
        # The one that stands is told, else one that waits, else the newest; last one that another took the place of.
        .order_by(
            signature.state.in_(LIVE).desc(),
            signature.state.in_(PENDING).desc(),
            signature.superseded_by_id.is_(None).desc(),
            signature.number.desc(),
        )
        .limit(1)
        .correlate(_INVITATION)
        .lateral("newest_signature")
    )


def _newest_answer() -> LateralFromClause:
    answer = Answer.__table__.c
    return (
        select(Answer.__table__)
        .where(answer.invitation_id == _INVITATION.c.id)
        .order_by(answer.id.desc())
        .limit(1)
        .correlate(_INVITATION)
        .lateral("newest_answer")
    )


def _newest_note() -> LateralFromClause:
    note = ResponseNote.__table__.c
    return (
        select(note.words, note.written_by_name, note.at)
        .where(note.letter_id == _INVITATION.c.letter_id, note.organisation_id == _INVITATION.c.organisation_id)
        .order_by(note.id.desc())
        .limit(1)
        .correlate(_INVITATION)
        .lateral("newest_note")
    )


def _passed_on() -> LateralFromClause:
    """The newest colleague to whom the invitation was passed on, while that was not taken back."""
    passed, contact = PassedOn.__table__.c, Contact.__table__.c
    theirs, own = InvitationLink.__table__.alias("passed_link"), InvitationLink.__table__.alias("passing_link")
    return (
        select(
            passed.name,
            func.coalesce(func.nullif(contact.name, ""), contact.email).label("passed_by"),
            passed.passed_at,
        )
        .select_from(theirs)
        .join(PassedOn.__table__, passed.link_id == theirs.c.id)
        .join(own, own.c.id == passed.from_link_id)
        .outerjoin(Contact.__table__, contact.id == own.c.contact_id)
        .where(theirs.c.invitation_id == _INVITATION.c.id, passed.taken_back_at.is_(None))
        .order_by(passed.id.desc())
        .limit(1)
        .correlate(_INVITATION)
        .lateral("passed_on_to")
    )


def _delivery() -> LateralFromClause:
    link, contact, of_link = InvitationLink.__table__.c, Contact.__table__.c, _delivery_of_link()
    states = dict(enumerate((*_REACHED, *_NOT_REACHED)))
    left_at = select(contact.ended_at).where(contact.id == link.contact_id).scalar_subquery()
    return (
        select(
            case(states, value=func.min(of_link.c.place), else_="").label("mail"),
            func.max(of_link.c.sent_at).label("mail_at"),
            func.min(of_link.c.next_at).label("mail_next"),
            func.coalesce(func.string_agg(of_link.c.why.distinct(), "\n"), "").label("mail_why"),
        )
        .join_from(InvitationLink.__table__, of_link, true())
        # Mail to somebody who has left reaches nobody who could answer. A join would read all contacts for each invitation.
        .where(link.invitation_id == _INVITATION.c.id, left_at.is_(None))
        .correlate(_INVITATION)
        .lateral("delivery")
    )


def _delivery_of_link() -> LateralFromClause:
    # An aggregate of its own for each link: without one PostgreSQL may read every mail there is for every invitation.
    message = Message.__table__.c
    places = {state: place for place, state in enumerate((*_REACHED, *_NOT_REACHED))}
    put_off = (message.state == MessageState.QUEUED) & (message.attempts > 0)
    delayed = (message.state == MessageState.SENT) & message.delayed_at.is_not(None)
    stage = case((put_off, "deferred"), (delayed, "delayed"), else_=cast(message.state, Text))
    return (
        select(
            func.min(case(places, value=stage)).label("place"),
            func.min(case((put_off, message.next_attempt_at))).label("next_at"),
            func.max(message.sent_at).label("sent_at"),
            func.max(
                case(
                    (
                        message.state.in_(_NOT_REACHED) | put_off | delayed,
                        message.recipient_email + ": " + message.smtp_reply,
                    )
                )
            ).label("why"),
        )
        .where(message.subject_id == InvitationLink.__table__.c.id, message.kind == INVITATION)
        .correlate(InvitationLink.__table__)
        .lateral("delivery_of_link")
    )


def _invited(letter_id: UUID) -> Select[*tuple[Any, ...]]:
    signed, answer, delivery = _newest_signature(letter_id), _newest_answer(), _delivery()
    note, passed = _newest_note(), _passed_on()
    # An answer given before the newest signature was overtaken by it; one given later overtakes only what no longer stands.
    fallen = signed.c.state.in_(sorted(FALLEN))
    counts = or_(signed.c.id.is_(None), and_(fallen, answer.c.at > signed.c.submitted_at))
    answered = case((counts, answer.c.kind))
    mail = func.coalesce(delivery.c.mail, "")
    return (
        select(
            Invitation.id.label("id"),
            Organisation.sort_key.label("sort_key"),
            Organisation.display_name.label("name"),
            Organisation.id.label("organisation_id"),
            Invitation.wave.label("wave"),
            signed.c.id.label("signature_id"),
            _response(signed.c.state, answered, mail.in_(_REACHED)).label("response"),
            func.coalesce(signed.c.route, Route.INVITATION).label("route"),
            func.coalesce(case((answered.is_not(None), answer.c.person_name)), signed.c.signer_name, "").label("person"),
            func.coalesce(case((answered.is_not(None), answer.c.at)), signed.c.submitted_at).label("at"),
            case((counts, answer.c.needed_by)).label("needed_by"),
            func.coalesce(case((counts, answer.c.reasons)), func.jsonb_build_array()).label("reasons"),
            func.coalesce(case((counts, answer.c.explanation)), "").label("explanation"),
            func.coalesce(case((counts, answer.c.would_sign_if)), "").label("would_sign_if"),
            mail.label("mail"),
            delivery.c.mail_at.label("mail_at"),
            case((mail == "deferred", delivery.c.mail_next)).label("mail_next"),
            func.coalesce(case((mail.in_((*_NOT_REACHED, "deferred", "delayed")), delivery.c.mail_why)), "").label(
                "mail_why"
            ),
            func.coalesce(note.c.words, "").label("note"),
            func.coalesce(note.c.written_by_name, "").label("note_by"),
            note.c.at.label("note_at"),
            func.coalesce(passed.c.name, "").label("passed_to"),
            func.coalesce(passed.c.passed_by, "").label("passed_by"),
            passed.c.passed_at.label("passed_at"),
            signed.c.cascade_link_id.label("cascade_link_id"),
            func.coalesce(_BODY.c.display_name, "").label("via"),
            _tier(Organisation.__table__, signed.c.cascade_link_id).label("tier"),
            Organisation.is_infrastructure.label("infrastructure"),
            *_authority(signed, told=answered.is_(None)),
        )
        .select_from(Invitation)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .outerjoin(signed, true())
        .outerjoin(answer, true())
        .outerjoin(delivery, true())
        .outerjoin(note, true())
        .outerjoin(passed, true())
        .outerjoin(_CASCADE, _CASCADE.c.id == signed.c.cascade_link_id)
        .outerjoin(_BODY, _BODY.c.id == _CASCADE.c.organisation_id)
        .outerjoin(_EVIDENCE, _EVIDENCE.c.signature_id == signed.c.id)
        .where(Invitation.letter_id == letter_id)
    )


def _unasked(letter_id: UUID) -> Select[*tuple[Any, ...]]:
    """Signatures of organisations that were not invited, such as those that came by a statement's sign-up page."""
    invited = (
        select(Signatory.signature_id)
        .join(
            Invitation,
            and_(
                Invitation.letter_id == Signatory.letter_id,
                Invitation.organisation_id == Signatory.organisation_id,
            ),
        )
        .where(Signatory.letter_id == letter_id)
    )
    return (
        select(
            Signature.id.label("id"),
            Signature.sort_key.label("sort_key"),
            Signature.display_name.label("name"),
            null().label("organisation_id"),
            null().label("wave"),
            Signature.id.label("signature_id"),
            _response(Signature.state, None, literal(value=False)).label("response"),
            Signature.route.label("route"),
            Signature.signer_name.label("person"),
            Signature.submitted_at.label("at"),
            null().label("needed_by"),
            func.jsonb_build_array().label("reasons"),
            literal("").label("explanation"),
            literal("").label("would_sign_if"),
            literal("").label("mail"),
            null().label("mail_at"),
            null().label("mail_next"),
            literal("").label("mail_why"),
            literal("").label("note"),
            literal("").label("note_by"),
            null().label("note_at"),
            literal("").label("passed_to"),
            literal("").label("passed_by"),
            null().label("passed_at"),
            Signature.cascade_link_id.label("cascade_link_id"),
            func.coalesce(_BODY.c.display_name, "").label("via"),
            _tier(_KNOWN, Signature.cascade_link_id).label("tier"),
            func.coalesce(_KNOWN.c.is_infrastructure, false()).label("infrastructure"),
            *_authority(Signature.__table__),
        )
        .select_from(Signature)
        .outerjoin(_CASCADE, _CASCADE.c.id == Signature.cascade_link_id)
        .outerjoin(_BODY, _BODY.c.id == _CASCADE.c.organisation_id)
        .outerjoin(_NAMED, and_(_NAMED.c.signature_id == Signature.id, _NAMED.c.position == 0))
        .outerjoin(_KNOWN, _KNOWN.c.id == _NAMED.c.organisation_id)
        .outerjoin(_EVIDENCE, _EVIDENCE.c.signature_id == Signature.id)
        .where(
            Signature.letter_id == letter_id,
            Signature.number.is_not(None),
            Signature.id.not_in(invited),
        )
    )


def place_of(letter_id: UUID, row_id: UUID) -> Any:
    """The sort key of one row, to page from."""
    invited = (
        select(Organisation.sort_key)
        .join(Invitation, Invitation.organisation_id == Organisation.id)
        .where(Invitation.id == row_id, Invitation.letter_id == letter_id)
    )
    unasked = select(Signature.sort_key).where(Signature.id == row_id, Signature.letter_id == letter_id)
    return union_all(invited, unasked).scalar_subquery()
