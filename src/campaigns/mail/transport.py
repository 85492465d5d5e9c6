"""One connection to the mail server, kept open for as many messages as there are."""

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

CONNECT_SECONDS = 10
COMMAND_SECONDS = 60
#: RFC 5321, 4.5.3.2.6: giving up sooner after the final dot is how mail is sent twice.
FINAL_DOT_SECONDS = 600
#: More than everything above together: only then may another worker take the message.
LEASE_SECONDS = 900

_PERMANENT = 500
_LONGEST_REPLY = 500
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Accepted:
    """The server has taken the message and answers for it now."""

    reply: str


@dataclass(frozen=True)
class Deferred:
    """Not now. `unreachable` says that it was the server as a whole, so that the next message would fare no better."""

    reply: str
    unreachable: bool = False


@dataclass(frozen=True)
class Refused:
    """Never: the server will not take this message, or mail for this recipient."""

    reply: str


Outcome = Accepted | Deferred | Refused


class Connection:
    """Delivers to the server of an `smtp://` or `smtps://` address, which may hold a user and a password.

    `smtp://` uses STARTTLS if the server offers it, whatever its certificate; with `?starttls=required`, or a password for
    a server elsewhere, it goes no further without STARTTLS and a certificate that holds. `smtps://` is TLS from the start.
    """

    def __init__(self, url: str, sender: str) -> None:
        self._sender = sender
        self._smtp = _client(urlsplit(url), sender)

    async def deliver(self, recipient: str, data: bytes, sender: str = "") -> Outcome:
        """Hand over one message, which comes back to `sender`. Never raises for what a server or a network does."""
        try:
            return await self._deliver(recipient, data, sender or self._sender)
        except (SMTPRecipientRefused, SMTPDataError) as refusal:
            await self._start_anew()
            reply = _said(refusal)
            return Refused(reply) if refusal.code >= _PERMANENT else Deferred(reply)
        except (SMTPException, OSError) as failure:
            self._smtp.close()
            return Deferred(_said(failure), unreachable=True)

    async def close(self) -> None:
        """Say goodbye, if the server still listens."""
        try:
            if self._smtp.is_connected:
                await self._smtp.quit(timeout=CONNECT_SECONDS)
        except (SMTPException, OSError):
            pass
        finally:
            self._smtp.close()

    async def _deliver(self, recipient: str, data: bytes, sender: str) -> Outcome:
        was_open = self._smtp.is_connected
        if not was_open:
            await self._connect()
        try:
            await self._smtp.mail(sender)
        except SMTPServerDisconnected:
            # Servers close a connection that has been idle; nothing has been handed over yet.
            if not was_open:
                raise
            await self._connect()
            await self._smtp.mail(sender)
        await self._smtp.rcpt(recipient)
        response = await self._smtp.data(data, timeout=FINAL_DOT_SECONDS)
        return Accepted(_one_line(f"{response.code} {response.message}"))

    async def _connect(self) -> None:
        self._smtp.close()
        await self._smtp.connect(timeout=CONNECT_SECONDS)

    async def _start_anew(self) -> None:
        try:
            await self._smtp.rset()
        except (SMTPException, OSError):
            self._smtp.close()


def _client(url: SplitResult, sender: str) -> SMTP:
    tls = url.scheme == "smtps"
    required = parse_qs(url.query).get("starttls") == ["required"] or (url.password and url.hostname not in _LOOPBACK)
    return SMTP(
        hostname=url.hostname,
        port=url.port or (465 if tls else 25),
        username=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
        local_hostname=sender.rpartition("@")[2],
        use_tls=tls,
        start_tls=None if not (tls or required) else (not tls),
        validate_certs=bool(tls or required),
        timeout=COMMAND_SECONDS,
    )


def _said(failure: Exception) -> str:
    if isinstance(failure, SMTPResponseException):
        return _one_line(f"{failure.code} {failure.message}")
    return _one_line(f"The mail server could not be reached: {failure or type(failure).__name__}")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_REPLY]
