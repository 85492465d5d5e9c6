"""Sending what waits in the outbox.

Each lane claims one message, commits, writes it out, hands it to the mail server over a connection of its own and marks
what became of it. Only the mark is ever repeated, never the sending. A worker that dies between the server's answer and the
mark has its message sent again after the lease: SMTP cannot do better (RFC 1047), so there are few lanes.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.database import hold_to
from campaigns.mail.addresses import match_key
from campaigns.mail.claims import claim, given_up, mark
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.lifecycle import MessageStep
from campaigns.mail.models import Message
from campaigns.mail.render import written
from campaigns.mail.return_address import return_address
from campaigns.mail.suppression import WORDS, suppressed
from campaigns.mail.transport import LEASE_SECONDS, Accepted, Connection, Deferred, Outcome
from campaigns.settings import Settings
from campaigns.tokens import Keys

log = logging.getLogger(__name__)

#: Messages of one process that are on their way at the same time, and so the most that one crash can send twice.
IN_FLIGHT = 4
NOT_WRITTEN = "The message could not be written out. It will be tried again."
#: How long a message that is being handed over may still take when the worker is told to stop.
GRACE_SECONDS = 10.0
#: How long one run goes on beginning messages; with the longest wait for a server it stays under a quarter of an hour.
TURN_SECONDS = 120.0
LOOK_AGAIN_SECONDS = 1.0
_MARK_AGAIN_SECONDS = 1.0

Now = Callable[[], datetime]


@dataclass(frozen=True)
class Suppressed:
    """Not handed over, because the address is not written to; `reply` says why."""

    reply: str


#: None where the mail is no longer wanted.
Result = Outcome | Suppressed | None


async def deliver_due(
    sessions: async_sessionmaker[AsyncSession],
    settings: Settings,
    keys: Keys,
    composers: Mapping[str, Composer],
    now: Now,
) -> int:
    """Send every message that is due, and say how many the mail server took.

    Safe to run twice or in two processes at once: each message is claimed by one. `now` is asked again for each message. A
    message that cannot be written out or delivered is put off and does not stop the others; when the server as a whole
    cannot be reached, the rest stays queued. Nothing new is begun after `TURN_SECONDS`: call again for what is left.
    """
    drain = _Drain(sessions, settings, keys, composers, now)
    # One lane that fails must not break off another in the middle of a message.
    ends = await asyncio.gather(*(drain.run() for _ in range(IN_FLIGHT)), return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException):
            raise end
    return sum(end for end in ends if isinstance(end, int))


class _Drain:
    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        settings: Settings,
        keys: Keys,
        composers: Mapping[str, Composer],
        now: Now,
    ) -> None:
        self.sessions = sessions
        self.settings = settings
        self.keys = keys
        self.composers = composers
        self.now = now
        self.busy = 0
        self.nobody_busy = asyncio.Event()
        self.last_claim = asyncio.get_running_loop().time() + TURN_SECONDS

    async def run(self) -> int:
        """One lane: message after message until none is due, the server is gone or the turn is over."""
        connection = Connection(self.settings.smtp_url, self.settings.mail_from)
        sent = 0
        try:
            while (message := await self._next()) is not None:
                outcome = await self._undisturbed(message, connection)
                sent += isinstance(outcome, Accepted)
                if isinstance(outcome, Deferred) and outcome.unreachable:
                    break
        finally:
            await connection.close()
        return sent

    async def _next(self) -> Message | None:
        while asyncio.get_running_loop().time() < self.last_claim:
            async with self.sessions.begin() as session:
                message = await claim(session, self.now())
            if message is not None or not self.busy:
                return message
            # Another lane may wait ten minutes for a slow server; what becomes due meanwhile must not wait as well.
            self.nobody_busy.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.nobody_busy.wait(), LOOK_AGAIN_SECONDS)
        return None

    async def _undisturbed(self, message: Message, connection: Connection) -> Result:
        delivering = asyncio.ensure_future(self._deliver(message, connection))
        self.busy += 1
        try:
            return await asyncio.shield(delivering)
        except asyncio.CancelledError:
            # A worker that is told to stop finishes the message it is handing over, or it would be sent twice.
            await asyncio.wait({delivering}, timeout=GRACE_SECONDS)
            delivering.cancel()
            raise
        finally:
            self.busy -= 1
            if not self.busy:
                self.nobody_busy.set()

    async def _deliver(self, message: Message, connection: Connection) -> Result:
        outcome: Result
        try:
            mail = await self._compose(message)
            outcome = await self._send(message, mail, connection) if isinstance(mail, Mail) else mail
        except Exception:
            # Whatever is wrong with this message must not keep the others waiting.
            log.exception("Message %s of kind %s could not be written out.", message.id, message.kind)
            outcome = Deferred(NOT_WRITTEN)
        await self._mark(message, outcome)
        return outcome

    async def _compose(self, message: Message) -> Mail | Suppressed | None:
        composing = Composing(self.settings, self.keys, self.now())
        async with self.sessions() as session:
            if message.coalition_id is not None:
                hold_to(session, message.coalition_id)
                # Asked when it was queued as well: somebody may have unsubscribed while it waited.
                key = match_key(message.recipient_email)
                stopped = await suppressed(session, message.coalition_id, [key], message.stream)
                if key in stopped:
                    return Suppressed(WORDS[stopped[key]])
            mail = await self.composers[message.kind](session, message, composing)
        # Here and not by each composer, so that every invitation has it and no notice ever does.
        return mail and msgspec.structs.replace(mail, list_unsubscribe=composing.unsubscribe_link(message))

    async def _send(self, message: Message, mail: Mail, connection: Connection) -> Outcome:
        data = written(message, mail, self.settings.mail_from, self.now())
        address = self.settings.bounce_address
        comes_back_to = return_address(self.keys, address, message.id) if address else self.settings.mail_from
        return await connection.deliver(message.recipient_email, data, comes_back_to)

    async def _mark(self, message: Message, outcome: Result) -> None:
        step, reply = self._step(message, outcome)
        log.info("Message %s of kind %s: %s.", message.id, message.kind, step.value)
        deadline = asyncio.get_running_loop().time() + LEASE_SECONDS
        while True:
            try:
                async with self.sessions.begin() as session:
                    await mark(session, message, step, reply, self.now())
            except (SQLAlchemyError, OSError):
                if asyncio.get_running_loop().time() > deadline:
                    raise
                log.warning("Message %s could not be marked; trying again.", message.id, exc_info=True)
                await asyncio.sleep(_MARK_AGAIN_SECONDS)
            else:
                return

    def _step(self, message: Message, outcome: Result) -> tuple[MessageStep, str]:
        match outcome:
            case None:
                return MessageStep.CANCEL, ""
            case Suppressed(reply):
                return MessageStep.SUPPRESS, reply
            case Accepted(reply):
                return MessageStep.SEND, reply
            case Deferred(reply):
                return (MessageStep.BOUNCE if given_up(message, self.now()) else MessageStep.DEFER), reply
            case _:
                return MessageStep.BOUNCE, outcome.reply
