"""The pictures of proposed logos: read while they wait, and deleted with the decision."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotFound
from campaigns.my_organisation.corrections.models import Correction, ProposedLogo


async def proposed_picture(session: AsyncSession, correction_id: UUID, organisation_id: UUID | None = None) -> bytes:
    """The picture of a proposal that waits, as PNG. Raises `NotFound`, also where it is another organisation's."""
    query = select(ProposedLogo.png).join(Correction, Correction.id == ProposedLogo.correction_id)
    query = query.where(ProposedLogo.correction_id == correction_id)
    if organisation_id is not None:
        query = query.where(Correction.organisation_id == organisation_id)
    png = await session.scalar(query)
    if png is None:
        raise NotFound
    return png


async def forget_pictures(session: AsyncSession, correction_ids: Sequence[UUID]) -> None:
    """Delete the pictures of proposals that wait no more: what is not on record is not kept."""
    if correction_ids:
        await session.execute(
            delete(ProposedLogo)
            .where(ProposedLogo.correction_id.in_(correction_ids))
            .execution_options(synchronize_session=False)
        )
