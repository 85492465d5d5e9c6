"""Whether a letter is past its deadline, and since when."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.letters.lifecycles.signing import SigningState, SigningStep
from campaigns.letters.models import Letter, LetterEvent
from campaigns.letters.queries import LetterDetail


def is_too_late(letter: Letter | LetterDetail, received_at: datetime) -> bool:
    """Whether signing has closed, by the clock or by hand, so that what is sent now comes late.

    What is not open yet is not late, nor is anything for a statement that never had a deadline.
    """
    if letter.rolling or letter.deadline_at is None:
        return False
    if letter.signing is SigningState.OPEN:
        return received_at >= letter.deadline_at
    return letter.signing in (SigningState.CLOSED, SigningState.FROZEN)


async def closed_at(session: AsyncSession, letter: Letter | LetterDetail, received_at: datetime) -> datetime:
    """When the signing of a letter that `is_too_late` closed. The job that closes it may be late, or not have come yet."""
    last = None
    if letter.signing is not SigningState.OPEN:
        last = await session.scalar(
            select(LetterEvent.at)
            .where(LetterEvent.letter_id == letter.id, LetterEvent.step == SigningStep.CLOSE)
            .order_by(LetterEvent.id.desc())
            .limit(1)
        )
    return min(one for one in (last, letter.deadline_at, received_at) if one is not None)
