"""Six thousand invitations: how long the secretariat's pages take, and how many statements they need."""

import time
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.names.matching import matching_key
from campaigns.names.order import sort_key
from campaigns.organisations.models import Contact, Organisation
from campaigns.signatures.board import figures
from campaigns.signatures.board_rows import Response
from campaigns.signatures.lifecycle import SignatureState
from tests.letters.desk import Desk, Open, Writing, app, company, desk, writing
from tests.mail.conftest import own_engine, own_sessions
from tests.signatures.rows import counted, signature

__all__ = ["app", "company", "desk", "own_engine", "own_sessions", "writing"]

LETTER = "/letters/FFA-2026-01"
MANY, SIGNED = 6000, 1200
#: A page, and the most statements it may run, of which three find out who is asking, where, and about which letter.
PAGES = [
    (f"{LETTER}/responses", 6),
    (f"{LETTER}/responses?show=signed&q=group", 6),
    (f"{LETTER}/responses/figures", 4),
    (f"{LETTER}/responses.csv", 4),
    (f"{LETTER}/invite", 7),
    (f"{LETTER}/freeze", 8),
    (LETTER, 6),
    ("/letters", 4),
]


@pytest.fixture
def sessions(own_sessions: async_sessionmaker[AsyncSession]) -> async_sessionmaker[AsyncSession]:
    """A database of this test's own, where everything really commits."""
    return own_sessions


async def test_six_thousand_invitations_stay_quick(desk: Open, writing: Writing, own_engine: AsyncEngine) -> None:
    letter = await writing.locked()
    async with writing.held() as session:
        ids, names = await organisations(session, writing)
    nia = await desk("Nia")
    check = await nia.post(f"{LETTER}/invite", 200, who="members", do="check")
    began = time.perf_counter()
    with counted(own_engine) as statements:
        await nia.send(check, f"{LETTER}/invite", do="send")
    print(f"inviting: {_ms(began)} ms, {len(statements)} statements")
    async with writing.held() as session:
        for number in range(SIGNED):
            place = number * (MANY // SIGNED)
            await signature(
                session, letter, names[place], SignatureState.ACCEPTED, number + 1, writing.clock.now(), ids[place]
            )
        await session.execute(update(Message).values(state=MessageState.SENT))
    # In the first minute PostgreSQL knows nothing of the new rows; afterwards it does.
    await time_pages(nia, own_engine, "without statistics", 5000)
    async with own_engine.begin() as connection:
        await connection.execute(text("ANALYZE"))
    await time_pages(nia, own_engine, "with statistics", 2500)
    async with writing.held() as session:
        assert (await figures(session, letter.id))[Response.SIGNED] == SIGNED


async def time_pages(nia: Desk, engine: AsyncEngine, when: str, most_ms: int) -> None:
    """Open every page twice and time the second look. The limits leave room for a machine that others use too."""
    for path, most in PAGES:
        await nia.get(path)
        began = time.perf_counter()
        with counted(engine) as statements:
            await nia.get(path)
        took = _ms(began)
        print(f"{path} {when}: {took} ms, {len(statements)} statements")
        assert len(statements) <= most, "\n".join(statements)
        assert took < most_ms, path


async def organisations(session: AsyncSession, writing: Writing) -> tuple[list[Any], list[str]]:
    """Six thousand members with a contact each."""
    names = [f"Quay Community Group {number:04}" for number in range(MANY)]
    ids = [uuid4() for _ in names]
    await session.execute(
        insert(Organisation),
        [
            {
                "id": id_,
                "coalition_id": writing.company.id,
                "display_name": name,
                "name_key": matching_key(name),
                "acronym": "",
                "sort_name": name,
                "sort_key": sort_key(name),
                "is_member": True,
                "website": "",
                "created_at": writing.clock.now(),
                "row_version": 1,
            }
            for id_, name in zip(ids, names, strict=True)
        ],
    )
    await session.execute(
        insert(Contact),
        [
            {
                "coalition_id": writing.company.id,
                "organisation_id": id_,
                "name": "",
                "role_title": "",
                "email": f"info@quay{number}.example",
                "email_key": f"info@quay{number}.example",
                "gets_invitations": True,
                "gets_notices": True,
            }
            for number, id_ in enumerate(ids)
        ],
    )
    return ids, names


def _ms(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)
