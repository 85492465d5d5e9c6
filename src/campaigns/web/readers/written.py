"""Numbers, dates and times, as people write them."""

import re
from typing import Any

from campaigns.languages.catalogues import gettext
from campaigns.web.readers.base import FieldReader, Sent
from campaigns.web.typed import Unreadable, read_date, read_iso_date, read_time

_INTEGER = re.compile(r"-?[0-9]{1,18}")


class IntegerReader(FieldReader):
    """`kind` is a `msgspec.inspect.IntType`."""

    def read(self, sent: Sent) -> Any:
        typed = (self.one(sent) or "").strip()
        if not typed:
            return self.absent()
        if not _INTEGER.fullmatch(typed):
            raise self.problem(gettext("{field} must be a whole number, such as 3.", field=self.title))
        number, least, most = int(typed), self.kind.ge, self.kind.le
        if least is not None and number < least:
            raise self.problem(gettext("{field} must be {least} or more.", field=self.title, least=least))
        if most is not None and number > most:
            raise self.problem(gettext("{field} must be {most} or less.", field=self.title, most=most))
        return number


class DateReader(FieldReader):
    """The three boxes of the GOV.UK date input, or one ISO date."""

    def read(self, sent: Sent) -> Any:
        whole, boxes = self.one(sent), [self.one(sent, part) or "" for part in ("day", "month", "year")]
        if not whole and not any(box.strip() for box in boxes):
            return self.absent()
        try:
            return read_iso_date(whole) if whole else read_date(*boxes)
        except Unreadable as why:
            raise self.problem(gettext(why.sentence, field=self.title)) from None


class TimeReader(FieldReader):
    """A time of day."""

    def read(self, sent: Sent) -> Any:
        typed = (self.one(sent) or "").strip()
        if not typed:
            return self.absent()
        try:
            return read_time(typed)
        except Unreadable as why:
            raise self.problem(gettext(why.sentence, field=self.title)) from None
