"""The columns of a list beside names and contacts: what stands in a cell, made into what is kept, or said to be none.

The export writes the same words, so that its file can be read again without a change.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

import msgspec

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.names.tidy import tidy
from campaigns.organisations.fields import OrganisationFields
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.imports.table import Line
from campaigns.organisations.record.boilerplate import checked_boilerplate
from campaigns.organisations.record.fields import MOST_CATEGORIES as MOST_LABELS
from campaigns.organisations.record.fields import DetailFields, IdentifierFields, LabelFields, OtherNameFields
from campaigns.organisations.record.names import MOST_IDENTIFIERS, MOST_NAMES
from campaigns.organisations.relations import LANGUAGES, WORDS, Language, NameKind, Relation
from campaigns.web.typed import Unreadable, read_date, read_iso_date

T = TypeVar("T")

#: Stands between several names, numbers or labels in one cell; no name and no label has one.
BETWEEN = " | "
YES, NO = "yes", "no"
NAMES = {NameKind.LEGAL: "legal_name", NameKind.FORMER: "former_names", NameKind.ALIAS: "aliases"}
NUMBERS = {
    Scheme.ENGLAND_AND_WALES: "charity_number",
    Scheme.SCOTLAND: "scottish_charity_number",
    Scheme.NORTHERN_IRELAND: "northern_irish_charity_number",
    Scheme.COMPANY: "company_number",
}

_YES = frozenset({YES, "y", "true", "1", "ie", "ydy", "✓"})
_NO = frozenset({"", NO, "n", "false", "0", "na", "nac ydy"})
_RELATIONS = {words.casefold(): relation for relation, words in WORDS.items()} | {
    **{relation.value.replace("_", " "): relation for relation in Relation},
    "aelod": Relation.MEMBER,
    "partneriaid": Relation.PARTNER,
}
_LANGUAGES = {words.casefold(): language for language, words in LANGUAGES.items()} | {
    **{language.value: language for language in Language},
    "saesneg": Language.ENGLISH,
    "welsh": Language.CYMRAEG,
    "english and welsh": Language.BOTH,
}
_FIRST_DAY = gettext_noop("The first day of the membership must be a date such as 2019-04-01 or 1/4/2019, not “{typed}”.")
_LAST_DAY = gettext_noop("The last day of the membership must be a date such as 2019-04-01 or 1/4/2019, not “{typed}”.")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


class Recorded(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a row says of an organisation beside its names in lists.

    `branch_of` is a name, `categories` and `interests` are labels.
    """

    website: str = ""
    mail_domains: str = ""
    boilerplate: str = ""
    locality: str = ""
    language: Language | None = None
    branch_of: str = ""
    categories: list[str] = []
    interests: list[str] = []
    relation: Relation = Relation.MEMBER
    member_from: date | None = None
    member_until: date | None = None
    is_lead_partner: bool = False
    is_infrastructure: bool = False
    signs_as_group: bool = False
    two_people: bool = False
    names: list[tuple[NameKind, str]] = []
    numbers: list[tuple[Scheme, str]] = []


class Problems(list[str]):
    """Sentences about a row, each once. `of` runs what may refuse, and keeps why."""

    def of(self, what: Callable[[], T], otherwise: T) -> T:
        """What `what` comes to, or `otherwise` where it was refused."""
        try:
            return what()
        except Invalid as invalid:
            self.extend(why for why in invalid.problems.values() if why not in self)
            return otherwise


def recorded(line: Line, today: date) -> tuple[Recorded, list[str]]:
    """What a line says of its organisation, and what is wrong with it."""
    problems = Problems()
    names = [
        (kind, problems.of(OtherNameFields(kind=kind, name=name).checked, OtherNameFields(kind=kind, name="")).name)
        for kind, column in NAMES.items()
        for name in several(getattr(line, column))
    ]
    numbers = [
        (scheme, problems.of(IdentifierFields(scheme=scheme, number=one).checked, None))
        for scheme, column in NUMBERS.items()
        for one in several(getattr(line, column))
    ]
    found = Recorded(
        **_online(line, problems),
        boilerplate=problems.of(lambda: checked_boilerplate(line.boilerplate), ""),
        locality=problems.of(DetailFields(locality=line.locality).checked, DetailFields()).locality,
        language=_one_of(
            line.language,
            _LANGUAGES,
            gettext_noop("The language must be English, Cymraeg or both, not “{typed}”."),
            problems,
        ),
        branch_of=tidy(line.branch_of),
        categories=_labels(line.categories, problems),
        interests=_labels(line.interests, problems),
        relation=_one_of(
            line.relation,
            _RELATIONS,
            gettext_noop("The relation must be member, partner or former member, not “{typed}”."),
            problems,
        )
        or Relation.MEMBER,
        member_from=_day(line.member_from, _FIRST_DAY, problems),
        member_until=_day(line.member_until, _LAST_DAY, problems),
        is_lead_partner=yes(line.lead_partner, gettext_noop("Lead partner"), problems),
        is_infrastructure=yes(line.infrastructure, gettext_noop("Infrastructure body"), problems),
        signs_as_group=yes(line.for_members, gettext_noop("Signs for its members"), problems),
        two_people=yes(line.two_people, gettext_noop("Two people agree"), problems),
        names=list(dict.fromkeys(names)),
        numbers=list(dict.fromkeys((scheme, one.number) for scheme, one in numbers if one)),
    )
    problems += _about_days(found, today)
    problems += _about_amounts(found)
    return found, problems


def several(cell: str) -> list[str]:
    """What stands in a cell with a bar between each."""
    return [part for one in cell.split(BETWEEN.strip()) if (part := tidy(one))]


def _labels(cell: str, problems: Problems) -> list[str]:
    labels = [problems.of(LabelFields(label=one).checked, LabelFields(label="")).label for one in several(cell)]
    return list(dict.fromkeys(labels))


def yes(cell: str, what: str, problems: list[str], *, empty: bool = False) -> bool:
    """Whether a cell says yes. `what` is the heading of its column, which is marked for translation."""
    typed = tidy(cell).casefold()
    if typed not in _YES | _NO:
        problems.append(gettext("“{what}” must be yes or no, not “{typed}”.", what=gettext(what), typed=tidy(cell)[:40]))
    return typed in _YES or (empty and not typed)


def _online(line: Line, problems: Problems) -> dict[str, str]:
    typed = OrganisationFields(display_name="Words", website=line.website, mail_domains=line.mail_domains)
    checked = problems.of(typed.checked, typed)
    return {"website": checked.website, "mail_domains": checked.mail_domains}


def _one_of(cell: str, known: dict[str, T], told: str, problems: list[str]) -> T | None:
    typed = tidy(cell).casefold()
    if typed and typed not in known:
        problems.append(gettext(told, typed=tidy(cell)[:40]))
    return known.get(typed)


def _day(cell: str, told: str, problems: list[str]) -> date | None:
    typed = tidy(cell).removesuffix(" 00:00:00")  # a day as spreadsheets keep it
    if not typed:
        return None
    day_first = _DAY_FIRST.fullmatch(typed)
    try:
        return read_date(*day_first.groups()) if day_first else read_iso_date(typed)
    except Unreadable:
        problems.append(gettext(told, typed=typed[:40]))
        return None


def _about_days(found: Recorded, today: date) -> Iterable[str]:
    if found.member_from and found.member_until and found.member_until < found.member_from:
        yield gettext("The membership ends before it begins.")
    if found.member_until and found.member_until > today:
        yield gettext("The last day of the membership lies ahead. Leave it out until the day has come.")
    if found.member_until and found.relation is Relation.MEMBER:
        yield gettext("A member has no last day. Write “was a member” as the relation if the membership has ended.")
    if not found.member_until and found.relation is Relation.FORMER_MEMBER:
        yield gettext("There is no last day of the membership.")
    if found.is_lead_partner and found.relation is not Relation.MEMBER:
        yield gettext("Only a member can be a lead partner.")


def _about_amounts(found: Recorded) -> Iterable[str]:
    if sum(kind is NameKind.LEGAL for kind, _ in found.names) > 1:
        yield gettext("There is more than one legal name.")
    if len(found.names) > MOST_NAMES:
        yield gettext("An organisation may have {most} other names.", most=MOST_NAMES)
    if len(found.numbers) > MOST_IDENTIFIERS:
        yield gettext("An organisation may have {most} numbers in registers.", most=MOST_IDENTIFIERS)
    if len(found.categories) > MOST_LABELS:
        yield gettext("An organisation may have {most} categories.", most=MOST_LABELS)
    if len(found.interests) > MOST_LABELS:
        yield gettext("An organisation may have {most} interests.", most=MOST_LABELS)
