"""What an operator reads who asks what is wrong."""

import asyncio

import msgspec
import pytest
from redis.asyncio import Redis

from campaigns import doctor, migrate
from campaigns.services.mailbox.run import receive
from campaigns.services.mailbox.store import Store
from campaigns.services.processes import free_port
from tests.mail.mailbox import receiving


@pytest.fixture
async def healthy(settings, tmp_path):
    """Settings under which every part is there."""
    loop = asyncio.get_running_loop()
    async with receiving(lambda: receive(Store(tmp_path / "mail"), loop)) as port:
        yield changed(settings, smtp_url=f"smtp://127.0.0.1:{port}", public_url="https://letters.example")


def changed(settings, **values):
    return msgspec.structs.replace(settings, **values)


async def faults(settings):
    return {found.part: found.words for found in await doctor.examine(settings) if not found.well}


async def test_a_healthy_service_has_nothing_wrong(healthy):
    assert await faults(healthy) == {}
    await doctor.require(healthy, doctor.FOR_A_WORKER)


async def test_every_fault_is_named_at_once_and_no_password_is_shown(healthy):
    nowhere = f"127.0.0.1:{free_port()}"
    found = await faults(
        changed(
            healthy,
            database_url=f"postgresql://nia:hunter2@{nowhere}/letters",
            redis_url=f"redis://:hunter2@{nowhere}/0",
            smtp_url=f"smtp://nia:hunter2@{nowhere}",
            public_url="http://letters.example",
        )
    )
    assert set(found) == {"PostgreSQL", "Tables", "Queue", "Clocks", "Mail server", "Public address"}
    assert all(nowhere in found[part] for part in ("PostgreSQL", "Queue", "Mail server"))
    assert "hunter2" not in str(found)


async def test_a_database_that_was_never_migrated_is_sent_to_migrate(healthy, database_url):
    await asyncio.to_thread(migrate.downgrade, database_url, "base")
    assert "`campaigns migrate`" in (await faults(changed(healthy, database_url=database_url)))["Tables"]


async def test_a_valkey_that_may_throw_jobs_away_stops_a_worker(healthy):
    async with Redis.from_url(healthy.redis_url) as valkey:
        await valkey.config_set("maxmemory-policy", "allkeys-lru")
        try:
            with pytest.raises(doctor.Trouble, match=r"allkeys-lru.*noeviction"):
                await doctor.require(healthy, doctor.FOR_A_WORKER)
        finally:
            await valkey.config_set("maxmemory-policy", "noeviction")


async def test_a_clock_that_is_wrong_is_seen(healthy, clock, monkeypatch):
    assert "Clocks" in await faults(healthy)


async def test_a_part_that_does_not_answer_is_not_waited_for(healthy, monkeypatch):
    left = asyncio.Event()

    async def say_nothing(reader, writer):
        await reader.read()
        writer.close()
        await writer.wait_closed()
        left.set()

    silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    monkeypatch.setattr(doctor, "_PATIENCE", 0.2)
    assert "No answer" in (await faults(changed(healthy, smtp_url=f"smtp://127.0.0.1:{port}")))["Mail server"]
    await left.wait()
    silent.close()


async def test_missing_assets_and_fonts_are_seen(healthy, monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "STATIC", tmp_path)
    monkeypatch.setattr(doctor, "TEMPLATES", tmp_path)
    assert set(await faults(healthy)) == {"Templates", "Assets", "Fonts"}


async def test_a_maildir_that_is_none_is_said_to_be_so(healthy, tmp_path):
    check = [("Returned mail", doctor.returned_mail)]
    (tmp_path / "mail" / "new").mkdir(parents=True)
    good = msgspec.structs.replace(healthy, bounce_maildir=str(tmp_path / "mail"))
    [found] = await doctor.examine(good, check)
    assert (found.well, found.words) == (True, f"Mail that comes back later is read from {tmp_path}/mail.")
    [found] = await doctor.examine(msgspec.structs.replace(healthy, bounce_maildir=str(tmp_path)), check)
    assert not found.well
    assert "CAMPAIGNS_BOUNCE_MAILDIR" in found.words
    [found] = await doctor.examine(healthy, check)
    assert "only what is refused at once is known" in found.words
