"""The least that a signature can cost: its row and its mail's row, in one transaction, with nothing around it."""

import asyncio
import time

import asyncpg  # type: ignore[import-untyped]

from measuring.client import CONNECTIONS, Done

_TABLES = """
    CREATE TABLE bare_signature (
        id uuid PRIMARY KEY DEFAULT uuidv7(), letter text NOT NULL, number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        organisation text NOT NULL, signer text NOT NULL, title text NOT NULL, email text NOT NULL, attested text NOT NULL,
        signed_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE bare_message (
        id uuid PRIMARY KEY DEFAULT uuidv7(), kind text NOT NULL, subject uuid NOT NULL, recipient text NOT NULL,
        idempotency_key text NOT NULL UNIQUE, state text NOT NULL, next_attempt_at timestamptz NOT NULL DEFAULT now()
    );
"""
_SIGN = """
    INSERT INTO bare_signature (letter, organisation, signer, title, email, attested) VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id
"""
_MAIL = """
    INSERT INTO bare_message (kind, subject, recipient, idempotency_key, state)
    VALUES ('signature_notice', $1, $2, $3, 'queued')
"""


async def make_tables(url: str) -> None:
    """The two tables that the bare transaction writes to."""
    connection = await asyncpg.connect(url)
    await connection.execute(_TABLES)
    await connection.close()


async def sign(url: str, count: int) -> Done:
    """So many bare signatures, over as many connections as the client of the server has."""
    connections = [await asyncpg.connect(url) for _ in range(CONNECTIONS)]
    waiting = list(range(count))

    async def lane(connection: asyncpg.Connection) -> None:
        while waiting:
            number = waiting.pop()
            email = f"amina@member{number}.example"
            async with connection.transaction():
                signature = await connection.fetchval(
                    _SIGN, "FFA-2026-01", f"Fenland Advice Centre {number}", "Amina Cole", "Chief executive", email, "I may."
                )
                await connection.execute(_MAIL, signature, email, f"signature_notice {signature}")

    started = time.perf_counter()
    await asyncio.gather(*(lane(connection) for connection in connections))
    done = Done(count, time.perf_counter() - started)
    for connection in connections:
        await connection.close()
    return done
