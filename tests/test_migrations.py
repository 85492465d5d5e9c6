"""The migrations, from nothing, make exactly what the models say; and they can be undone."""

import asyncio
from datetime import datetime
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from campaigns import migrate
from campaigns.database import hold_to, make_engine, make_sessions
from campaigns.invitations.access import open_link
from campaigns.invitations.actions import invite
from campaigns.invitations.answering import Decline, decline
from campaigns.invitations.models import WhoSees
from campaigns.invitations.reasons import Reason
from campaigns.letters.actions import begin_letter, lock
from campaigns.signatures.passing import Colleague, pass_on
from campaigns.signatures.signing import begin_by_invitation
from campaigns.tables import METADATA
from campaigns.tokens import Keys, Purpose
from tests import cast
from tests.signatures.test_signing import opened_by


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
    await asyncio.to_thread(migrate.downgrade, database_url, "0044")
    before = await on(database_url, ask)
    assert [name for name, _ in before] == ["", "Amina Vance", "Zia ap Cole"]
    assert before[0][1] == b""
    await asyncio.to_thread(migrate.upgrade, database_url)
    assert [name for name, _ in await on(database_url, ask)] == ["", "Zia ap Cole", "Amina Vance"]


async def test_stepping_back_over_interests_leaves_the_categories(database_url: str) -> None:
    """A label was a category and an interest; before, only one could be."""

    def write(connection: Connection) -> None:
        # The coalition and the organisation do not matter here.
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql(
            "WITH label AS ("
            " INSERT INTO organisation_category (id, coalition_id, kind, label, label_key)"
            " SELECT uuidv7(), coalition.id, kind, 'Housing', 'housing'"
            " FROM (SELECT uuidv7() AS id) AS coalition, unnest(ARRAY['category', 'interest']) AS kind"
            " RETURNING id, coalition_id)"
            " INSERT INTO organisation_in_category (id, coalition_id, organisation_id, category_id)"
            " SELECT uuidv7(), coalition_id, uuidv7(), id FROM label"
        )
        connection.commit()

    def ask(connection: Connection) -> list[Any]:
        return list(
            connection.exec_driver_sql(
                "SELECT to_jsonb(category) ->> 'kind' FROM organisation_category AS category"
                " JOIN organisation_in_category ON category_id = category.id ORDER BY 1"
            )
        )

    await on(database_url, write)
    assert await on(database_url, ask) == [("category",), ("interest",)]
    await asyncio.to_thread(migrate.downgrade, database_url, "0047")
    assert await on(database_url, ask) == [(None,)]
    await asyncio.to_thread(migrate.upgrade, database_url)
    assert await on(database_url, ask) == [("category",)]


async def test_stepping_back_over_passed_on_invitations_keeps_what_the_colleagues_answered(
    database_url: str, keys: Keys, now: datetime
) -> None:
    engine = make_engine(database_url)
    async with make_sessions(engine).begin() as session:
        company = await cast.fair_futures(session, now)
        hold_to(session, company.id)
        nia = company.actor("Nia")
        letter = await begin_letter(session, company.id, cast.letter(), nia, now)
        await lock(session, letter.id, None, nia, now)
        await invite(session, letter.id, [one.id for one in company.organisations.values()], None, nia, now)
        amina = await opened_by(session, keys, company, "amina@wensum.example")
        links = []
        for name in ("Lee Hart", "Kim Shaw", "Ola Birch"):
            email = f"{name.split()[0].lower()}@wensum.example"
            passed = await pass_on(session, amina, Colleague(name=name, email=email), now)
            links.append(await open_link(session, keys, keys.token(Purpose.INVITATION, passed.link_id)))
        await decline(
            session, links[0], Decline(person_name="Lee Hart", reasons=[Reason.RISK], who_sees=WhoSees.SECRETARIAT), now
        )
        await begin_by_invitation(session, links[1], now)
        await begin_by_invitation(session, amina, now)
    await engine.dispose()

    await asyncio.to_thread(migrate.downgrade, database_url, "0027")

    def came_by(connection: Connection) -> list[Any]:
        return list(
            connection.exec_driver_sql(
                "SELECT state, invitation_link_id FROM signature"
                " UNION ALL SELECT kind, invitation_link_id FROM answer ORDER BY 1"
            )
        )

    assert await on(database_url, came_by) == [
        ("declined", amina.link_id),
        ("expired", amina.link_id),
        ("started", amina.link_id),
    ]
    await asyncio.to_thread(migrate.upgrade, database_url)
    assert await on(database_url, differences) == []
