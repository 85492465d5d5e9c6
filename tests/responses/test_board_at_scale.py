"""Six thousand invitations: how many statements the secretariat's pages need, and how much of the database they look at."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.names.matching import matching_key
from campaigns.names.order import sort_key
from campaigns.organisations.models import Contact, Organisation, SignOff
from campaigns.responses.queries import figures
from campaigns.responses.rows import Response
from campaigns.signatures.lifecycle import SignatureState
from tests.letters.desk import Desk, Open, Writing, app, company, desk, writing
from tests.mail.conftest import own_engine, own_sessions
from tests.signatures.rows import blocks_read, counted, signature

__all__ = ["app", "company", "desk", "own_engine", "own_sessions", "writing"]

LETTER = "/letters/FFA-2026-01"
MANY, SIGNED = 6000, 1200
#: Inviting them all takes no more statements than inviting a few hundred would.
INVITING = 40
#: Blocks that a statement may look at for each invitation; an index look-up is two or three.
BLOCKS_FOR_EACH = 40
#: A page, and the most statements it may run, of which three find out who is asking, where, and about which letter.
PAGES = [
    (f"{LETTER}/responses", 8),
    (f"{LETTER}/responses?show=signed&q=group", 8),
    (f"{LETTER}/responses?sort=tier&tier=member", 8),
    (f"{LETTER}/responses.csv", 4),
    (f"{LETTER}/review", 12),
    (f"{LETTER}/review?kind=bounced", 12),
    (f"{LETTER}/invite", 8),
    (f"{LETTER}/freeze", 12),
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
    with counted(own_engine) as statements:
        await nia.send(check, f"{LETTER}/invite", do="send")
    assert len(statements) <= INVITING
    async with writing.held() as session:
        for number in range(SIGNED):
            place = number * (MANY // SIGNED)
            await signature(
                session, letter, names[place], SignatureState.ACCEPTED, number + 1, writing.clock.now(), ids[place]
            )
        await session.execute(update(Message).values(state=MessageState.SENT))
    # In the first minute PostgreSQL knows nothing of the new rows; afterwards it does.
    await look_at_pages(nia, own_engine)
    async with own_engine.begin() as connection:
        await connection.execute(text("ANALYZE"))
    await look_at_pages(nia, own_engine)
    async with writing.held() as session:
        assert (await figures(session, letter.id))[Response.SIGNED] == SIGNED


async def look_at_pages(nia: Desk, engine: AsyncEngine) -> None:
    """Open every page and weigh what it asks: few statements, and none whose work grows as the square of the list."""
    for path, most in PAGES:
        with counted(engine) as statements:
            await nia.get(path)
        assert len(statements) <= most, "\n".join(str(one) for one in statements)
        async with engine.connect() as connection:
            for one in statements:
                if one.text.lstrip().startswith("SELECT"):
                    assert await blocks_read(connection, one) <= BLOCKS_FOR_EACH * MANY, (path, one.text)


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
                "mail_domains": "",
                "sign_off": SignOff.ONE_PERSON,
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
