"""Reading a file in a process of its own, which may be ended by what it reads without ending the worker.

A spreadsheet of five kilobytes can say that it has a cell in its last row and column, and the library that reads it then
asks for 550 GB and aborts. So the reader has limits on memory and time, and nothing of the worker's settings.
"""

import asyncio
import os
import resource
import sys

import msgspec

from campaigns.languages.catalogues import gettext_noop
from campaigns.organisations.imports.reading import read_table
from campaigns.organisations.imports.table import Table, Unreadable
from campaigns.settings import PREFIX

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 20

_DEADLY = gettext_noop(
    "The file cannot be read: it is damaged, or its cells are spread too far apart. Copy the rows into a new sheet, and"
    " save that as CSV."
)


class _Answer(msgspec.Struct):
    table: Table | None = None
    problem: str = ""


async def read_apart(content: bytes) -> Table:
    """`reading.read_table` in another process. Raises `Unreadable`, also where that process did not survive the file."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
    )
    try:
        async with asyncio.timeout(MOST_SECONDS):
            output, _ = await process.communicate(content)
        answer = msgspec.json.decode(output, type=_Answer)
    except (TimeoutError, msgspec.DecodeError):
        raise Unreadable(_DEADLY) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if answer.table is None:
        raise Unreadable(answer.problem)
    return answer.table


def main() -> None:
    """Read a file from standard input and write the answer to standard output, as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = _Answer(table=read_table(sys.stdin.buffer.read()))
    except Unreadable as unreadable:
        answer = _Answer(problem=str(unreadable))
    sys.stdout.buffer.write(msgspec.json.encode(answer))


if __name__ == "__main__":
    main()
