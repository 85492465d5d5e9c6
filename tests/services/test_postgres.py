import asyncpg
import pytest

from campaigns.services.postgres import PostgreSQL
from campaigns.services.processes import ServiceError, answers


@pytest.fixture
def postgres(tmp_path):
    postgres = PostgreSQL(tmp_path / "Nia's data" / "postgres", "a password", {"fsync": "off"})
    postgres.start()
    yield postgres
    postgres.stop()


async def test_nia_finds_her_data_after_a_restart(postgres):
    postgres.create_database("letters")
    connection = await asyncpg.connect(postgres.url("letters"))
    await connection.execute("CREATE TABLE kept AS SELECT uuidv7() AS id")
    await connection.close()

    postgres.stop()
    postgres.start()
    postgres.create_database("letters")

    connection = await asyncpg.connect(postgres.url("letters"))
    assert await connection.fetchval("SELECT count(*) FROM kept") == 1
    assert await connection.fetchval("SHOW server_version_num") >= "180000"
    assert await connection.fetchval("SELECT upper('llŷn') COLLATE \"pg_c_utf8\"") == "LLŶN"
    await connection.close()


async def test_nobody_enters_without_the_password(postgres):
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(postgres.url().replace("a%20password", "a%20guess"))


def test_nothing_is_left_of_a_server_that_was_stopped(postgres):
    port = postgres.port
    assert answers(port)
    postgres.stop()
    assert not answers(port)


def test_a_directory_with_something_else_in_it_is_refused_in_one_line(tmp_path):
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(ServiceError, match="no PostgreSQL cluster") as refusal:
        PostgreSQL(tmp_path, "a password").start()
    assert "\n" not in str(refusal.value)


def test_a_cluster_half_made_is_begun_again(tmp_path):
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18")
    postgres = PostgreSQL(tmp_path / "postgres", "a password", {"fsync": "off"})
    postgres.start()
    assert answers(postgres.port)
    postgres.stop()
