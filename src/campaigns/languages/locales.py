"""Which language the person reads for whom something is being said at the moment.

It is kept for each task, so that no function has to hand it down: whoever answers a request or writes a mail sets it once,
with `reading`. Where nobody has said, it is English. Nothing that is stored, signed or published may depend on it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum


class Locale(StrEnum):
    """A language of the interface, as a BCP 47 tag."""

    ENGLISH = "en-GB"
    WELSH = "cy"

    @classmethod
    def of(cls, tag: str) -> "Locale":
        """The one that a BCP 47 tag such as `cy-GB` asks for; English for every other language."""
        primary = tag.partition("-")[0].lower()
        return next((one for one in cls if one.partition("-")[0] == primary), cls.ENGLISH)

    @property
    def own_name(self) -> str:
        """What the language calls itself."""
        return {Locale.ENGLISH: "English", Locale.WELSH: "Cymraeg"}[self]


@dataclass
class _Reader:
    """`asked` is whether the reader chose the language themselves; then nothing else decides it."""

    locale: Locale
    asked: bool = False


# The holder is changed in place: what a dependency of a handler finds out, in a task of its own, is true for all of it.
_reader: ContextVar[_Reader] = ContextVar("reader")


def current() -> Locale:
    """The language that is being read."""
    reader = _reader.get(None)
    return reader.locale if reader else Locale.ENGLISH


def known() -> Locale | None:
    """The language that is being read, where a person's pages or mails are concerned; None where it is nobody's."""
    reader = _reader.get(None)
    return reader.locale if reader else None


@contextmanager
def reading(locale: Locale, *, asked: bool = False) -> Iterator[None]:
    """What is said within is said in this language. `asked`: the reader chose it, and `prefer` changes nothing."""
    token = _reader.set(_Reader(locale, asked))
    try:
        yield
    finally:
        _reader.reset(token)


def stay_with(locale: Locale) -> None:
    """What was sent came from a page in this language, so it is answered, and kept, as it was read there."""
    reader = _reader.get(None)
    if reader:
        reader.locale, reader.asked = locale, True


def prefer(locale: Locale | None) -> None:
    """What is known of the reader, such as their organisation's language: it counts unless they chose one themselves."""
    reader = _reader.get(None)
    if reader and locale and not reader.asked:
        reader.locale = locale
