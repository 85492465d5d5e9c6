"""A form body into a msgspec Struct, with one plain sentence for each field that needs mending, and nothing typed lost.

The Struct's annotations say what a field is called and how long it may be: see `labels`.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, time
from enum import Enum
from typing import Any, Generic, TypeVar

import msgspec
from litestar import Request
from msgspec.inspect import DateType

from campaigns.errors import Conflict, Invalid
from campaigns.web.bodies import Fields, Upload, read_fields
from campaigns.web.readers import Problem, Sent, readers
from campaigns.web.typed import clean

T = TypeVar("T", bound=msgspec.Struct)

DATE_PARTS = ("day", "month", "year")


class Form(Generic[T]):
    """A form as it was sent or as it begins. Templates take it whole; handlers use `problems` and `value`.

    `problems` maps a field's name to one sentence; the field "" holds what concerns the whole form.
    """

    def __init__(self, form_type: type[T], sent: Mapping[str, list[str]], value: T | None, problems: dict[str, str]) -> None:
        self.form_type = form_type
        self.problems = problems
        self._sent = sent
        self._value = value

    @property
    def value(self) -> T:
        """What was typed, as the Struct. Only when there are no problems: look at `problems` first."""
        if self._value is None:
            raise RuntimeError("A form with problems has no value.")
        return self._value

    def typed(self, name: str) -> str:
        """The text of a field as it was typed, for showing it again; empty if there is none."""
        return next(iter(self._sent.get(name, [])), "")

    def chosen(self, name: str) -> list[str]:
        """Every value sent under a name, for checkboxes."""
        return list(self._sent.get(name, []))

    def names(self, beginning: str) -> list[str]:
        """The names of the fields that were sent and begin so, for a form with one field for each of several things."""
        return [name for name in self._sent if name.startswith(beginning)]

    def problem(self, name: str) -> str:
        """The sentence about a field; empty if it is fine."""
        return self.problems.get(name, "")

    def anchor(self, name: str) -> str:
        """The id of the first input of a field, where the error summary leads."""
        reader = readers(self.form_type).get(name)
        return f"{name}-day" if reader is not None and isinstance(reader.kind, DateType) else name

    def with_problems(self, problems: Mapping[str, str]) -> "Form[T]":
        """The same form with what an action found: `form.with_problems(invalid.problems)`."""
        return Form(self.form_type, self._sent, None, {**self.problems, **problems})


def begun(form_type: type[T], **values: Any) -> Form[T]:
    """A form that nobody has sent yet, filled in with what is known."""
    sent: dict[str, list[str]] = {}
    for name, value in values.items():
        sent |= _as_typed(name, value)
    return Form(form_type, sent, None, {})


async def read_form(request: Request[Any, Any, Any], form_type: type[T]) -> Form[T]:
    """Read a request's form. It never raises for what was typed; what cannot be used is a problem of the form.

    Raises what `bodies.read_fields` does for bytes that are no form at all or are too many.
    """
    return form_from(await read_fields(request), form_type)


async def attempt(form: Form[T], act: Callable[[T], Awaitable[object]]) -> tuple[Form[T], int | None]:
    """Do with a form's values what it asks for, unless something is wrong with them already.

    Gives the form with what is wrong, and the status of the page that shows it again: 422, or 409 where somebody else was
    faster. The status is None where it was done.
    """
    if form.problems:
        return form, 422
    try:
        await act(form.value)
    except Invalid as invalid:
        return form.with_problems(invalid.problems), 422
    except Conflict as conflict:
        return form.with_problems({"": str(conflict)}), 409
    return form, None


def form_from(fields: Fields, form_type: type[T]) -> Form[T]:
    """The form that these fields make. Fields that the Struct does not have are left out."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for name, text in fields.texts:
        texts[name].append(text)
    uploads: defaultdict[str, list[Upload]] = defaultdict(list)
    for name, upload in fields.uploads:
        uploads[name].append(upload)
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    sent = Sent(texts, uploads)
    for name, reader in readers(form_type).items():
        try:
            values[name] = reader(sent)
        except Problem as problem:
            problems[problem.field] = problem.sentence
    shown = {name: [clean(text) for text in typed] for name, typed in texts.items()}
    if problems:
        return Form(form_type, shown, None, problems)
    try:
        return Form(form_type, shown, form_type(**values), {})
    except Invalid as invalid:  # from the Struct's own __post_init__
        return Form(form_type, shown, None, invalid.problems)


def _as_typed(name: str, value: Any) -> dict[str, list[str]]:  # noqa: PLR0911 - one for each kind of value
    match value:
        case None | False:
            return {}
        case True:
            return {name: ["yes"]}
        case Enum():
            return {name: [str(value.value)]}
        case date():
            return {f"{name}-{part}": [str(getattr(value, part))] for part in DATE_PARTS}
        case time():
            return {name: [f"{value:%H:%M}"]}
        case list() | tuple() | set() | frozenset():
            return {name: [text for one in value for text in _as_typed(name, one)[name]]}
        case _:
            return {name: [str(value)]}
