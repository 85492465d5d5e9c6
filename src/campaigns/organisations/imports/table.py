"""What is read from an uploaded list before anything in it is judged."""

import msgspec

from campaigns.languages.catalogues import gettext_noop

LARGEST_FILE = 2 * 1024 * 1024
MOST_ROWS = 10_000
LONGEST_CELL = 500
#: A cell that may hold several names, labels or domains, or a text.
LONGEST_LIST = 6000
LISTS = frozenset({"former_names", "aliases", "categories", "interests", "mail_domains", "boilerplate"})
#: All cells together; a small compressed file may hold very much text.
MOST_TEXT = 4_000_000
#: What is said of more than one kind of file, or with what was found in it.
NO_LIST = gettext_noop("This is not a CSV file or a spreadsheet. Save the list as CSV, XLSX or ODS.")
NO_END = gettext_noop("Before line {line} a quotation mark begins and does not end, so the rest cannot be told apart.")
TOO_MANY = gettext_noop("The list has more than {most} rows. Split it, and import the parts one by one.")
OTHER_SHEETS = gettext_noop("These sheets were not read: {names}.")
OTHER_COLUMNS = gettext_noop("These columns were not used: {names}.")


class Unreadable(Exception):
    """The file cannot be read as a list. The message is a sentence for whoever uploaded it, in English; see `told`."""


def longest(column: str) -> int:
    """How many characters a cell of this column may hold."""
    return LONGEST_LIST if column in LISTS else LONGEST_CELL


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row as it stands in the file. `number` is the row's number as a spreadsheet program shows it, from 1.

    Cells are cut at one character beyond what `longest` says. `spilled` says that there was text beyond the last heading.
    """

    number: int
    organisation: str = ""
    acronym: str = ""
    sort_name: str = ""
    contact_name: str = ""
    role_title: str = ""
    email: str = ""
    gets_invitations: str = ""
    gets_notices: str = ""
    legal_name: str = ""
    former_names: str = ""
    aliases: str = ""
    charity_number: str = ""
    scottish_charity_number: str = ""
    northern_irish_charity_number: str = ""
    company_number: str = ""
    website: str = ""
    mail_domains: str = ""
    boilerplate: str = ""
    locality: str = ""
    language: str = ""
    branch_of: str = ""
    categories: str = ""
    interests: str = ""
    relation: str = ""
    member_from: str = ""
    member_until: str = ""
    lead_partner: str = ""
    infrastructure: str = ""
    for_members: str = ""
    two_people: str = ""
    spilled: bool = False


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Every row that is not empty, in the order of the file, and sentences about what was not used."""

    lines: list[Line]
    notes: list[str] = []
