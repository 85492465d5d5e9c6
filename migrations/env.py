"""Run migrations over asyncpg, the one driver there is, from a program or from the `alembic` command."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from campaigns.tables import METADATA


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=METADATA, compare_type=True, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


async def _connect_and_run(database_url: str) -> None:
    url = database_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        # Two processes that start at once migrate one after the other.
        await connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('campaigns migrations'))")
        await connection.run_sync(_run)
    await engine.dispose()


asyncio.run(_connect_and_run(context.config.attributes.get("database_url") or os.environ["CAMPAIGNS_DATABASE_URL"]))
