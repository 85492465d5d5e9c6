"""What signing by standing authority would do, tried and undone, so that what is looked at is what happens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.mail.models import Message
from campaigns.standing_authority.telling import USED
from campaigns.standing_authority.using import Use, use


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """One signature as it would be: its row, the sentence kept with it, and how many mails would tell of it."""

    authority_id: UUID
    row: str
    attested: str
    why: str
    mails: int


async def preview(
    session: AsyncSession, letter_id: UUID, uses: Sequence[Use], version: int, by: Actor, now: datetime
) -> list[Preview]:
    """Everything that `use` would do, and nothing of it done. Raises what `use` raises."""
    async with session.begin_nested() as tried:
        made = await use(session, letter_id, uses, version, by, now)
        counted = await session.execute(
            select(Message.subject_id, func.count())
            .where(Message.kind == USED, Message.subject_id.in_([one.id for one in made]))
            .group_by(Message.subject_id)
        )
        mails = dict(counted.all())
        whys = {one.authority_id: one.why for one in uses}
        shown = [
            Preview(
                authority_id=authority_id,
                row=one.display_name,
                attested=one.attested,
                why=whys[authority_id],
                mails=mails.get(one.id, 0),
            )
            for authority_id, one in zip(sorted(whys), made, strict=True)
        ]
        await tried.rollback()
    return shown
