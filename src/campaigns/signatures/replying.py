"""Answering an invitation, by a signature or otherwise: one answer at a time, and never over one not seen yet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict
from campaigns.invitations import answering
from campaigns.invitations.access import Opened
from campaigns.invitations.answering import Decline, MoreTime
from campaigns.invitations.answers import AnswerDetail, newest_answer
from campaigns.invitations.models import AnswerKind, Invitation
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.letters.steps import lock_letter
from campaigns.signatures.access import Reply
from campaigns.signatures.late.actions import receive
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.late.window import is_too_late
from campaigns.signatures.lifecycle import LIVE, PENDING, SignatureState
from campaigns.signatures.models import Signature
from campaigns.signatures.queries import SignatureDetail, signature_of_organisation
from campaigns.signatures.signing import submit

#: Why an organisation gives no other answer while a signature of its own stands or waits.
_STANDS = {
    SignatureState.ACCEPTED: gettext_noop(
        "Your organisation has signed. Withdraw the signature before you give another answer."
    ),
    SignatureState.AWAITING_EMAIL: gettext_noop(
        "A signature of your organisation is waiting for the email address to be checked. Withdraw the signature before you"
        " give another answer."
    ),
    SignatureState.AWAITING_AUTHORITY: gettext_noop(
        "A signature of your organisation is waiting for somebody to authorise it. Withdraw the signature before you give"
        " another answer."
    ),
    SignatureState.AWAITING_REVIEW: gettext_noop(
        "A signature of your organisation is waiting for the secretariat's review. Withdraw the signature before you give"
        " another answer."
    ),
    SignatureState.SUSPENDED: gettext_noop(
        "A signature of your organisation is suspended. Withdraw the signature before you give another answer."
    ),
}
_DECLINED = gettext_noop("{name} declined while you were on this page. Send your answer again to replace that one.")
_ASKED_FOR_TIME = gettext_noop(
    "{name} asked for more time while you were on this page. Send your answer again to replace that one."
)


class Overtaken(Conflict):
    """Somebody else of the organisation answered after the page was shown."""

    def __init__(self, message: str, answer: AnswerDetail) -> None:
        super().__init__(message)
        self.answer = answer


def stands(signature: SignatureDetail | None) -> bool:
    """Whether a signature is on the list or on its way there, so that it can be withdrawn."""
    return signature is not None and signature.state in LIVE | PENDING


async def sign(
    session: AsyncSession, reply: Reply, signature_id: UUID, row_version: int | None, by: Actor, now: datetime
) -> Signature | LateRequest:
    """Submit a signature, or keep its answers where they come too late: then nothing is signed.

    Raises what `submit` raises, and `Overtaken` where a colleague answered after `reply` was read.
    """
    letter = await lock_letter(session, reply.letter.id)
    if reply.opened is not None:
        newest = await newest_answer(session, reply.opened.invitation_id)
        _refuse_overtaken(newest, reply.answer.id if reply.answer else None)
    if is_too_late(letter, now):
        return await receive(session, signature_id, row_version, now)
    return await submit(session, signature_id, row_version, by, now)


async def decline(session: AsyncSession, opened: Opened, answer: Decline, seen: UUID | None, now: datetime) -> None:
    """Record that an organisation does not sign; `seen` is the newest answer its page showed.

    Sending the same again changes nothing. Raises `Invalid`, `NotAllowedNow`, `Conflict` where the organisation has
    signed, `Overtaken`.
    """
    answer = answer.cleaned()
    newest, current = await _lock(session, opened)
    if current is not None and _same_decline(current, opened, answer):
        return
    _refuse_overtaken(newest, seen)
    await answering.decline(session, opened, answer, now)


async def ask_for_more_time(
    session: AsyncSession, opened: Opened, answer: MoreTime, seen: UUID | None, now: datetime
) -> None:
    """Record that an organisation cannot answer yet; everything else as for `decline`."""
    answer = answer.cleaned()
    newest, current = await _lock(session, opened)
    if current is not None and _same_wish(current, opened, answer):
        return
    _refuse_overtaken(newest, seen)
    await answering.ask_for_more_time(session, opened, answer, now)


def is_current(answer: AnswerDetail, signature: SignatureDetail | None) -> bool:
    """Whether an answer is the organisation's last word, and not one from before a signature that came to nothing."""
    return signature is None or signature.submitted_at is None or answer.at >= signature.submitted_at


async def _lock(session: AsyncSession, opened: Opened) -> tuple[AnswerDetail | None, AnswerDetail | None]:
    """Hold letter and invitation, so that colleagues answer one after the other; the newest answer, twice if it is current.

    The letter first, as `steps.hold` does for a signature: otherwise one could decline while another's signature is written.
    """
    await lock_letter(session, opened.letter.id)
    await session.scalar(select(Invitation.id).where(Invitation.id == opened.invitation_id).with_for_update())
    signature = await signature_of_organisation(session, opened.letter.id, opened.organisation_id)
    if signature is not None and stands(signature):
        raise Conflict(gettext(_STANDS[signature.state]))
    newest = await newest_answer(session, opened.invitation_id)
    return newest, newest if newest is not None and is_current(newest, signature) else None


def _refuse_overtaken(newest: AnswerDetail | None, seen: UUID | None) -> None:
    if newest is not None and newest.id != seen:
        did = _DECLINED if newest.kind is AnswerKind.DECLINED else _ASKED_FOR_TIME
        raise Overtaken(gettext(did, name=newest.person_name), newest)


def _same_decline(newest: AnswerDetail, opened: Opened, answer: Decline) -> bool:
    return (
        newest.kind is AnswerKind.DECLINED
        and newest.invitation_link_id == opened.link_id
        and newest.person_name == answer.person_name
        and newest.reasons == answer.reasons
        and newest.explanation == answer.explanation
        and newest.would_sign_if == answer.would_sign_if
        and newest.who_sees == answer.who_sees
    )


def _same_wish(newest: AnswerDetail, opened: Opened, answer: MoreTime) -> bool:
    return (
        newest.kind is AnswerKind.MORE_TIME
        and newest.invitation_link_id == opened.link_id
        and newest.person_name == answer.person_name
        and newest.explanation == answer.explanation
        and newest.needed_by == answer.needed_by
    )
