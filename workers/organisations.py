"""Reads uploaded lists of organisations."""

from typing import Any

from campaigns.organisations.imports.reader import read_waiting


async def read_imports(ctx: dict[str, Any]) -> None:
    """Run for every bell and by the sweep, as often as anybody likes."""
    await read_waiting(ctx["sessions"], ctx["bell"])
