"""The one place where a mail becomes bytes, and the proof that nothing in it became a header that we did not set.

`email.message.EmailMessage` in Python before 3.11.10, 3.12.5 and 3.13.0 decodes `=?utf-8?q?x=0D=0ABcc=3A…?=` in a header
value and writes the line break out (CVE-2024-6923). So such text is refused, headers are encoded by `email.header`, which
never decodes, and the finished bytes are read again and compared with what was meant.
"""

import secrets
import unicodedata
from collections.abc import Callable, Mapping
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import parseaddr

from campaigns.languages.catalogues import gettext

HeaderValue = str | Address

#: RFC 5322, 2.1.1, without the line break.
LONGEST_LINE = 998
_FOLD_AT = 76
_WIRE = policy.compat32.clone(linesep="\r\n")
_STRUCTURE = {"content-type", "mime-version"}
_TURNS_TEXT_AROUND = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class UnsafeMail(Exception):
    """A mail that must not be sent, because it would not say what was meant or not to whom."""


def why_unsafe(text: str) -> str | None:
    """Why this text may not stand in a subject or a sender's name, as a sentence for whoever typed it; None if it may."""
    if "=?" in text:
        return gettext("Leave out “=?”, which mail programs take for code.")
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in text):
        return gettext("Leave out line breaks and control characters.")
    if _TURNS_TEXT_AROUND.intersection(text):
        return gettext("Leave out invisible characters that turn the direction of writing around.")
    return None


def serialise(headers: Mapping[str, HeaderValue], text: str, html: str) -> bytes:
    """A mail with these headers and these two alternatives, as bytes for SMTP with CRLF line ends, 7-bit throughout.

    Raises `UnsafeMail` where a header holds what `why_unsafe` refuses, or the bytes do not read back as exactly this mail.
    """
    message = MIMEMultipart("alternative", boundary=secrets.token_hex(16), policy=_WIRE)
    for name, value in headers.items():
        parts = (value.display_name, value.addr_spec) if isinstance(value, Address) else (value,)
        if any(why_unsafe(part) for part in parts):
            raise UnsafeMail(f"{name} may not hold {value!r}.")
        message[name] = _encoded(name, value)  # type: ignore[assignment] # compat32 takes a Header as well
    message.attach(_part(text, "plain"))
    message.attach(_part(html, "html"))
    return verified(message.as_bytes(policy=_WIRE), headers, text, html)


class _Folded(Header):
    """A header that is folded where it was told to be, and not at the policy's width when it is written out."""

    def encode(self, splitchars: str = ";, \t", maxlinelen: int | None = None, linesep: str = "\n") -> str:
        return super().encode(splitchars, None, linesep)


def _encoded(name: str, value: HeaderValue) -> Header:
    # A value without spaces stays on the line of its name: some servers take an empty first line for an empty header.
    header = _Folded(header_name=name, maxlinelen=_FOLD_AT if " " in str(value) else LONGEST_LINE)
    if isinstance(value, str):
        header.append(value, "us-ascii" if value.isascii() else "utf-8")
    elif value.display_name.isascii():
        header.append(str(value), "us-ascii")
    else:
        header.append(value.display_name, "utf-8")
        header.append(f"<{value.addr_spec}>", "us-ascii")
    return header


def _part(text: str, subtype: str) -> MIMEText:
    # Base64 where 7 bits are not enough: quoted-printable would break the links in two.
    if text.isascii() and all(len(line) <= LONGEST_LINE for line in text.split("\n")):
        return MIMEText(text, subtype, "us-ascii", policy=_WIRE)
    return MIMEText(text.replace("\n", "\r\n"), subtype, "utf-8", policy=_WIRE)


def verified(data: bytes, headers: Mapping[str, HeaderValue], text: str, html: str) -> bytes:
    """`data`, having read it as a mail program would. Raises `UnsafeMail` unless it holds these headers and no other."""
    read = message_from_bytes(data)
    if sorted(name.lower() for name in read) != sorted({*(name.lower() for name in headers), *_STRUCTURE}):
        raise UnsafeMail(f"The mail came out with the headers {', '.join(read)}.")
    for name, value in headers.items():
        if not _says(str(read[name]), value):
            raise UnsafeMail(f"{name} came out as {read[name]!r}.")
    if [_content(part) for part in read.walk()][1:] != [text.rstrip("\n"), html.rstrip("\n")]:
        raise UnsafeMail("The body came out changed.")
    return data


def _says(written: str, value: HeaderValue) -> bool:
    if isinstance(value, str):
        return _decoded(written) == _closed_up(value)
    name, address = parseaddr(written)
    return (_decoded(name), address) == (_closed_up(value.display_name), value.addr_spec)


def _decoded(written: str) -> str:
    return _closed_up(str(make_header(decode_header(written))))


def _closed_up(text: str) -> str:
    # Folding may move white space, so words are compared without it.
    return "".join(text.split())


def _content(part: Message) -> str:
    data = part.get_payload(decode=True)
    return data.decode().replace("\r\n", "\n").rstrip("\n") if isinstance(data, bytes) else ""


_ATTACK = "=?utf-8?q?x=0D=0ABcc=3A_victim=40rivers.example=0D=0A=0D=0ABody?="


def naive(subject: str) -> bytes:
    """A mail with this subject as the standard library writes it, without our care: what `self_test` compares us with."""
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = subject
    message.set_content("Hello")
    message.add_alternative("<p>Hello</p>", subtype="html")
    return message.as_bytes()


def self_test() -> None:
    """Attack ourselves with this interpreter's mail module. Raises `UnsafeMail` if anything gets through; takes a few ms.

    Run at start-up: a process whose mail can be injected must not run.
    """
    subject = f"Please sign: {_ATTACK}"
    attempts: list[Callable[[], bytes]] = [
        lambda: serialise({"Subject": subject}, "Hello", "<p>Hello</p>"),
        lambda: serialise({"From": Address(_ATTACK, addr_spec="nia@harbour.example")}, "Hello", "<p>Hello</p>"),
        lambda: serialise({"Subject": "Hello\r\nBcc: victim@rivers.example"}, "Hello", "<p>Hello</p>"),
        lambda: verified(naive(subject), {"Subject": subject}, "Hello", "<p>Hello</p>"),
    ]
    for attempt in attempts:
        try:
            attempt()
        except (UnsafeMail, MessageError):
            continue
        raise UnsafeMail("The mail module of this Python lets text become headers; use a newer one.")
    serialise({"Subject": "Llais Ynys Môn: আশা কেন্দ্র"}, "Helo", "<p>Helo</p>")
