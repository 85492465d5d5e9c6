"""What is in a mail: its texts, its headers and the links that can be followed."""

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser

import msgspec

_ADDRESS = re.compile(r"https?://[^\s<>\"'`]+")
#: What ends a sentence and is not part of an address written in it.
_SENTENCE_END = ".,;:!?)]}"
_OURS = re.compile(r"<(?P<kind>[a-z_]+)\.[0-9a-f]{32}@")


class Summary(msgspec.Struct, frozen=True):
    """One accepted mail. `id` grows with time; `sender` and `recipients` are those of the envelope (RFC 5321).

    `kind` is what the service calls this kind of mail; empty for mail from elsewhere.
    """

    id: str
    at: str
    sender: str
    recipients: list[str]
    subject: str
    size: int
    kind: str = ""


class Mail(Summary, frozen=True, kw_only=True):
    """A mail with what it says. `links` are the http addresses of both texts, each once, in order."""

    text: str
    html: str
    headers: list[tuple[str, str]]
    links: list[str]


class Piece(msgspec.Struct, frozen=True):
    """A stretch of text, or an address in it."""

    text: str
    link: bool


def subject(content: bytes) -> str:
    """The subject as it is read, decoded (RFC 2047); empty if there is none."""
    return " ".join(str(_parse(content).get("subject", "")).split())


def kind(content: bytes) -> str:
    """What the service calls this kind of mail, as its Message-ID says; empty for any other mail."""
    found = _OURS.match(str(_parse(content).get("message-id", "")).strip())
    return found["kind"] if found else ""


def opened(summary: Summary, content: bytes) -> Mail:
    """The mail with all that it says."""
    message = _parse(content)
    text, html = _body(message, "plain"), _body(message, "html")
    written = [piece.text for piece in pieces(text) if piece.link]
    return Mail(
        **msgspec.structs.asdict(summary),
        text=text,
        html=html,
        headers=[(name, " ".join(str(value).split())) for name, value in message.items()],
        links=list(dict.fromkeys(written + _hyperlinks(html))),
    )


def pieces(text: str) -> list[Piece]:
    """The text cut where addresses begin and end, so that a page can make links of them."""
    found, position = [], 0
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(_SENTENCE_END)
        found += [Piece(text[position : match.start()], link=False), Piece(address, link=True)]
        position = match.start() + len(address)
    return [piece for piece in [*found, Piece(text[position:], link=False)] if piece.text]


def _parse(content: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(content)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, ValueError):
        # A character set that nobody knows: show what can be read of it.
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _hyperlinks(html: str) -> list[str]:
    reader = _Hyperlinks()
    reader.feed(html)
    reader.close()
    return reader.found


class _Hyperlinks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and _ADDRESS.fullmatch(address):
            self.found.append(address)
