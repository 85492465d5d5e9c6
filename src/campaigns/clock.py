"""The only caller of `datetime.now`, so that a test or the demonstration can say what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present instant, aware, in UTC. Call it at the edge and pass the value inwards."""
    return source()
