"""A client as small as can be, in a process of its own, so that it is the server that is measured."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HOST = "127.0.0.1"
CONNECTIONS = 8
#: No round goes on beginning requests for longer than this, in seconds.
LONGEST_ROUND = 10.0


@dataclass(frozen=True)
class Done:
    """So many in so many seconds."""

    count: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


def get(path: str) -> bytes:
    """A request for a page."""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def post_json(path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """A request that sends JSON."""
    lines = {"Host": HOST, "Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def ask(port: int, requests: Sequence[bytes], status: int) -> Done:
    """Make each request once, over eight connections that stay open. Raises `RuntimeError` for any other status."""
    return asyncio.run(_ask(port, requests, status))


async def _ask(port: int, requests: Sequence[bytes], status: int) -> Done:
    waiting = list(reversed(requests))
    connections = [await asyncio.open_connection(HOST, port) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    until = started + LONGEST_ROUND
    async with asyncio.TaskGroup() as lanes:
        for reader, writer in connections:
            lanes.create_task(_lane(reader, writer, waiting, status, until))
    seconds = time.perf_counter() - started
    for _, writer in connections:
        writer.close()
    return Done(len(requests) - len(waiting), seconds)


async def _lane(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, waiting: list[bytes], status: int, until: float
) -> None:
    while waiting and time.perf_counter() < until:
        writer.write(waiting.pop())
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length(head))
        if int(head[9:12]) != status:
            raise RuntimeError(f"{head[:40]!r} {body[:300]!r}")


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise RuntimeError(f"An answer without a length: {head!r}")
