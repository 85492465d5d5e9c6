"""The mailbox as one process: a receiver for SMTP and a small web server, on one event loop."""

import asyncio
import signal
from contextlib import suppress
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from campaigns.services.mailbox.pages import create_app
from campaigns.services.mailbox.store import Store

_LARGEST_MAIL = 32 * 1024 * 1024


class Receiver:
    """Takes every mail to everybody, in the way that aiosmtpd asks of a handler."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        summary = await asyncio.to_thread(
            self._store.accept, envelope.mail_from or "", envelope.rcpt_tos, bytes(envelope.original_content or b"")
        )
        return f"250 2.0.0 Accepted as {summary.id}"


async def run(directory: Path, host: str, smtp_port: int, web_port: int) -> None:
    """Receive and show mail until SIGINT or SIGTERM."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    store = Store(directory)
    web = Server(
        create_app(store), address=host, port=web_port, interface=Interfaces.ASGI, http=HTTPModes.http1, websockets=False
    )
    receiver = await loop.create_server(lambda: receive(store, loop), host, smtp_port)
    serving = asyncio.create_task(web.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
    receiver.close()
    web.stop()  # type: ignore[no-untyped-call]
    stopping.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(serving, stopping)


def receive(store: Store, loop: asyncio.AbstractEventLoop) -> SMTP:
    """One conversation with a mail server, as asyncio wants it for a connection."""
    return SMTP(
        Receiver(store),
        data_size_limit=_LARGEST_MAIL,
        enable_SMTPUTF8=True,
        hostname="mailbox",
        ident="campaigns mailbox",
        loop=loop,
    )
