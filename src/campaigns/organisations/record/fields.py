"""What is typed for an organisation's record, checked once for the pages, the API and imported lists."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

import msgspec

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.names import tidy as names
from campaigns.organisations import identifiers
from campaigns.organisations.fields import NOT_AS_CODE, TOO_LONG
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.relations import CategoryKind, Language, NameKind, Relation
from campaigns.web.labels import label, line

LONGEST_TEXT = 200
LONGEST_LABEL = 60
MOST_CATEGORIES = 20
#: What a form takes at all. The true limits are asked in `checked`, so that every problem is told at once.
_ANY = 5000


class OtherNameFields(msgspec.Struct, frozen=True, kw_only=True):
    """A name beside the one in lists."""

    kind: Annotated[NameKind, label("what kind of name it is")]
    name: Annotated[str, line("the name", most=_ANY, required=False)]

    def checked(self) -> "OtherNameFields":
        """The same, tidied. Raises `Invalid`."""
        name = names.tidy(self.name)
        if why := names.problem(name) or _about_bar(gettext_noop("name"), name):
            raise Invalid({"name": why})
        return msgspec.structs.replace(self, name=name)


class IdentifierFields(msgspec.Struct, frozen=True, kw_only=True):
    """A number in a register, as people write it."""

    scheme: Annotated[Scheme, label("the register")]
    number: Annotated[str, line("the number", most=_ANY, required=False)]

    def checked(self) -> "IdentifierFields":
        """The same, with the number as the register writes it. Raises `Invalid`."""
        number = identifiers.tidied(self.scheme, self.number)
        if why := identifiers.problem(self.scheme, number):
            raise Invalid({"number": why})
        return msgspec.structs.replace(self, number=number)


class RelationFields(msgspec.Struct, frozen=True, kw_only=True):
    """How the organisation stands to the coalition. Days are those of the coalition's own calendar."""

    relation: Annotated[Relation, label("how the organisation stands to the coalition")]
    member_from: Annotated[date | None, label("the first day of the membership")] = None
    member_until: Annotated[date | None, label("the last day of the membership")] = None
    is_lead_partner: Annotated[bool, label("whether it is a lead partner")] = False
    is_infrastructure: Annotated[bool, label("whether it is an infrastructure body")] = False


class DetailFields(msgspec.Struct, frozen=True, kw_only=True):
    """Where the organisation is, how it is written to, what it belongs to. The last three are ids."""

    locality: Annotated[str, line("the locality", most=_ANY, required=False)] = ""
    language: Annotated[Language | None, label("the language")] = None
    branch_of_id: UUID | None = None
    categories: Annotated[list[UUID], label("the categories")] = []
    interests: Annotated[list[UUID], label("the interests")] = []

    def checked(self) -> "DetailFields":
        """The same, tidied. Raises `Invalid`."""
        locality, problems = names.tidy(self.locality), {}
        if why := about(gettext_noop("locality"), locality, LONGEST_TEXT):
            problems["locality"] = why
        if len(set(self.categories)) > MOST_CATEGORIES:
            problems["categories"] = gettext("An organisation may be in {most} categories.", most=MOST_CATEGORIES)
        if len(set(self.interests)) > MOST_CATEGORIES:
            problems["interests"] = gettext("An organisation may have {most} interests.", most=MOST_CATEGORIES)
        if problems:
            raise Invalid(problems)
        categories, interests = list(dict.fromkeys(self.categories)), list(dict.fromkeys(self.interests))
        return msgspec.structs.replace(self, locality=locality, categories=categories, interests=interests)


class SignerFields(msgspec.Struct, frozen=True, kw_only=True):
    """A person who may sign. With a contact chosen, an empty name and role are the contact's."""

    contact_id: Annotated[UUID | None, label("the contact")] = None
    name: Annotated[str, line("the person’s name", most=_ANY, required=False)] = ""
    role_title: Annotated[str, line("the person’s role", most=_ANY, required=False)] = ""
    signs_from: Annotated[date | None, label("the first day")] = None
    signs_until: Annotated[date | None, label("the last day")] = None

    def checked(self) -> "SignerFields":
        """The same, tidied. Raises `Invalid`."""
        typed = msgspec.structs.replace(self, name=names.tidy(self.name), role_title=names.tidy(self.role_title))
        problems = {}
        if not typed.name and typed.contact_id is None:
            problems["name"] = gettext("Enter the person’s name, or choose a contact.")
        for field, what in (("name", gettext_noop("name")), ("role_title", gettext_noop("role"))):
            if why := about(what, getattr(typed, field), LONGEST_TEXT):
                problems[field] = why
        if typed.signs_from and typed.signs_until and typed.signs_until < typed.signs_from:
            problems["signs_until"] = gettext("The last day must not be before the first.")
        if problems:
            raise Invalid(problems)
        return typed


class LabelFields(msgspec.Struct, frozen=True, kw_only=True):
    """The label of a category or an interest."""

    label: Annotated[str, line("the label", most=_ANY, required=False)]

    def checked(self) -> Self:
        """The same, tidied. Raises `Invalid`."""
        typed = names.tidy(self.label)
        missing = None if any(character.isalnum() for character in typed) else gettext("Enter the label.")
        if why := missing or about(gettext_noop("label"), typed, LONGEST_LABEL) or _about_bar("label", typed):
            raise Invalid({"label": why})
        return msgspec.structs.replace(self, label=typed)


class CategoryFields(LabelFields, frozen=True, kw_only=True):
    """A label to be added, and whether it is a category or an interest."""

    kind: Annotated[CategoryKind, label("which kind it is")] = CategoryKind.CATEGORY


def about(what: str, text: str, longest: int) -> str | None:
    """Why a tidied text cannot be kept, in a sentence, or None."""
    if len(text) > longest:
        return gettext(TOO_LONG, what=gettext(what), most=longest, length=len(text))
    if text[:1] in {"=", "+", "@"} or "=?" in text:
        return gettext(NOT_AS_CODE, what=gettext(what))
    return None


def _about_bar(what: str, text: str) -> str | None:
    # In a spreadsheet a bar stands between several names or labels in one cell.
    return gettext("The {what} must not contain “|”.", what=gettext(what)) if "|" in text else None
