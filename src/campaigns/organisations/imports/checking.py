"""Judging the rows of a list one after another, against those before and against what the coalition knows.

What is known already is left alone: a list never changes the names of an organisation or the details of a contact, and never
takes up a contact again that was ended. Several rows of one organisation are several contacts. A row that names two
organisations stays one row, because only a person can tell "Save and Prosper" from two names.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.locales import Locale, reading
from campaigns.mail.addresses import match_key
from campaigns.names.matching import matching_key
from campaigns.names.order import sort_key
from campaigns.names.tidy import tidy, warnings
from campaigns.organisations.fields import ContactFields, OrganisationFields
from campaigns.organisations.identifiers import org_id
from campaigns.organisations.imports.columns import Problems, Recorded, recorded, yes
from campaigns.organisations.imports.rows import Effect, Row, Told
from campaigns.organisations.imports.table import LONGEST_CELL, Line, longest
from campaigns.organisations.record.categories import MOST_LABELS, label_key
from campaigns.organisations.relations import CategoryKind


class Known(msgspec.Struct, kw_only=True):
    """An organisation that a coalition has, with the key of its name in lists.

    `contacts` maps an address's key to whether it was ended.
    """

    key: str
    is_branch: bool = False
    display_name: str
    contacts: dict[str, bool] = {}


class Listed(msgspec.Struct, kw_only=True):
    """What is known of a list as a whole before its rows are judged one by one."""

    #: Keys of every name in the column for organisations, and of those of them that are branches.
    names: frozenset[str] = frozenset()
    branches: frozenset[str] = frozenset()

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Listed":
        """What these lines say."""
        keys = [(matching_key(line.organisation), bool(tidy(line.branch_of))) for line in lines]
        return cls(names=frozenset(key for key, _ in keys), branches=frozenset(key for key, branch in keys if branch))


class Checker:
    """Feed it the lines in their order.

    `known` maps the key of every name to its organisation, `numbers` every number in a register to the name of whose it is.
    `labels` are the coalition's categories and interests, each by its kind and key, `today` is the coalition's day.
    """

    def __init__(
        self,
        known: dict[str, Known],
        numbers: dict[str, str],
        labels: Iterable[tuple[CategoryKind, str]],
        listed: Listed,
        today: date,
    ) -> None:
        self._known, self._numbers, self._listed, self._today = known, dict(numbers), listed, today
        self._labels = set(labels)
        self._named: dict[str, Row] = {}
        self._others: dict[str, str] = {}
        self._written: dict[tuple[str, str], int] = {}
        self._address: dict[str, tuple[int, str]] = {}

    def check(self, line: Line) -> Row:
        """The line, judged. It is remembered for the lines that follow unless it has problems."""
        with reading(Locale.ENGLISH):
            row = self._judged(line)
        if row.problems or row.warnings:
            others = {locale: self._told(line, locale) for locale in Locale if locale is not Locale.ENGLISH}
            row = msgspec.structs.replace(row, in_others=others)
        if not row.problems:
            self._remember(row)
        return row

    def _told(self, line: Line, locale: Locale) -> Told:
        with reading(locale):
            row = self._judged(line)
        return Told(row.problems, row.warnings)

    def _judged(self, line: Line) -> Row:
        """The line against what is remembered so far, with its sentences in the language that is being read."""
        fields, contact, problems = _fields(line)
        overlong = fields is None and bool(problems)
        record, wrong = (Recorded(), []) if overlong else recorded(line, self._today)
        told = Problems()
        invitations = yes(line.gets_invitations, gettext_noop("Gets invitations"), told, empty=True)
        notices = yes(line.gets_notices, gettext_noop("Gets notices"), told, empty=True)
        key = matching_key(fields.display_name) if fields else ""
        key = self._known[key].key if key in self._known else self._others.get(key, key)
        is_new = fields is not None and key not in self._known and key not in self._named
        problems += [] if overlong else [*wrong, *told]
        if is_new and not problems:
            problems += self._about_record(key, record)
        if fields is None or problems:
            cells = {name: getattr(line, name)[:LONGEST_CELL] for name in _CELLS}
            return Row(line=line.number, problems=problems, **cells)
        email_key = match_key(contact.email) if contact else ""
        found = [*warnings(line.organisation), *self._about_name(line, fields, key)]
        if contact:
            found += self._about_contact(line, key, email_key)
        else:
            found += _about_nobody(line)
        return Row(
            line=line.number,
            organisation=fields.display_name,
            acronym=fields.acronym,
            sort_name=fields.sort_name,
            contact_name=contact.name if contact else "",
            role_title=contact.role_title if contact else "",
            email=contact.email if contact else "",
            name_key=key,
            sort_key=sort_key(fields.sort_name),
            email_key=email_key,
            gets_invitations=invitations,
            gets_notices=notices,
            record=record if is_new else Recorded(),
            effect=self._effect(key, email_key),
            warnings=found,
        )

    def _about_record(self, key: str, record: Recorded) -> list[str]:
        """What on the record of a new organisation is another's, or cannot be."""
        problems = []
        for _, name in record.names:
            other = matching_key(name)
            taken = self._known[other].display_name if other in self._known else ""
            if other != key and (taken or other in self._listed.names or other in self._others):
                problems.append(
                    gettext("“{name}” is a name of {organisation} already.", name=name, organisation=taken)
                    if taken
                    else gettext("“{name}” is a name of another organisation in this list already.", name=name)
                )
        for scheme, number in record.numbers:
            told = org_id(scheme, number)
            if told in self._numbers:
                problems.append(
                    gettext("{number} is the number of {organisation}.", number=told, organisation=self._numbers[told])
                )
        kinds = [kind for kind, _ in self._labels | _keys(record)]
        problems += [gettext(told, most=MOST_LABELS) for kind, told in _TOO_MANY.items() if kinds.count(kind) > MOST_LABELS]
        if record.branch_of:
            problems += self._about_parent(key, record.branch_of)
        return problems

    def _about_parent(self, key: str, name: str) -> list[str]:
        parent = matching_key(name)
        known = self._known.get(parent)
        parent = known.key if known else parent
        if parent == key:
            return [gettext("An organisation cannot be a branch of itself.")]
        if known is None and parent not in self._listed.names:
            return [
                gettext("“{name}”, of which it is a branch, is neither known nor in this list.", name=name[:LONGEST_CELL])
            ]
        if (known and known.is_branch) or (known is None and parent in self._listed.branches):
            return [gettext("“{name}”, of which it is a branch, is a branch itself.", name=name[:LONGEST_CELL])]
        return []

    def _remember_record(self, row: Row) -> None:
        keys = (matching_key(name) for _, name in row.record.names)
        self._others |= {key: row.name_key for key in keys if key != row.name_key}
        self._labels |= _keys(row.record)
        self._numbers |= {org_id(scheme, number): row.organisation for scheme, number in row.record.numbers}

    def _effect(self, key: str, email_key: str) -> Effect:
        known = self._known.get(key)
        if known is None and key not in self._named:
            return Effect.ORGANISATION
        is_new = email_key and (key, email_key) not in self._written and (known is None or email_key not in known.contacts)
        return Effect.CONTACT if is_new else Effect.NOTHING

    def _remember(self, row: Row) -> None:
        self._named.setdefault(row.name_key, row)
        if row.email_key:
            self._written.setdefault((row.name_key, row.email_key), row.line)
            self._address.setdefault(row.email_key, (row.line, row.name_key))
        if row.effect is Effect.ORGANISATION:
            self._remember_record(row)

    def _about_name(self, line: Line, fields: OrganisationFields, key: str) -> list[str]:
        known = self._known.get(key)
        if known is not None:
            if known.display_name == fields.display_name:
                return [gettext("Already in your organisations. Its names are left as they are.")]
            name = known.display_name
            return [gettext("Already in your organisations as “{name}”. Its names are left as they are.", name=name)]
        if key not in self._named:
            return []
        named = self._named[key]
        said = [named.organisation, line.acronym and named.acronym, line.sort_name and named.sort_name]
        if said != [fields.display_name, line.acronym and fields.acronym, line.sort_name and fields.sort_name]:
            told = gettext_noop("The same organisation as in row {row}, written differently. Row {row} is used.")
            return [gettext(told, row=named.line)]
        return []

    def _about_contact(self, line: Line, key: str, email_key: str) -> list[str]:
        if (key, email_key) in self._written:
            return [gettext("The same organisation and address as in row {row}.", row=self._written[key, email_key])]
        known = self._known.get(key)
        if known is not None and email_key in known.contacts:
            if known.contacts[email_key]:
                return [
                    gettext(
                        "This contact was ended and stays ended. To take it up again, add it on the organisation’s page."
                    )
                ]
            return [gettext("This contact is known already and is left as it is.")]
        if email_key in self._address and self._address[email_key][1] != key:
            row, _ = self._address[email_key]
            return [gettext("Row {row} has the same address for another organisation.", row=row)]
        return []


_TOO_MANY = {
    CategoryKind.CATEGORY: gettext_noop("A coalition may have {most} categories, and with those of this row it has more."),
    CategoryKind.INTEREST: gettext_noop("A coalition may have {most} interests, and with those of this row it has more."),
}
_CELLS = ("organisation", "acronym", "sort_name", "contact_name", "role_title", "email")
_TEXTS = tuple(name for name in Line.__struct_fields__ if name not in {"number", "spilled"})
_COLUMNS = {
    "organisation": gettext_noop("organisation’s name"),
    "acronym": gettext_noop("acronym"),
    "sort_name": gettext_noop("sort name"),
    "contact_name": gettext_noop("contact’s name"),
    "role_title": gettext_noop("contact’s role"),
    "email": gettext_noop("email address"),
    "gets_invitations": gettext_noop("gets invitations"),
    "gets_notices": gettext_noop("gets notices"),
    "legal_name": gettext_noop("legal name"),
    "former_names": gettext_noop("former names"),
    "aliases": gettext_noop("aliases"),
    "charity_number": gettext_noop("charity number"),
    "scottish_charity_number": gettext_noop("scottish charity number"),
    "northern_irish_charity_number": gettext_noop("northern irish charity number"),
    "company_number": gettext_noop("company number"),
    "website": gettext_noop("website"),
    "mail_domains": gettext_noop("mail domains"),
    "boilerplate": gettext_noop("boilerplate"),
    "locality": gettext_noop("locality"),
    "language": gettext_noop("language"),
    "branch_of": gettext_noop("branch of"),
    "categories": gettext_noop("categories"),
    "interests": gettext_noop("interests"),
    "relation": gettext_noop("relation"),
    "member_from": gettext_noop("member from"),
    "member_until": gettext_noop("member until"),
    "lead_partner": gettext_noop("lead partner"),
    "infrastructure": gettext_noop("infrastructure"),
    "for_members": gettext_noop("for members"),
    "two_people": gettext_noop("two people"),
}


def _fields(line: Line) -> tuple[OrganisationFields | None, ContactFields | None, list[str]]:
    """What the line says, as it would be typed on the pages, and what is wrong with it."""
    overlong = [name for name in _TEXTS if len(getattr(line, name)) > longest(name)]
    if overlong:
        named = ((gettext(_COLUMNS[name]), longest(name)) for name in overlong)
        told = gettext_noop("The {what} is longer than {most} characters.")
        return None, None, [gettext(told, what=what, most=most) for what, most in named]
    problems = []
    if line.spilled:
        problems.append(gettext("There is text beyond the last heading. Perhaps a name with a comma needs quotation marks."))
    fields, contact = None, None
    try:
        fields = OrganisationFields(display_name=line.organisation, acronym=line.acronym, sort_name=line.sort_name).checked()
    except Invalid as invalid:
        problems += invalid.problems.values()
    if tidy(line.email):
        try:
            contact = ContactFields(email=line.email, name=line.contact_name, role_title=line.role_title).checked()
        except Invalid as invalid:
            problems += invalid.problems.values()
    return fields, contact, problems


def _about_nobody(line: Line) -> list[str]:
    if tidy(line.contact_name) or tidy(line.role_title):
        return [gettext("The contact has no email address and is left out.")]
    return [gettext("There is no contact in this row.")]


def _keys(record: Recorded) -> set[tuple[CategoryKind, str]]:
    """The categories and interests of a row, each by its kind and key."""
    return {
        *((CategoryKind.CATEGORY, label_key(label)) for label in record.categories),
        *((CategoryKind.INTEREST, label_key(label)) for label in record.interests),
    }
