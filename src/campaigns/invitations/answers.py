"""The answers to an invitation that are not a signature, as the organisation's own people see them."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.invitations.models import Answer, AnswerKind, WhoSees
from campaigns.invitations.reasons import Reason


class AnswerDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One answer with everything that was said. `at` is in UTC."""

    id: UUID
    invitation_link_id: UUID
    kind: AnswerKind
    at: datetime
    person_name: str
    reasons: list[Reason]
    explanation: str
    would_sign_if: str
    who_sees: WhoSees | None
    needed_by: date | None


async def newest_answer(session: AsyncSession, invitation_id: UUID) -> AnswerDetail | None:
    """The organisation's newest answer, whichever of its contacts gave it."""
    found = await session.scalar(
        select(Answer).where(Answer.invitation_id == invitation_id).order_by(Answer.id.desc()).limit(1)
    )
    return msgspec.convert(found, AnswerDetail, from_attributes=True) if found else None
