"""The service with one web process, on servers and a database that are there for the measurement alone."""

import multiprocessing
import os
import secrets
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from campaigns import migrate
from campaigns.services.postgres import PostgreSQL
from campaigns.services.processes import LOOPBACK, answers, free_port, start
from campaigns.services.valkey import Valkey
from campaigns.settings import PREFIX, Settings
from measuring.mail import swallow


@dataclass(frozen=True)
class Service:
    """What runs, and the process that asks it."""

    settings: Settings
    smtp_port: int
    client: ProcessPoolExecutor


@contextmanager
def running() -> Iterator[Service]:
    """Everything started and waited for, and nothing left of it afterwards."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(TemporaryDirectory(prefix="campaigns-bench-", ignore_cleanup_errors=True)))
        postgres = PostgreSQL(directory / "postgres", secrets.token_hex(16))
        stack.callback(postgres.stop)
        postgres.start()
        postgres.create_database("campaigns")
        valkey = Valkey(directory / "valkey.log", secrets.token_hex(16))
        stack.callback(valkey.stop)
        valkey.start()
        spawn = multiprocessing.get_context("spawn")
        smtp_port, port = free_port(), free_port()
        sink = spawn.Process(target=swallow, args=(smtp_port,), daemon=True)
        sink.start()
        stack.callback(sink.join)
        stack.callback(sink.terminate)
        settings = Settings(
            database_url=postgres.url("campaigns"),
            redis_url=valkey.url,
            smtp_url=f"smtp://{LOOPBACK}:{smtp_port}",
            public_url=f"http://{LOOPBACK}:{port}",
            secret=secrets.token_hex(32),
            mail_from="letters@fair-futures.example",
            port=port,
        )
        migrate.upgrade(settings.database_url)
        command = [sys.executable, "-P", "-m", "campaigns", "serve"]
        server = start("The web server", command, directory / "serve.log", environment=_environment(settings))
        stack.callback(server.stop)
        server.wait_until(lambda: answers(smtp_port) and _serves(f"{settings.public_url}/cookies"), 60)
        client = ProcessPoolExecutor(1, mp_context=spawn)
        stack.callback(client.shutdown)
        yield Service(settings, smtp_port, client)


def _environment(settings: Settings) -> Mapping[str, str]:
    ours = {PREFIX + name.upper(): str(getattr(settings, name)) for name in settings.__struct_fields__}
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)} | ours


def _serves(address: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310 - an address of our own
        return True
    return False
