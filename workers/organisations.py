"""Reads uploaded lists of organisations, and forgets those that nobody used."""

from typing import Any

from campaigns import clock
from campaigns.organisations.imports.reader import forget_unused, read_waiting


async def read_imports(ctx: dict[str, Any]) -> None:
    """Run for every bell and by the sweep, as often as anybody likes."""
    await read_waiting(ctx["sessions"], ctx["bell"])
    await forget_unused(ctx["sessions"], ctx["bell"], clock.now())
