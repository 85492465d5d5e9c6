"""What every reader does: take one answer, and say in a sentence what is wrong with it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.web.bodies import Upload
from campaigns.web.labels import HIDDEN
from campaigns.web.typed import clean

_STALE = gettext_noop("This page was not complete when it was sent. Load it again; what you typed is kept here to copy.")


class Problem(Exception):
    """One field needs mending."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


class Sent(NamedTuple):
    """Everything that was sent: each text and each file under its name."""

    texts: Mapping[str, list[str]]
    uploads: Mapping[str, list[Upload]]


class FieldReader(ABC):
    """Reads one field by the type and the `Meta` it was declared with.

    `label` reads well after "Enter" and "Choose"; `optional` says that None is a value.
    """

    def __init__(self, field: inspect.Field, kind: Any, *, label: str, read_as: str, optional: bool) -> None:
        self.field, self.kind, self.label, self.read_as, self.optional = field, kind, label, read_as, optional

    def __call__(self, sent: Sent) -> Any:
        """The value. Raises `Problem`."""
        try:
            return self.read(sent)
        except Problem as problem:
            raise (Problem("", gettext(_STALE)) if self.read_as == HIDDEN else problem) from None

    @abstractmethod
    def read(self, sent: Sent) -> Any: ...

    def problem(self, sentence: str) -> Problem:
        return Problem(self.field.name, sentence)

    @property
    def words(self) -> str:
        """The label in the language that is being read, for the middle of a sentence."""
        return gettext(self.label)

    @property
    def title(self) -> str:
        """The label at the beginning of a sentence."""
        return f"{self.words[:1].upper()}{self.words[1:]}"

    def one(self, sent: Sent, part: str = "") -> str | None:
        """The one text sent for the field, or for a part of it such as `day`; None if there is none."""
        texts = sent.texts.get(f"{self.field.name}-{part}" if part else self.field.name, [])
        if len(texts) > 1:
            raise self.problem(gettext("{field} was sent twice. Load the page again and answer once.", field=self.title))
        if texts and "\0" in texts[0]:  # PostgreSQL's text cannot hold it
            raise self.problem(
                gettext("{field} has a character that cannot be kept. Delete it and type it again.", field=self.title)
            )
        return clean(texts[0]) if texts else None

    def absent(self) -> Any:
        """The value of a field that was left empty, if it may be."""
        if self.field.default is not msgspec.NODEFAULT:
            return self.field.default
        if self.field.default_factory is not msgspec.NODEFAULT:
            return self.field.default_factory()
        if self.optional:
            return None
        raise self.missing()

    def missing(self) -> Problem:
        """What is said of a field that may not be left empty."""
        return self.problem(gettext("Enter {label}.", label=self.words))

    def not_offered(self) -> Problem:
        return self.problem(gettext("Choose {label} from what the page offers.", label=self.words))
