"""One reader for each type that a form's Struct may have: from what was sent to a value, or to a sentence."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from email_validator import EmailNotValidError, validate_email
from msgspec import inspect

from campaigns.web.bodies import Upload
from campaigns.web.labels import EMAIL, HIDDEN, PARAGRAPHS, READ_AS
from campaigns.web.typed import Unreadable, clean, one_line, read_date, read_iso_date, read_time, several_lines

_YES, _NO = {"yes", "true", "on", "1"}, {"no", "false", "off", "0", ""}
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_STALE = "This page was not complete when it was sent. Load it again; what you typed is kept here to copy."


class Problem(Exception):
    """One field needs mending."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


class Sent(NamedTuple):
    """Everything that was sent, for the reader of the field `name`."""

    name: str
    texts: Mapping[str, list[str]]
    uploads: Mapping[str, list[Upload]]

    def texts_of(self, part: str = "") -> list[str]:
        return self.texts.get(f"{self.name}-{part}" if part else self.name, [])


Reader = Callable[[Sent], Any]


@cache
def readers(form_type: type[msgspec.Struct]) -> "dict[str, FieldReader]":
    """A reader for each field of the Struct. Raises `TypeError` for a type that forms do not know."""
    info = inspect.type_info(form_type)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{form_type} is not a Struct.")
    return {field.name: FieldReader(field) for field in info.fields}


class FieldReader:
    """Reads one field by the type and the `Meta` it was declared with."""

    def __init__(self, field: inspect.Field) -> None:
        self.field = field
        self.label, self.read_as = f"the {field.name.replace('_', ' ')}", ""
        kind = self._unwrap(field.type)
        self.optional = False
        if isinstance(kind, inspect.UnionType):
            self.optional = any(isinstance(one, inspect.NoneType) for one in kind.types)
            (kind,) = (one for one in kind.types if not isinstance(one, inspect.NoneType))
            kind = self._unwrap(kind)
        self.kind = kind
        self._read = self._reader_for(kind)

    def __call__(self, sent: Sent) -> Any:
        try:
            return self._read(sent)
        except Problem as problem:
            raise (Problem("", _STALE) if self.read_as == HIDDEN else problem) from None

    def _unwrap(self, kind: inspect.Type) -> inspect.Type:
        while isinstance(kind, inspect.Metadata):
            self.label = (kind.extra_json_schema or {}).get("title", self.label)
            self.read_as = (kind.extra or {}).get(READ_AS, self.read_as)
            kind = kind.type
        return kind

    def _reader_for(self, kind: inspect.Type) -> Reader:
        known: dict[type[inspect.Type], Reader] = {
            inspect.StrType: self._text,
            inspect.BoolType: self._bool,
            inspect.EnumType: self._enum,
            inspect.IntType: self._integer,
            inspect.UUIDType: self._uuid,
            inspect.DateType: self._date,
            inspect.TimeType: self._time,
            inspect.ListType: self._several,
            inspect.SetType: self._several,
            inspect.FrozenSetType: self._several,
        }
        if isinstance(kind, inspect.NamedTupleType) and kind.cls is Upload:
            return self._upload
        if type(kind) not in known:
            raise TypeError(f"Forms cannot read {kind} for the field {self.field.name!r}.")
        return known[type(kind)]

    # --- what every reader needs

    def _sentence(self, rest: str) -> str:
        return f"{self.label[:1].upper()}{self.label[1:]} {rest}."

    def _problem(self, sentence: str) -> Problem:
        return Problem(self.field.name, sentence)

    def _one(self, sent: Sent, part: str = "") -> str | None:
        texts = sent.texts_of(part)
        if len(texts) > 1:
            raise self._problem(self._sentence("was sent twice. Load the page again and answer once"))
        if texts and "\0" in texts[0]:
            raise self._problem(self._sentence("has a character that cannot be kept. Delete it and type it again"))
        return clean(texts[0]) if texts else None

    def _absent(self, verb: str) -> Any:
        if self.field.default is not msgspec.NODEFAULT:
            return self.field.default
        if self.field.default_factory is not msgspec.NODEFAULT:
            return self.field.default_factory()
        if self.optional:
            return None
        raise self._problem(f"{verb} {self.label}.")

    # --- readers

    def _text(self, sent: Sent) -> str | None:
        typed = self._one(sent)
        if typed is None and self.field.default is not msgspec.NODEFAULT:
            default: str | None = self.field.default
            return default
        kind = self.kind
        assert isinstance(kind, inspect.StrType)  # noqa: S101 - for the type checker
        text = several_lines(typed or "") if self.read_as == PARAGRAPHS else one_line(typed or "")
        if not text and self.optional:
            return None
        if len(text) < (kind.min_length or 0):
            raise self._problem(f"Enter {self.label}.")
        if kind.max_length is not None and len(text) > kind.max_length:
            raise self._problem(self._sentence(f"must be {kind.max_length} characters or fewer; it has {len(text)}"))
        if kind.pattern is not None and not re.search(kind.pattern, text):
            raise self._problem(self._sentence("is not in the form that is asked for"))
        if text and self.read_as == EMAIL:
            self._check_email(text)
        return text

    def _check_email(self, text: str) -> None:
        try:
            validate_email(text, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            raise self._problem(f"Enter {self.label} in the form name@organisation.example.") from None

    def _bool(self, sent: Sent) -> bool:
        typed = (self._one(sent) or "").strip().lower()
        if typed in _YES | _NO:
            return typed in _YES
        raise self._problem(f"Choose {self.label} from what the page offers.")

    def _enum(self, sent: Sent) -> Any:
        assert isinstance(self.kind, inspect.EnumType)  # noqa: S101 - for the type checker
        typed = self._one(sent)
        return self._member(self.kind, typed) if typed else self._absent("Choose")

    def _member(self, kind: inspect.EnumType, typed: str) -> Any:
        for member in kind.cls:
            if str(member.value) == typed:
                return member
        raise self._problem(f"Choose {self.label} from what the page offers.")

    def _integer(self, sent: Sent) -> Any:
        assert isinstance(self.kind, inspect.IntType)  # noqa: S101 - for the type checker
        typed = (self._one(sent) or "").strip()
        if not typed:
            return self._absent("Enter")
        if not _INTEGER.fullmatch(typed):
            raise self._problem(self._sentence("must be a whole number, such as 3"))
        number, least, most = int(typed), self.kind.ge, self.kind.le
        if least is not None and number < least:
            raise self._problem(self._sentence(f"must be {least} or more"))
        if most is not None and number > most:
            raise self._problem(self._sentence(f"must be {most} or less"))
        return number

    def _uuid(self, sent: Sent) -> Any:
        typed = (self._one(sent) or "").strip()
        return self._as_uuid(typed) if typed else self._absent("Choose")

    def _as_uuid(self, typed: str) -> UUID:
        try:
            return UUID(typed)
        except ValueError:
            raise self._problem(f"Choose {self.label} from what the page offers.") from None

    def _date(self, sent: Sent) -> Any:
        whole, parts = self._one(sent), [self._one(sent, part) or "" for part in ("day", "month", "year")]
        if not whole and not any(part.strip() for part in parts):
            return self._absent("Enter")
        try:
            return read_iso_date(whole) if whole else read_date(*parts)
        except Unreadable as why:
            raise self._problem(self._sentence(str(why))) from None

    def _time(self, sent: Sent) -> Any:
        typed = (self._one(sent) or "").strip()
        if not typed:
            return self._absent("Enter")
        try:
            return read_time(typed)
        except Unreadable as why:
            raise self._problem(self._sentence(str(why))) from None

    def _upload(self, sent: Sent) -> Any:
        uploads = sent.uploads.get(self.field.name, [])
        if len(uploads) > 1:
            raise self._problem(self._sentence("must be one file"))
        return uploads[0] if uploads else self._absent("Choose")

    def _several(self, sent: Sent) -> Any:
        kind: Any = self.kind
        item = self._unwrap(kind.item_type)
        values = [self._item(item, text) for text in dict.fromkeys(sent.texts_of()) if text]
        if len(values) < (kind.min_length or 0):
            raise self._problem(f"Choose {self.label}.")
        if kind.max_length is not None and len(values) > kind.max_length:
            raise self._problem(f"Choose no more than {kind.max_length}.")
        return {inspect.FrozenSetType: frozenset, inspect.SetType: set}.get(type(kind), list)(values)

    def _item(self, item: inspect.Type, text: str) -> Any:
        if "\0" in text:
            raise self._problem(f"Choose {self.label} from what the page offers.")
        match item:
            case inspect.EnumType():
                return self._member(item, text)
            case inspect.UUIDType():
                return self._as_uuid(text)
            case _:
                return one_line(clean(text))
