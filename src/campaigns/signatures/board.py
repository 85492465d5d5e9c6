"""The response board: one row for every organisation asked, or that came by itself, with what it answered."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, null, or_, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.invitations.actions import INVITATION
from campaigns.invitations.models import Answer, AnswerKind, Invitation, InvitationLink
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.organisations.models import Organisation
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Route, Signatory, Signature

PAGE = 100


class Response(StrEnum):
    """What an organisation has answered, in the order of the board's figures."""

    SIGNED = "signed"
    AWAITING = "awaiting"
    REVIEW = "review"
    DECLINED = "declined"
    MORE_TIME = "more_time"
    NO_REPLY = "no_reply"
    NOT_REACHED = "not_reached"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    EXPIRED = "expired"


WORDS: dict[Response, str] = {
    Response.SIGNED: "signed",
    Response.AWAITING: "awaiting address check",
    Response.REVIEW: "to review",
    Response.DECLINED: "declined",
    Response.MORE_TIME: "more time",
    Response.NO_REPLY: "no reply",
    Response.NOT_REACHED: "not reached",
    Response.WITHDRAWN: "withdrawn",
    Response.REJECTED: "rejected",
    Response.EXPIRED: "address never checked",
}


class BoardRow(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation's row. `sort_key` and `id` are the place to page from; instants are in UTC.

    `mail` is the best delivery state among the organisation's invitations: sent, queued, bounced, or empty without any. It
    never says "opened": nobody can know that.
    """

    id: UUID
    sort_key: bytes
    name: str
    organisation_id: UUID | None
    signature_id: UUID | None
    response: Response
    route: str
    person: str
    at: datetime | None
    needed_by: date | None
    reasons: list[str]
    explanation: str
    mail: str


async def figures(session: AsyncSession, letter_id: UUID) -> dict[Response, int]:
    """How many rows each response has; every response is there, with 0 where it has none. One statement."""
    rows = _rows(letter_id)
    counted = await session.execute(select(rows.c.response, func.count()).group_by(rows.c.response))
    found = {Response(response): number for response, number in counted}
    return {response: found.get(response, 0) for response in Response}


async def page(
    session: AsyncSession,
    letter_id: UUID,
    responses: frozenset[Response] = frozenset(),
    search: str = "",
    after: tuple[bytes, UUID] | None = None,
    limit: int = PAGE,
) -> list[BoardRow]:
    """Rows in list order, of the given responses (of all where none is given), after the row of a page before."""
    rows = _rows(letter_id)
    query = select(rows).order_by(rows.c.sort_key, rows.c.id).limit(limit)
    if responses:
        query = query.where(rows.c.response.in_(sorted(responses)))
    if search.strip():
        query = query.where(rows.c.name.icontains(search.strip(), autoescape=True))
    if after is not None:
        query = query.where(tuple_(rows.c.sort_key, rows.c.id) > tuple_(literal(after[0]), literal(after[1])))
    found = await session.execute(query)
    return [msgspec.convert(dict(row._mapping), BoardRow) for row in found]  # noqa: SLF001 - SQLAlchemy's public name


def _rows(letter_id: UUID) -> Subquery:
    return union_all(_invited(letter_id), _unasked(letter_id)).subquery("board")


def _response(signature_state: ColumnElement[Any], answer_kind: ColumnElement[Any] | None, reached: Any) -> Any:
    whens: list[tuple[ColumnElement[bool], str]] = [
        (signature_state == SignatureState.ACCEPTED, Response.SIGNED),
        (signature_state == SignatureState.AWAITING_REVIEW, Response.REVIEW),
        (signature_state == SignatureState.AWAITING_EMAIL, Response.AWAITING),
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
        (reached, Response.NO_REPLY),
    ]
    return case(*((condition, literal(value.value)) for condition, value in whens), else_=literal("not_reached"))


def _newest_signature(letter_id: UUID) -> Subquery:
    return (
        select(
            Signatory.organisation_id,
            Signature.id,
            Signature.state,
            Signature.route,
            Signature.signer_name,
            Signature.submitted_at,
        )
        .join(Signature, Signature.id == Signatory.signature_id)
        .where(Signatory.letter_id == letter_id, Signatory.organisation_id.is_not(None))
        .distinct(Signatory.organisation_id)
        .order_by(Signatory.organisation_id, (Signature.state == SignatureState.ACCEPTED).desc(), Signature.number.desc())
        .subquery("newest_signature")
    )


def _newest_answer(letter_id: UUID) -> Subquery:
    return (
        select(
            Answer.invitation_id,
            Answer.kind,
            Answer.person_name,
            Answer.at,
            Answer.needed_by,
            Answer.reasons,
            Answer.explanation,
        )
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .where(Invitation.letter_id == letter_id)
        .distinct(Answer.invitation_id)
        .order_by(Answer.invitation_id, Answer.id.desc())
        .subquery("newest_answer")
    )


def _delivery(letter_id: UUID) -> Subquery:
    states = [MessageState.SENT, MessageState.SENDING, MessageState.QUEUED]
    best = case(
        *((func.bool_or(Message.state == state), literal(state.value)) for state in states),
        (func.bool_or(Message.state == MessageState.BOUNCED), literal(MessageState.BOUNCED.value)),
        else_=literal(""),
    )
    return (
        select(InvitationLink.invitation_id, best.label("mail"))
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .outerjoin(Message, and_(Message.subject_id == InvitationLink.id, Message.kind == INVITATION))
        .where(Invitation.letter_id == letter_id)
        .group_by(InvitationLink.invitation_id)
        .subquery("delivery")
    )


def _invited(letter_id: UUID) -> Select[Any]:
    signed, answer, delivery = _newest_signature(letter_id), _newest_answer(letter_id), _delivery(letter_id)
    # An answer given before the newest signature was overtaken by it, and the other way round.
    answered = case((or_(signed.c.submitted_at.is_(None), answer.c.at > signed.c.submitted_at), answer.c.kind))
    mail = func.coalesce(delivery.c.mail, "")
    return (
        select(
            Invitation.id.label("id"),
            Organisation.sort_key.label("sort_key"),
            Organisation.display_name.label("name"),
            Organisation.id.label("organisation_id"),
            signed.c.id.label("signature_id"),
            _response(signed.c.state, answered, mail.not_in(["", MessageState.BOUNCED])).label("response"),
            func.coalesce(signed.c.route, Route.INVITATION).label("route"),
            func.coalesce(case((answered.is_not(None), answer.c.person_name)), signed.c.signer_name, "").label("person"),
            func.coalesce(case((answered.is_not(None), answer.c.at)), signed.c.submitted_at).label("at"),
            answer.c.needed_by.label("needed_by"),
            func.coalesce(answer.c.reasons, func.jsonb_build_array()).label("reasons"),
            func.coalesce(answer.c.explanation, "").label("explanation"),
            mail.label("mail"),
        )
        .select_from(Invitation)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .outerjoin(signed, signed.c.organisation_id == Organisation.id)
        .outerjoin(answer, answer.c.invitation_id == Invitation.id)
        .outerjoin(delivery, delivery.c.invitation_id == Invitation.id)
        .where(Invitation.letter_id == letter_id)
    )


def _unasked(letter_id: UUID) -> Select[Any]:
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
    return select(
        Signature.id.label("id"),
        Signature.sort_key.label("sort_key"),
        Signature.display_name.label("name"),
        null().label("organisation_id"),
        Signature.id.label("signature_id"),
        _response(Signature.state, None, literal(value=False)).label("response"),
        Signature.route.label("route"),
        Signature.signer_name.label("person"),
        Signature.submitted_at.label("at"),
        null().label("needed_by"),
        func.jsonb_build_array().label("reasons"),
        literal("").label("explanation"),
        literal("").label("mail"),
    ).where(
        Signature.letter_id == letter_id,
        Signature.number.is_not(None),
        Signature.id.not_in(invited),
    )
