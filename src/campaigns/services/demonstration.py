"""The whole service on one machine: every process started, waited for, shown and stopped, and none left behind."""

import asyncio
import os
import signal
import sys
import time
import traceback
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import msgspec
from rich.console import Console
from rich.table import Table

from campaigns import migrate, queue
from campaigns.services import memory
from campaigns.services.postgres import PostgreSQL
from campaigns.services.processes import LOOPBACK, Child, ServiceError, answers, free_port, held_port, start
from campaigns.services.valkey import Valkey
from campaigns.settings import PREFIX, Settings, load

#: Who in the invented coalition can sign in as its secretariat.
SECRETARIAT = "nia@harbour.example"
DATABASE = "campaigns"
_NAMES = {"mailbox": "The mailbox", "serve": "The web server", "worker": "The worker"}
_PULSE = 0.5
_SERVER_ERROR = 500


class Stopped(KeyboardInterrupt):
    """We were asked to stop, by Ctrl-C or a signal."""


class Demonstration:
    """Everything that `campaigns demo` runs, with its data in one directory.

    `port` is the wanted port of the public site. With `fresh` the data of earlier runs are thrown away first.
    """

    def __init__(self, directory: Path, out: Console, *, port: int | None = None, fresh: bool = False) -> None:
        self._directory = directory.resolve()
        self._out = out
        self._port = port
        self._fresh = fresh
        self._running = ExitStack()
        self._children: list[Child] = []

    def run(self) -> None:
        """Start everything, say where it is, and stay until Ctrl-C, SIGTERM or SIGHUP.

        Raises `ServiceError` if something cannot be started or ends by itself; nothing is left running then either.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        try:
            with memory.held(self._directory), self._running:
                self._start_and_watch()
        except Stopped:
            self._out.print("Everything is stopped; the data stay for the next time.")

    def _start_and_watch(self) -> NoReturn:
        try:
            self._start()
            self._watch()
        except Stopped:
            self._out.print("Stopping: what has been begun is finished first …")
            raise

    def _start(self) -> None:
        self._out.print(f"The demonstration keeps its data in {self._directory}", soft_wrap=True, markup=False)
        if self._fresh:
            memory.forget(self._directory)
        known = memory.remembered(self._directory, self._port, lambda wanted: self._running.enter_context(held_port(wanted)))
        if self._port not in {None, known.port}:
            self._out.print(f"Port {self._port} is taken; the public site gets port {known.port}.")
        postgres = PostgreSQL(self._directory / "postgres", known.database_password)
        with self._step("PostgreSQL"):
            self._running.callback(postgres.stop)
            self._children.append(postgres.start())
            if not known.loaded:
                # Whatever an interrupted beginning left behind would pass for the whole.
                postgres.drop_database(DATABASE)
            postgres.create_database(DATABASE)
        valkey = Valkey(self._directory / "valkey.log", known.queue_password)
        with self._step("Valkey"):
            self._running.callback(valkey.stop)
            self._children.append(valkey.start())
        smtp_port = free_port()
        settings = _settings(known, postgres.url(DATABASE), valkey.url, smtp_port)
        with self._step("Mailbox"):
            ports = [f"--smtp-port={smtp_port}", f"--port={known.mailbox_port}"]
            mailbox = self._spawn("mailbox", f"--data={self._directory / 'mail'}", *ports, settings=settings)
            mailbox.wait_until(lambda: answers(smtp_port) and _serves(settings.mailbox_url), 120)
        with self._step("Tables"):
            migrate.upgrade(settings.database_url)
        with self._step("Invented letters"):
            if not known.loaded:
                from campaigns.demo.load import load as load_letters  # noqa: PLC0415 - the whole program, needed once

                asyncio.run(load_letters(settings))
                memory.remember(self._directory, msgspec.structs.replace(known, loaded=True))
        with self._step("Web server and worker"):
            web, worker = self._spawn("serve", settings=settings), self._spawn("worker", settings=settings)
            web.wait_until(lambda: _serves(settings.public_url), 120)
            worker.wait_until(lambda: asyncio.run(queue.worker_lives(settings.redis_url)), 120)
        self._show(settings)

    def _spawn(self, word: str, *options: str, settings: Settings) -> Child:
        # -P: a folder called `workers` where we happen to be started is not ours.
        command = [sys.executable, "-P", "-m", "campaigns", word, *options]
        child = start(_NAMES[word], command, self._directory / f"{word}.log", environment=_environment(settings))
        self._running.callback(child.stop)
        self._children.append(child)
        return child

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        with self._out.status(f"{name} …"):
            try:
                yield
            except (ServiceError, OSError):
                raise
            except Exception as problem:  # noqa: BLE001 - never a traceback in the terminal
                log = self._directory / "failure.log"
                log.write_text(traceback.format_exc())
                raise ServiceError(f"{name}: {problem} (the whole story is in {log})") from None
        self._out.print(f"[green]✓[/] {name} [dim]{time.monotonic() - started:.1f} s[/]")

    def _show(self, settings: Settings) -> None:
        table = Table.grid(padding=(0, 2))
        table.add_row("Public site", f"[bold]{settings.public_url}/[/]")
        table.add_row("Secretariat", f"[bold]{settings.public_url}/sign-in[/]  as {SECRETARIAT}")
        table.add_row("Mailbox", f"[bold]{settings.mailbox_url}/[/]  where every mail arrives")
        self._out.print("", table, "", "Press Ctrl-C to stop.", sep="\n", soft_wrap=True)

    def _watch(self) -> NoReturn:
        while True:
            for child in self._children:
                if child.ended:
                    raise ServiceError(f"{child.name} ended by itself: {child.last_words()}")
            time.sleep(_PULSE)


def _stop(_: int, __: FrameType | None) -> NoReturn:
    # Once is enough: a second Ctrl-C must not leave a process behind.
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    raise Stopped


def _settings(known: memory.Memory, database_url: str, redis_url: str, smtp_port: int) -> Settings:
    values = {
        "database_url": database_url,
        "redis_url": redis_url,
        "smtp_url": f"smtp://{LOOPBACK}:{smtp_port}",
        "public_url": f"http://{LOOPBACK}:{known.port}",
        "mailbox_url": f"http://{LOOPBACK}:{known.mailbox_port}",
        "secret": known.secret,
        "mail_from": "letters@fair-futures.example",
        "host": LOOPBACK,
        "port": str(known.port),
    }
    return load({PREFIX + name.upper(): value for name, value in values.items()})


def _environment(settings: Settings) -> Mapping[str, str]:
    ours = {PREFIX + name.upper(): str(getattr(settings, name)) for name in settings.__struct_fields__}
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return theirs | ours


def _serves(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/", timeout=5) as answer:  # noqa: S310 - an address of our own
            return bool(answer.status < _SERVER_ERROR)
    except urllib.error.HTTPError as answer:
        return answer.code < _SERVER_ERROR
    except OSError:
        return False
