"""A mail server that throws everything away, in a process of its own, and the barest client for it."""

import asyncio
import time
from email import message_from_bytes

import aiosmtplib
from aiosmtpd.smtp import SMTP, Envelope, Session

from campaigns.mail.delivery import IN_FLIGHT
from measuring.client import HOST, Done


class _Nowhere:
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        return "250 2.0.0 Accepted"


def swallow(port: int) -> None:
    """Take mail at this port until the process is ended."""
    asyncio.run(_swallow(port))


async def _swallow(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(_Nowhere(), enable_SMTPUTF8=True, hostname="nowhere", loop=loop), HOST, port
    )
    await server.serve_forever()


async def hand_over(port: int, mail: bytes, count: int) -> Done:
    """Send one mail again and again, over as many connections as the worker has, with nothing else to do."""
    sender, recipient = message_from_bytes(mail)["From"], "amina@wensum.example"
    waiting = [mail] * count

    async def lane(client: aiosmtplib.SMTP) -> None:
        while waiting:
            await client.sendmail(sender, [recipient], waiting.pop())

    clients = [aiosmtplib.SMTP(hostname=HOST, port=port, start_tls=False) for _ in range(IN_FLIGHT)]
    for client in clients:
        await client.connect()
    started = time.perf_counter()
    await asyncio.gather(*(lane(client) for client in clients))
    done = Done(count, time.perf_counter() - started)
    for client in clients:
        await client.quit()
    return done
