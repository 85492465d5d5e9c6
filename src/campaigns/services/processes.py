"""Processes that we start and that never outlive us: one way to begin, to wait for and to end each of them."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

LOOPBACK = "127.0.0.1"
_PAUSE = 0.02
_LAST_LINES = 3
_ERROR = re.compile(r"(FATAL|[\w.]+(Error|Exception)): .")


class ServiceError(Exception):
    """A service could not be started; the message is one line for the person at the terminal."""


class Child:
    """A running process, the leader of a group of its own so that a Ctrl-C in the terminal reaches only us."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log: Path, farewell: signal.Signals) -> None:
        self.name = name
        self.log = log
        self._process = process
        self._farewell = farewell

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Return once `ready` is true. Raises `ServiceError` if the process ends first or `seconds` go by."""
        until = time.monotonic() + seconds
        while not ready():
            if self.ended:
                raise ServiceError(f"{self.name} ended as it started: {self.last_words()}")
            if time.monotonic() > until:
                raise ServiceError(f"{self.name} did not answer within {seconds:.0f} seconds; see {self.log}")
            time.sleep(_PAUSE)

    def last_words(self) -> str:
        """Why it ended, on one line: the last error in its log, or else the end of it."""
        lines = self.log.read_text(errors="replace").split("\n") if self.log.exists() else []
        said = [line.strip() for line in lines if line.strip()]
        errors = [line for line in said if _ERROR.match(line)]
        return " / ".join(errors[-1:] or said[-_LAST_LINES:] or ["it said nothing"]) + f" (see {self.log})"

    def stop(self, seconds: float = 20) -> None:
        """Ask the process to end, then insist, then make sure that nothing of its group is left."""
        for demand in (self._farewell, signal.SIGKILL):
            if not self.ended:
                self._process.send_signal(demand)
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(seconds)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


def start(
    name: str,
    command: Sequence[str | Path],
    log: Path,
    *,
    farewell: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] | None = None,
    configuration: str = "",
    identity: Sequence[str] = (),
) -> Child:
    """Start `command`, writing what it says to `log` (begun anew) and giving it `configuration` to read.

    On Linux the kernel sends it `farewell` if we die without stopping it. Call this from the main thread: the kernel
    watches the thread that started the process. `identity` is what `setpriv` is told about who the process shall be.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - every command is one of ours
            [*set_privileges(*identity, "--pdeathsig", farewell.name), *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=None if environment is None else dict(environment),
            process_group=0,
        )
    if process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.write(configuration.encode())
            process.stdin.close()
    return Child(name, process, log, farewell)


def set_privileges(*options: str) -> list[str]:
    """What to put before a command to start it with these options of `setpriv`; nothing where there is no such program."""
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return [setpriv, *options, "--"] if setpriv else []


def free_port(wanted: int = 0) -> int:
    """A port on the loopback address that nothing listens on: `wanted`, else one of the next hundred, else any."""
    for port in (*range(wanted, min(wanted + 100, 65536)), 0) if wanted else (0,):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener, suppress(OSError):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((LOOPBACK, port))
            return int(listener.getsockname()[1])
    raise ServiceError("No port is free on this machine.")


@contextmanager
def held_port(wanted: int = 0) -> Iterator[int]:
    """A port as from `free_port`, kept for a server that sets SO_REUSEPORT (as granian does) for as long as this lasts.

    Between choosing a port and listening on it there are seconds. Without this, two that start at once would choose the
    same one, and SO_REUSEPORT would give it to both. What is bound and does not listen gets no connections.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        # Only SO_REUSEADDR, as `free_port` has it, collides with another holder.
        holder.bind((LOOPBACK, free_port(wanted)))
        yield int(holder.getsockname()[1])


def answers(port: int) -> bool:
    """Whether something accepts connections on this port of the loopback address."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True
