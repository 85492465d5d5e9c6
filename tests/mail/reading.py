"""Reading a mail as a person would, in either form."""

import re
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import cast


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in {"style", "title"}
        self.texts.append("\n" if tag != "strong" else "")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.texts.append(data)


def text_of(mail: EmailMessage) -> str:
    return _content(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    return _content(mail, "html")


def _content(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    assert part is not None
    return cast(str, part.get_content()).replace("\r\n", "\n")


def words(text: str) -> list[str]:
    """The words and links of a text, without the signs between them."""
    return re.findall(r"https?://\S+|[\w’'@.]*\w", text)


def words_of_html(mail: EmailMessage) -> list[str]:
    reader = _Text()
    reader.feed(html_of(mail))
    return words("".join(reader.texts))


def links(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"<>]+", text)
