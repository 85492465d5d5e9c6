"""What came late, as its signer and the secretariat see it."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.invitations.models import InvitationLink
from campaigns.languages.catalogues import gettext, plural
from campaigns.signatures.late.lifecycle import LateState, LateStep
from campaigns.signatures.late.models import LateRequest, LateRequestEvent
from campaigns.signatures.models import Signature


class LateDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One late request as its signer sees it. Instants are in UTC; `reason` is the newest step's, such as a refusal's.

    Why a request was closed is stored in English and told in the language that is being read.
    """

    id: UUID
    state: LateState
    received_at: datetime
    closed_at: datetime
    asked_at: datetime | None
    words: str
    reason: str
    row_version: int

    @property
    def late_by(self) -> str:
        """By how much it came too late, in words."""
        return late_by_in_words(self.received_at - self.closed_at)


async def newest_of(session: AsyncSession, signature_id: UUID) -> LateDetail | None:
    """The newest late request with the answers of one signature."""
    found = await session.scalar(
        select(LateRequest).where(LateRequest.signature_id == signature_id).order_by(LateRequest.id.desc()).limit(1)
    )
    if found is None:
        return None
    last = await last_step(session, found.id)
    fields = {name: getattr(found, name) for name in LateDetail.__struct_fields__ if name != "reason"}
    reason = last.reason if last else ""
    return LateDetail(**fields, reason=gettext(reason) if found.state is LateState.CLOSED else reason)


async def last_step(session: AsyncSession, request_id: UUID) -> LateRequestEvent | None:
    """The newest step of a late request; None for one that was never asked for."""
    return await session.scalar(
        select(LateRequestEvent)
        .where(LateRequestEvent.late_request_id == request_id)
        .order_by(LateRequestEvent.id.desc())
        .limit(1)
    )


async def asked_by_colleague(session: AsyncSession, signature: Signature) -> str:
    """Who else of the organisation asked by the same invitation and waits for an answer; empty for nobody.

    What is signed for a branch is another organisation's.
    """
    if signature.invitation_link_id is None or signature.branch_of_id is not None:
        return ""
    own = select(InvitationLink.invitation_id).where(InvitationLink.id == signature.invitation_link_id)
    found = await session.scalar(
        select(Signature.signer_name)
        .join(LateRequest, LateRequest.signature_id == Signature.id)
        .join(InvitationLink, InvitationLink.id == Signature.invitation_link_id)
        .where(
            InvitationLink.invitation_id == own.scalar_subquery(),
            LateRequest.state == LateState.ASKED,
            Signature.id != signature.id,
            Signature.branch_of_id.is_(None),
        )
        .limit(1)
    )
    return found or ""


async def refused_since(session: AsyncSession, link_id: UUID, closed_at: datetime) -> bool:
    """Whether the secretariat refused a request of this invitation link for the same end of signing.

    The answers that it refused may have expired since.
    """
    found = await session.scalar(
        select(LateRequest.id)
        .join(Signature, Signature.id == LateRequest.signature_id)
        .where(
            Signature.invitation_link_id == link_id,
            Signature.branch_of_id.is_(None),
            LateRequest.state == LateState.REFUSED,
            LateRequest.closed_at == closed_at,
        )
        .limit(1)
    )
    return found is not None


async def closed_when(session: AsyncSession, link_or_signature_id: UUID, at: datetime) -> bool:
    """Whether a request of this invitation link, or with this signature's answers, was closed at that instant."""
    found = await session.scalar(
        select(LateRequestEvent.id)
        .join(LateRequest, LateRequest.id == LateRequestEvent.late_request_id)
        .join(Signature, Signature.id == LateRequest.signature_id)
        .where(
            (Signature.id == link_or_signature_id) | (Signature.invitation_link_id == link_or_signature_id),
            LateRequestEvent.step == LateStep.CLOSE,
            LateRequestEvent.at == at,
        )
        .limit(1)
    )
    return found is not None


async def count_asked(session: AsyncSession, letter_id: UUID) -> int:
    """How many requests to be added late wait for the secretariat."""
    counted = await session.scalar(
        select(func.count())
        .select_from(LateRequest)
        .where(LateRequest.letter_id == letter_id, LateRequest.state == LateState.ASKED)
    )
    return counted or 0


def late_by_in_words(late: timedelta) -> str:
    """`less than a second`, `12 seconds`, `3 minutes`, `2 hours` or `4 days`; parts of a unit are left out."""
    if days := late // timedelta(days=1):
        return plural(days, "day", "days")
    if hours := late // timedelta(hours=1):
        return plural(hours, "hour", "hours")
    if minutes := late // timedelta(minutes=1):
        return plural(minutes, "minute", "minutes")
    seconds = late // timedelta(seconds=1)
    return plural(seconds, "second", "seconds") if seconds else gettext("less than a second")
