"""What a signer does whose answers came too late, and what ends such a request by itself."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.database import unscoped
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.languages import locales
from campaigns.languages.catalogues import gettext
from campaigns.signatures.guards import version_is_current
from campaigns.signatures.late.lifecycle import WAITING, LateFacts, LateState, LateStep
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.late.queries import asked_by_colleague
from campaigns.signatures.late.steps import hold_request, take_step
from campaigns.signatures.late.window import closed_at
from campaigns.signatures.signing import refuse_unfinished, sending_of
from campaigns.signatures.steps import hold
from campaigns.text.characters import clean

LONGEST_WORDS = 1000


async def receive(session: AsyncSession, signature_id: UUID, row_version: int | None, received_at: datetime) -> LateRequest:
    """Keep answers whose last button was pressed too late; nothing is signed, and nobody is told.

    Doing it twice keeps one. Raises `Invalid` where an answer is missing, `NotAllowedNow` for an older text, and `Conflict`
    where the organisation has signed or the secretariat has refused these answers.
    """
    held = await hold(session, signature_id, row_version)
    signature = held.signature
    await refuse_unfinished(session, held, await sending_of(session, signature))
    if wrong := version_is_current(held.facts(received_at)):
        raise NotAllowedNow(gettext(wrong))
    known = await session.scalar(
        select(LateRequest).where(LateRequest.signature_id == signature_id).order_by(LateRequest.id.desc()).limit(1)
    )
    since = await closed_at(session, held.letter, received_at)
    if known is not None and known.state in WAITING:
        return known
    if known is not None and known.state is LateState.REFUSED and known.closed_at == since:
        raise Conflict(gettext("The secretariat has answered your request already."))
    request = LateRequest(
        coalition_id=signature.coalition_id,
        letter_id=signature.letter_id,
        signature_id=signature.id,
        state=LateState.KEPT,
        received_at=received_at,
        closed_at=since,
    )
    session.add(request)
    # The sentence that is kept with the signature is in the language in which it was read just now.
    signature.locale = locales.known() or signature.locale
    await session.flush()
    return request


async def ask(
    session: AsyncSession, request_id: UUID, words: str, row_version: int | None, by: Actor, now: datetime
) -> LateRequest:
    """Put the request before the secretariat. Raises `Invalid` (field `words`), `NotAllowedNow`, `Conflict`."""
    words = clean(words).strip()
    if len(words) > LONGEST_WORDS:
        raise Invalid({"words": gettext("Use {most} characters or fewer.", most=format(LONGEST_WORDS, ","))})
    one = await hold_request(session, request_id, row_version)
    await refuse_unfinished(session, one.held, await sending_of(session, one.held.signature))
    colleague = await asked_by_colleague(session, one.held.signature)
    take_step(session, one.request, LateStep.ASK, one.facts(now, colleague_asked=bool(colleague)), by, now, words)
    one.request.asked_at, one.request.words = now, words
    await session.flush()
    return one.request


async def take_back_request(
    session: AsyncSession, request_id: UUID, row_version: int | None, by: Actor, now: datetime
) -> LateRequest:
    """Ask for nothing any more; the answers stay. Raises `NotAllowedNow`, `Conflict`."""
    one = await hold_request(session, request_id, row_version)
    take_step(session, one.request, LateStep.TAKE_BACK, one.facts(now), by, now)
    one.request.asked_at = None
    await session.flush()
    return one.request


async def close_of_letter(session: AsyncSession, letter_id: UUID, why: str, by: Actor, now: datetime) -> Sequence[UUID]:
    """End every request of a letter, whose row is locked and whose signing is open again. The answers stay.

    Returns the signatures whose requests the secretariat had before it.
    """
    found = await session.scalars(
        select(LateRequest)
        .where(LateRequest.letter_id == letter_id, LateRequest.state.in_(WAITING))
        .order_by(LateRequest.id)
        .with_for_update()
    )
    requests = found.all()
    asked = [request.signature_id for request in requests if request.state is LateState.ASKED]
    await _close(session, requests, why, by, now)
    return asked


async def close_with_answers(
    session: AsyncSession, signature_ids: Sequence[UUID], why: str, by: Actor, now: datetime
) -> None:
    """End the requests that nobody put before the secretariat, of answers that expire."""
    if not signature_ids:
        return
    found = await session.scalars(
        select(LateRequest)
        .where(LateRequest.signature_id.in_(signature_ids), LateRequest.state == LateState.KEPT)
        .order_by(LateRequest.id)
        .with_for_update()
        .execution_options(**unscoped("unfinished signatures of every coalition expire"))
    )
    await _close(session, found.all(), why, by, now)


async def close_for_good(session: AsyncSession, signature_ids: Sequence[UUID], why: str, by: Actor, now: datetime) -> None:
    """End every request of these signatures that waits, also one that is before the secretariat."""
    found = await session.scalars(
        select(LateRequest)
        .where(LateRequest.signature_id.in_(signature_ids), LateRequest.state.in_(WAITING))
        .order_by(LateRequest.id)
        .with_for_update()
    )
    await _close(session, found.all(), why, by, now)


async def _close(session: AsyncSession, requests: Sequence[LateRequest], why: str, by: Actor, now: datetime) -> None:
    for request in requests:
        take_step(session, request, LateStep.CLOSE, LateFacts(), by, now, why)
    await session.flush()
