"""One reader for each field of a form's Struct: from what was sent to a value, or to a sentence."""

from functools import cache

import msgspec
from msgspec import inspect

from campaigns.web.bodies import Upload
from campaigns.web.labels import READ_AS
from campaigns.web.readers.base import FieldReader, Problem, Sent
from campaigns.web.readers.chosen import BoolReader, EnumReader, SeveralReader, UploadReader, UUIDReader
from campaigns.web.readers.texts import TextReader
from campaigns.web.readers.written import DateReader, IntegerReader, TimeReader

__all__ = ["FieldReader", "Problem", "Sent", "readers"]

_READERS: dict[type[inspect.Type], type[FieldReader]] = {
    inspect.StrType: TextReader,
    inspect.BoolType: BoolReader,
    inspect.EnumType: EnumReader,
    inspect.IntType: IntegerReader,
    inspect.UUIDType: UUIDReader,
    inspect.DateType: DateReader,
    inspect.TimeType: TimeReader,
    inspect.ListType: SeveralReader,
    inspect.SetType: SeveralReader,
    inspect.FrozenSetType: SeveralReader,
}


@cache
def readers(form_type: type[msgspec.Struct]) -> dict[str, FieldReader]:
    """A reader for each field of the Struct. Raises `TypeError` for a type that forms do not know."""
    info = inspect.type_info(form_type)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{form_type} is not a Struct.")
    return {field.name: _reader(field) for field in info.fields}


def _reader(field: inspect.Field) -> FieldReader:
    said: dict[str, str] = {}
    kind, optional = _unwrapped(field.type, said), False
    if isinstance(kind, inspect.UnionType):
        optional = any(isinstance(one, inspect.NoneType) for one in kind.types)
        (kind,) = (one for one in kind.types if not isinstance(one, inspect.NoneType))
        kind = _unwrapped(kind, said)
    reader = _READERS.get(type(kind))
    if isinstance(kind, inspect.NamedTupleType) and kind.cls is Upload:
        reader = UploadReader
    if reader is None:
        raise TypeError(f"Forms cannot read {kind} for the field {field.name!r}.")
    label = said.get("label", f"the {field.name.replace('_', ' ')}")
    return reader(field, kind, label=label, read_as=said.get(READ_AS, ""), optional=optional)


def _unwrapped(kind: inspect.Type, said: dict[str, str]) -> inspect.Type:
    """The type within its `Meta`; what the `Meta` says goes into `said`."""
    while isinstance(kind, inspect.Metadata):
        if title := (kind.extra_json_schema or {}).get("title"):
            said["label"] = title
        said.update(kind.extra or {})
        kind = kind.type
    return kind
