"""Returned mail from a Maildir, where a mail server or a program that fetches mail puts it.

A mail is taken from `new` and, once what it says is committed, moved to `cur` as one that was seen. Nothing is deleted: what
is no report, such as a person's reply, stays there for people to read.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.jobs import Bell, transaction
from campaigns.mail.reports import LARGEST
from campaigns.mail.returned import Taken, take_mail
from campaigns.tokens import Keys

log = logging.getLogger(__name__)

#: Mails in one run; the next run takes the rest.
MOST = 500


async def read_maildir(
    sessions: async_sessionmaker[AsyncSession], bell: Bell, keys: Keys, maildir: Path, now: Callable[[], datetime]
) -> int:
    """Take every mail that is new, one in each transaction, and say how many. Safe to run twice, and beside another worker.

    Raises `OSError` where the Maildir cannot be read.
    """
    taken = 0
    for path in await asyncio.to_thread(_new, maildir):
        data = await asyncio.to_thread(_content, path)
        if data is None:  # somebody else was faster
            continue
        what = Taken.NO_REPORT
        if len(data) <= LARGEST:
            async with transaction(sessions, bell) as session:
                what = await take_mail(session, keys, data, now())
        if what is Taken.EARLY:
            continue
        log.info("Returned mail %s: %s.", path.name, what.value)
        await asyncio.to_thread(_seen, path, maildir)
        taken += 1
    return taken


def _new(maildir: Path) -> list[Path]:
    return sorted(path for path in (maildir / "new").iterdir() if not path.name.startswith("."))[:MOST]


def _content(path: Path) -> bytes | None:
    try:
        with path.open("rb") as mail:
            return mail.read(LARGEST + 1)
    except FileNotFoundError:
        return None


def _seen(path: Path, maildir: Path) -> None:
    current = maildir / "cur"
    current.mkdir(exist_ok=True)
    path.rename(current / f"{path.name}:2,S")
