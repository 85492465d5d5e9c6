"""The migrations, from nothing, make exactly what the models say; and they can be undone."""

import asyncio
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from campaigns import migrate
from campaigns.tables import METADATA


async def on(url: str, ask: Any) -> Any:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"), poolclass=NullPool)
    async with engine.connect() as connection:
        found = await connection.run_sync(ask)
    await engine.dispose()
    return found


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, METADATA))


def checks(connection: Connection) -> dict[str, int]:
    """How many CHECK constraints each table has, which Alembic does not compare."""
    inspector = inspect(connection)
    return {table: len(inspector.get_check_constraints(table)) for table in METADATA.tables}


def objects(connection: Connection) -> list[str]:
    """Everything that is ours in the schema: tables, indexes, functions, triggers."""
    found = connection.exec_driver_sql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1"
    )
    return [name for (name,) in found if not name.startswith("alembic_version")]


async def test_the_migrations_make_what_the_models_say(database_url: str) -> None:
    assert await on(database_url, differences) == []
    expected = {
        table.name: sum(isinstance(constraint, CheckConstraint) for constraint in table.constraints)
        for table in METADATA.tables.values()
    }
    assert await on(database_url, checks) == expected


async def test_every_migration_can_be_undone_and_done_again(database_url: str) -> None:
    whole = await on(database_url, objects)

    await asyncio.to_thread(migrate.downgrade, database_url, "base")
    assert await on(database_url, objects) == []
    await asyncio.to_thread(migrate.upgrade, database_url)

    assert await on(database_url, objects) == whole
    assert await on(database_url, differences) == []


async def test_people_who_had_signed_are_filed_by_family_name(database_url: str) -> None:
    """Two names of before, and one that was forgotten: forward by family name, back as they were."""
    insert = (
        "INSERT INTO individual_signature (id, coalition_id, letter_id, version_id, state, name, sort_key, title,"
        " affiliation, email, email_key, consent, attested, rotation, started_at, wrong_codes, review_note, row_version)"
        " SELECT uuidv7(), uuidv7(), uuidv7(), uuidv7(), 'expired', name, '', '', '', '', '', '', '', 0, now(), 0, '', 1"
        " FROM unnest(ARRAY['Amina Vance', 'Zia ap Cole', '']) AS name"
    )
    order = "SELECT name, sort_key FROM individual_signature ORDER BY sort_key"

    def ask(connection: Connection) -> list[tuple[str, bytes]]:
        return [(name, key) for name, key in connection.exec_driver_sql(order)]

    def write(connection: Connection) -> None:
        # Their letters do not matter here.
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql(insert)
        connection.commit()

    await on(database_url, write)
    await asyncio.to_thread(migrate.downgrade, database_url, "0039")
    before = await on(database_url, ask)
    assert [name for name, _ in before] == ["", "Amina Vance", "Zia ap Cole"]
    assert before[0][1] == b""
    await asyncio.to_thread(migrate.upgrade, database_url)
    assert [name for name, _ in await on(database_url, ask)] == ["", "Zia ap Cole", "Amina Vance"]
