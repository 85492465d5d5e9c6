"""Reads uploaded lists of organisations, and looks for those that may be one."""

from typing import Any

from campaigns import clock
from campaigns.duplicates.finding import find_pairs as find
from campaigns.organisations.imports.reader import read_waiting


async def read_imports(ctx: dict[str, Any]) -> None:
    """Run for every bell and by the sweep, as often as anybody likes."""
    await read_waiting(ctx["sessions"], ctx["bell"])


async def find_pairs(ctx: dict[str, Any]) -> None:
    """Compare what was added or changed; what is left is compared in the next round."""
    await find(ctx["sessions"], ctx["bell"], clock.now())
