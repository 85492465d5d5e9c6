"""A real SMTP server in the test's own event loop, which answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope

OK = "250 OK"


@dataclass
class Mailbox:
    """What arrived. `at_recipient` and `at_end` map a recipient to the answer after RCPT and after the final dot."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    connections: int = 0
    at_recipient: dict[str, str] = field(default_factory=dict)
    at_end: dict[str, str] = field(default_factory=dict)
    #: Awaited after each whole message, before it is answered.
    before_answer: Callable[[], Awaitable[object]] | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        return [recipient for _, recipient in self.envelopes]

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: N802
        answer = self.at_recipient.get(address, OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        [recipient] = envelope.rcpt_tos
        if self.before_answer is not None:
            await self.before_answer()
        answer = self.at_end.get(recipient, OK)
        if answer == OK:
            content = cast(bytes, envelope.original_content)
            self.raw.append(content)
            self.mails.append(message_from_bytes(content, policy=policy.default))
            self.envelopes.append((str(envelope.mail_from), recipient))
        return answer


@asynccontextmanager
async def open_mailbox(port: int = 0) -> AsyncIterator[Mailbox]:
    """Listen on a free port, or on the given one, until the block ends."""
    mailbox = Mailbox()

    def serve() -> SMTP:
        mailbox.connections += 1
        return SMTP(mailbox, hostname="mail.example", loop=asyncio.get_running_loop())

    async with receiving(serve, port) as mailbox.port:
        yield mailbox


@asynccontextmanager
async def receiving(make: Callable[[], SMTP], port: int = 0) -> AsyncIterator[int]:
    """Listen with such receivers, on a port that is given back, and leave no connection behind."""
    served: list[SMTP] = []

    def serve() -> SMTP:
        served.append(make())
        return served[-1]

    server = await asyncio.get_running_loop().create_server(serve, "127.0.0.1", port)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for each in served:
            if each.transport is not None:
                cast(asyncio.WriteTransport, each.transport).abort()
        await server.wait_closed()
