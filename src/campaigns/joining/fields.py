"""What is typed on the form of those who would like to join, checked once for the page and the API."""

from typing import Annotated, TypeVar

import msgspec

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.mail.safety import why_unsafe
from campaigns.organisations.fields import ContactFields, OrganisationFields
from campaigns.text.characters import clean
from campaigns.web.labels import line, paragraphs

F = TypeVar("F", OrganisationFields, ContactFields)

LONGEST_WORDS = 2000
_ANY = 10_000


class EnquiryFields(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that would like to join, and who asks for it."""

    name: Annotated[str, line("the organisation’s name", most=_ANY, required=False)]
    about: Annotated[str, paragraphs("what the organisation does", most=_ANY, required=False)]
    website: Annotated[str, line("the website", most=_ANY, required=False)] = ""
    contact_name: Annotated[str, line("your name", most=_ANY, required=False)]
    contact_role: Annotated[str, line("your role", most=_ANY, required=False)]
    email: Annotated[str, line("your work email address", most=_ANY, required=False)]
    why: Annotated[str, paragraphs("why it would like to join", most=_ANY, required=False)]

    def checked(self) -> "EnquiryFields":
        """The same, tidied. Raises `Invalid` with every problem."""
        problems: dict[str, str] = {}
        named = _tidied(OrganisationFields(display_name=self.name, website=self.website), _ORGANISATION, problems)
        person = ContactFields(email=self.email, name=self.contact_name, role_title=self.contact_role)
        asker = _tidied(person, _CONTACT, problems)
        about, why = passage(self.about), passage(self.why)
        for field, text in (("about", about), ("why", why)):
            if len(text) > LONGEST_WORDS:
                problems[field] = _too_long(text)
        for field in ("contact_name", "contact_role"):
            if unsafe := why_unsafe(getattr(self, field)):
                problems.setdefault(field, unsafe)
        problems |= {field: gettext(missing) for field, missing in _MISSING.items() if not passage(getattr(self, field))}
        if problems:
            raise Invalid({field: problems[field] for field in self.__struct_fields__ if field in problems})
        return EnquiryFields(
            name=named.display_name,
            about=about,
            website=named.website,
            contact_name=asker.name,
            contact_role=asker.role_title,
            email=asker.email,
            why=why,
        )


#: What the fields of an organisation and of a contact are called on this form.
_ORGANISATION = {"display_name": "name", "website": "website"}
_CONTACT = {"email": "email", "name": "contact_name", "role_title": "contact_role"}


def _tidied(fields: F, names: dict[str, str], problems: dict[str, str]) -> F:
    try:
        return fields.checked()
    except Invalid as invalid:
        problems |= {names[field]: why for field, why in invalid.problems.items() if field in names}
        return fields


_MISSING = {
    "name": gettext_noop("Enter the organisation’s name."),
    "about": gettext_noop("Say what the organisation does."),
    "contact_name": gettext_noop("Enter your name."),
    "contact_role": gettext_noop("Enter your role."),
    "email": gettext_noop("Enter your work email address."),
    "why": gettext_noop("Say why it would like to join."),
}


def passage(text: str) -> str:
    """A text of several lines without characters that cannot be seen, and without blanks at the ends of its lines."""
    return "\n".join(line.rstrip() for line in clean(text).splitlines()).strip()


def checked_words(field: str, text: str) -> str:
    """What the secretariat writes to an enquirer; it may be empty. Raises `Invalid` on `field`."""
    text = passage(text)
    if len(text) > LONGEST_WORDS:
        raise Invalid({field: _too_long(text)})
    return text


def _too_long(text: str) -> str:
    most, length = f"{LONGEST_WORDS:,}", f"{len(text):,}"
    return gettext("Use {most} characters or fewer; this has {length}.", most=most, length=length)
