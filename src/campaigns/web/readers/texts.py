"""Text that is typed, on one line or on several."""

import re

import msgspec
from email_validator import EmailNotValidError, validate_email

from campaigns.languages.catalogues import gettext
from campaigns.web.labels import EMAIL, PARAGRAPHS
from campaigns.web.readers.base import FieldReader, Sent
from campaigns.web.typed import one_line, several_lines


class TextReader(FieldReader):
    """`kind` is a `msgspec.inspect.StrType`, whose lengths are counted after the text is tidied."""

    def read(self, sent: Sent) -> str | None:
        typed = self.one(sent)
        if typed is None and self.field.default is not msgspec.NODEFAULT:
            default: str | None = self.field.default
            return default
        text = several_lines(typed or "") if self.read_as == PARAGRAPHS else one_line(typed or "")
        if not text and self.optional:
            return None
        self._check_length(text)
        if self.kind.pattern is not None and not re.search(self.kind.pattern, text):
            raise self.problem(gettext("{field} is not in the form that is asked for.", field=self.title))
        if text and self.read_as == EMAIL:
            self._check_email(text)
        return text

    def _check_length(self, text: str) -> None:
        if len(text) < (self.kind.min_length or 0):
            raise self.missing()
        if self.kind.max_length is not None and len(text) > self.kind.max_length:
            raise self.problem(
                gettext(
                    "{field} must be {most} characters or fewer; it has {length}.",
                    field=self.title,
                    most=self.kind.max_length,
                    length=len(text),
                )
            )

    def _check_email(self, text: str) -> None:
        try:
            validate_email(text, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            raise self.problem(gettext("Enter {label} in the form name@organisation.example.", label=self.words)) from None
