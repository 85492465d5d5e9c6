"""What is chosen from what a page offers: radios, boxes, options, files."""

from enum import Enum
from typing import Any
from uuid import UUID

from msgspec import inspect

from campaigns.languages.catalogues import gettext
from campaigns.web.readers.base import FieldReader, Problem, Sent
from campaigns.web.typed import clean, one_line

_YES, _NO = {"yes", "true", "on", "1"}, {"no", "false", "off", "0", ""}


class ChoiceReader(FieldReader):
    """A field that is chosen and not typed."""

    def missing(self) -> Problem:
        return self.problem(gettext("Choose {label}.", label=self.words))


class BoolReader(ChoiceReader):
    """One box, or radios for yes and no. A box that is not ticked sends nothing, which is no."""

    def read(self, sent: Sent) -> bool:
        typed = (self.one(sent) or "").strip().lower()
        if typed in _YES | _NO:
            return typed in _YES
        raise self.not_offered()


class EnumReader(ChoiceReader):
    """One of an enum's values."""

    def read(self, sent: Sent) -> Any:
        typed = self.one(sent)
        return self.member(self.kind.cls, typed) if typed else self.absent()

    def member(self, members: type[Enum], typed: str) -> Enum:
        for member in members:
            if str(member.value) == typed:
                return member
        raise self.not_offered()


class UUIDReader(ChoiceReader):
    """One row, by its id."""

    def read(self, sent: Sent) -> Any:
        typed = (self.one(sent) or "").strip()
        return self.row(typed) if typed else self.absent()

    def row(self, typed: str) -> UUID:
        try:
            return UUID(typed)
        except ValueError:
            raise self.not_offered() from None


class SeveralReader(EnumReader, UUIDReader):
    """Any number of enum values, ids or texts, each once; `kind` is one of msgspec's collection types."""

    def read(self, sent: Sent) -> Any:
        item = self.kind.item_type
        while isinstance(item, inspect.Metadata):
            item = item.type
        values = [self._value(item, text) for text in dict.fromkeys(sent.texts.get(self.field.name, [])) if text]
        if len(values) < (self.kind.min_length or 0):
            raise self.missing()
        if self.kind.max_length is not None and len(values) > self.kind.max_length:
            raise self.problem(gettext("Choose no more than {most}.", most=self.kind.max_length))
        return {inspect.FrozenSetType: frozenset, inspect.SetType: set}.get(type(self.kind), list)(values)

    def _value(self, item: inspect.Type, text: str) -> Any:
        if "\0" in text:
            raise self.not_offered()
        match item:
            case inspect.EnumType(cls=members):
                return self.member(members, text)
            case inspect.UUIDType():
                return self.row(text)
            case _:
                return one_line(clean(text))


class UploadReader(ChoiceReader):
    """One file."""

    def read(self, sent: Sent) -> Any:
        uploads = sent.uploads.get(self.field.name, [])
        if len(uploads) > 1:
            raise self.problem(gettext("{field} must be one file.", field=self.title))
        return uploads[0] if uploads else self.absent()
