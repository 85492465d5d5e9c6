"""What a demonstration remembers between two runs: its secrets and its ports."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from campaigns.services.processes import ServiceError, free_port

_FILE = "demonstration.json"
_LOCK = "lock"


class Memory(msgspec.Struct, kw_only=True):
    """Secrets are made once; ports are kept so that links in earlier mails still lead here, if they are still free."""

    secret: str
    database_password: str
    queue_password: str
    #: Whether the invented letters are in the database, all of them.
    loaded: bool = False
    port: int = 8000
    mailbox_port: int = 8025


@contextmanager
def held(directory: Path) -> Iterator[None]:
    """Have the directory to ourselves. Raises `ServiceError` if another one has it or it holds other things."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (directory / _FILE).exists() and any(path.name != _LOCK for path in directory.iterdir()):
        raise ServiceError(f"{directory} holds something else; give an empty or a new directory with --data.")
    with (directory / _LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            other = lock.read().strip()
            raise ServiceError(
                f"another one (process {other}) runs on {directory}; stop it or give another --data."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def forget(directory: Path) -> None:
    """Throw away everything that earlier runs left in a directory that is held."""
    for path in directory.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()


def remembered(directory: Path, port: int | None = None, choose: Callable[[int], int] = free_port) -> Memory:
    """What is remembered in the directory, made now if there is nothing.

    `port` is wanted rather than the one remembered; `choose` says which one it is.
    """
    file = directory / _FILE
    try:
        memory = msgspec.json.decode(file.read_bytes(), type=Memory) if file.exists() else _new()
    except msgspec.DecodeError as problem:
        raise ServiceError(f"{file} cannot be read ({problem}); start over with --fresh.") from None
    memory.port = choose(port or memory.port)
    memory.mailbox_port = choose(memory.mailbox_port)
    remember(directory, memory)
    return memory


def remember(directory: Path, memory: Memory) -> None:
    """Write down what to remember, readable by its owner alone, whole or not at all."""
    draft = directory / f"{_FILE}.new"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as output:
        output.write(msgspec.json.encode(memory))
    draft.replace(directory / _FILE)


def _new() -> Memory:
    return Memory(
        secret=secrets.token_urlsafe(32),
        database_password=secrets.token_urlsafe(24),
        queue_password=secrets.token_urlsafe(24),
    )
