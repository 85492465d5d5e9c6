"""How an organisation stands to the coalition. Worked out from its row; nothing is read or written here."""

from datetime import date
from enum import StrEnum

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.locales import Locale


class Relation(StrEnum):
    """A partner works with the coalition without being a member; one that is none of these is only known to it."""

    MEMBER = "member"
    PARTNER = "partner"
    FORMER_MEMBER = "former_member"
    NONE = "none"


WORDS: dict[Relation, str] = {
    Relation.MEMBER: gettext_noop("Member"),
    Relation.PARTNER: gettext_noop("Partner, not a member"),
    Relation.FORMER_MEMBER: gettext_noop("Was a member"),
    Relation.NONE: gettext_noop("Neither member nor partner"),
}


class Language(StrEnum):
    """The language in which an organisation is written to."""

    ENGLISH = "english"
    CYMRAEG = "cymraeg"
    BOTH = "both"


LANGUAGES: dict[Language, str] = {
    Language.ENGLISH: gettext_noop("English"),
    Language.CYMRAEG: gettext_noop("Cymraeg"),
    Language.BOTH: gettext_noop("English and Cymraeg"),
}


def locale_of_language(language: Language | None) -> Locale | None:
    """What an organisation's people read when they have not said otherwise. Welsh comes first where it is both."""
    if language is None:
        return None
    return Locale.ENGLISH if language is Language.ENGLISH else Locale.WELSH


class CategoryKind(StrEnum):
    """What a label says of an organisation: what it is, or what it works on, such as housing or transport."""

    CATEGORY = "category"
    INTEREST = "interest"


CATEGORY_KINDS: dict[CategoryKind, str] = {
    CategoryKind.CATEGORY: gettext_noop("Category: what an organisation is"),
    CategoryKind.INTEREST: gettext_noop("Interest: what it works on"),
}


class NameKind(StrEnum):
    """What a name beside the display name is. The legal name is what registers have; there is one at most."""

    LEGAL = "legal"
    FORMER = "former"
    ALIAS = "alias"


NAME_KINDS: dict[NameKind, str] = {
    NameKind.LEGAL: gettext_noop("Legal name"),
    NameKind.FORMER: gettext_noop("Former name"),
    NameKind.ALIAS: gettext_noop("Also known as"),
}


def relation_of(*, is_member: bool, is_partner: bool, member_until: date | None) -> Relation:
    """What the columns of a row say."""
    if is_member:
        return Relation.MEMBER
    if is_partner:
        return Relation.PARTNER
    return Relation.FORMER_MEMBER if member_until else Relation.NONE


def check_dates(since: date | None, until: date | None, today: date, what: str) -> None:
    """Raise `Invalid` for a time that ends before it begins, or for one that has ended in the future.

    The fields are called `{what}_from` and `{what}_until`.
    """
    problems = {}
    if since and until and until < since:
        problems[f"{what}_until"] = gettext("The last day must not be before the first.")
    if until and until > today:
        problems[f"{what}_until"] = gettext("The last day must not lie ahead. Enter it when the day has come.")
    if problems:
        raise Invalid(problems)
