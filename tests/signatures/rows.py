"""Signatures in any state as their rows would be, and a count of the statements that a page runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from campaigns.letters.actions import newest_version
from campaigns.letters.models import Letter
from campaigns.names.order import sort_key
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, Route, Signatory, Signature


@dataclass(frozen=True)
class Statement:
    """A statement as it was sent to PostgreSQL."""

    text: str
    parameters: tuple[Any, ...]

    def __str__(self) -> str:
        return self.text


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[list[Statement]]:
    """The statements that are run meanwhile, savepoints left out."""
    run: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: tuple[Any, ...], *_: Any) -> None:
        if "SAVEPOINT" not in statement:
            run.append(Statement(statement, parameters))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield run
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def blocks_read(connection: AsyncConnection, statement: Statement) -> int:
    """How many blocks of 8 kB PostgreSQL looks at to answer a SELECT: its work, told without a clock."""
    explained = await connection.exec_driver_sql(
        f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {statement.text}", statement.parameters
    )
    plan = explained.scalar_one()[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


async def signature(
    session: AsyncSession,
    letter: Letter,
    name: str,
    state: SignatureState,
    number: int,
    at: datetime,
    organisation_id: UUID | None,
) -> Signature:
    """A signature in any state, as its row would be."""
    row = Signature(
        coalition_id=letter.coalition_id,
        letter_id=letter.id,
        version_id=(await newest_version(session, letter)).id,
        route=Route.INVITATION if organisation_id else Route.PUBLIC,
        state=state,
        number=number,
        display_name=name,
        sort_name=name,
        sort_key=sort_key(name),
        signer_name=f"Signer {number}",
        signer_title="Director",
        signer_email=f"signer{number}@members.example",
        signer_email_key=f"signer{number}@members.example",
        authority=Authority.CHIEF_EXECUTIVE,
        attested="I confirm.",
        started_at=at,
        submitted_at=at,
    )
    session.add(row)
    await session.flush()
    session.add(
        Signatory(
            coalition_id=letter.coalition_id,
            signature_id=row.id,
            letter_id=letter.id,
            state=state,
            position=0,
            name=name,
            organisation_id=organisation_id,
        )
    )
    await session.flush()
    return row
