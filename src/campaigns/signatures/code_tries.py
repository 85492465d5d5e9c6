"""Tries at a code that was mailed: a handful for each row, counted for good, whatever table the row is in."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.tokens import Keys, Purpose

MOST_WRONG_CODES = 5


async def spend_try(
    session: AsyncSession,
    keys: Keys,
    purpose: Purpose,
    table: type[Any],
    row_id: UUID,
    waits: ColumnElement[bool],
    code: str,
    *,
    mailed: bool,
) -> bool:
    """Whether this is the row's code, at the price of one try, which a right code gives back.

    `table` has `rotation` and `wrong_codes`; a row of which `waits` is not true has no code, nor has one to whose address
    none was `mailed`. The try is counted by one statement, so that no two requests share one.
    """
    rotation = await session.scalar(
        update(table)
        .where(table.id == row_id, waits, table.wrong_codes < MOST_WRONG_CODES)
        .values(wrong_codes=table.wrong_codes + 1)
        .returning(table.rotation)
        .execution_options(synchronize_session=False)
    )
    if rotation is None or not mailed or not keys.code_holds(code, purpose, row_id, rotation):
        return False
    await session.execute(
        update(table)
        .where(table.id == row_id)
        .values(wrong_codes=table.wrong_codes - 1)
        .execution_options(synchronize_session=False)
    )
    return True
