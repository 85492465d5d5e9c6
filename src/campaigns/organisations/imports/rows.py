"""One row of an imported list as it is judged, and the whole list in figures."""

from enum import StrEnum

import msgspec

from campaigns.languages.locales import Locale, current
from campaigns.organisations.imports.columns import Recorded


class Effect(StrEnum):
    """What applying a row does."""

    ORGANISATION = "organisation"
    CONTACT = "contact"
    NOTHING = "nothing"


class Told(msgspec.Struct, frozen=True, array_like=True):
    """What is wrong with a row, and what there is to look at, in one language."""

    problems: list[str]
    warnings: list[str]


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row with what is right and wrong about it. `line` is the row's number as a spreadsheet program shows it.

    A row with `problems` cannot be applied; `warnings` are for a person to look at. Where there are no problems, names are
    tidied and filled in as `campaigns.organisations.fields` does, and `email` is empty or can be written to.
    """

    line: int
    organisation: str
    acronym: str = ""
    sort_name: str = ""
    contact_name: str = ""
    role_title: str = ""
    email: str = ""
    name_key: str = ""
    sort_key: bytes = b""
    email_key: str = ""
    gets_invitations: bool = True
    gets_notices: bool = True
    #: Kept for an organisation that the list adds, from its first row.
    record: Recorded = Recorded()
    effect: Effect = Effect.NOTHING
    problems: list[str] = []
    warnings: list[str] = []
    #: The same in other languages than English, since nobody knows yet who will look at the list.
    in_others: dict[Locale, Told] = {}

    def told(self) -> Told:
        """The problems and the warnings in the language that is being read."""
        return self.in_others.get(current()) or Told(self.problems, self.warnings)


class Summary(msgspec.Struct, kw_only=True):
    """A list in figures. While it is previewed they say what would happen, and once it is applied what did."""

    notes: list[str] = []
    organisations: int = 0
    contacts: int = 0
    #: Rows with problems, left out if the list is applied all the same.
    problems: int = 0
    warnings: int = 0
    #: Rows that change nothing, because all they say is known.
    nothing_new: int = 0

    def count(self, row: Row) -> None:
        """Add a row to the figures."""
        if row.problems:
            self.problems += 1
            return
        self.warnings += bool(row.warnings)
        self.organisations += row.effect is Effect.ORGANISATION
        self.contacts += bool(row.email) and row.effect is not Effect.NOTHING
        self.nothing_new += row.effect is Effect.NOTHING
