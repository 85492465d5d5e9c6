"""One transaction for each request and each job, and the bell that is rung after it commits.

A job is only a hint that a row is waiting. A bell that is lost, doubled or late changes nothing: a sweep in the worker
finds the same rows, and every job is safe to run twice.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

log = logging.getLogger(__name__)


class Job(StrEnum):
    """Every job there is; each is a function of the same name in `workers`."""

    DELIVER_MAIL = "deliver_mail"
    READ_RETURNED_MAIL = "read_returned_mail"
    FOLLOW_UP_BOUNCES = "follow_up_bounces"
    SEND_REMINDERS = "send_reminders"
    TELL_INDIVIDUALS = "tell_individuals"
    CLOSE_DUE_LETTERS = "close_due_letters"
    BUILD_EDITIONS = "build_editions"
    PUBLISH_DUE_LETTERS = "publish_due_letters"
    READ_IMPORTS = "read_imports"
    FIND_PAIRS = "find_pairs"
    EXPIRE_UNFINISHED = "expire_unfinished"
    FORGET = "forget"


class Bell(Protocol):
    """Wakes a worker."""

    async def ring(self, job: Job, at: datetime | None = None) -> None:
        """Ask for `job` now, or not before `at`. May raise; the caller does not depend on it."""


class NoBell:
    """A bell that is never heard; the sweep does the work."""

    async def ring(self, job: Job, at: datetime | None = None) -> None:
        return None


def after_commit(session: AsyncSession, job: Job, at: datetime | None = None) -> None:
    """Ring for `job` once the present transaction has committed; nothing is rung if it rolls back."""
    session.info.setdefault("bells", {})[job, at] = None


def abandon(session: AsyncSession) -> None:
    """Have the present transaction rolled back at its end, though nothing was raised: a form is shown again instead."""
    session.info["abandoned"] = True


@asynccontextmanager
async def transaction(sessions: async_sessionmaker[AsyncSession], bell: Bell) -> AsyncIterator[AsyncSession]:
    """A session that commits when the block ends well and rolls back when it raises, then rings the bells."""
    async with sessions() as session:
        try:
            yield session
        except BaseException:
            await session.rollback()
            raise
        if session.info.pop("abandoned", False):
            await session.rollback()
            return
        await session.commit()
        for job, at in session.info.pop("bells", {}):
            try:
                await bell.ring(job, at)
            except Exception:
                # The row is committed and the sweep will find it: a queue that is down must not fail the request.
                log.warning("The bell for %s was not heard; the sweep will find the work.", job, exc_info=True)
