"""What the secretariat types for its coalition, checked once for the page, the API and the command line."""

import re
from typing import Annotated

import msgspec

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.mail import addresses
from campaigns.mail.safety import why_unsafe
from campaigns.text.characters import clean
from campaigns.web.colour import usable_accent
from campaigns.web.labels import line, paragraphs

#: What a form takes at all. The true limits are asked in `checked`, so that every problem is told at once.
_ANY = 5000


class CoalitionFields(msgspec.Struct, frozen=True, kw_only=True):
    """A coalition as it is typed. `accent_colour` is `#rrggbb`, dark enough to read on white (WCAG 2.2, 1.4.3)."""

    name: Annotated[str, line("the coalition’s name", most=_ANY, required=False)]
    host_name: Annotated[str, line("the host organisation", most=_ANY, required=False)]
    contact_name: Annotated[str, line("the name of the contact", most=_ANY, required=False)] = ""
    contact_email: Annotated[str, line("the contact’s email address", most=_ANY, required=False)]
    contact_phone: Annotated[str, line("the contact’s telephone number", most=_ANY, required=False)] = ""
    postal_address: Annotated[str, paragraphs("the postal address", most=_ANY, required=False)] = ""
    accent_colour: Annotated[str, line("the accent colour", most=_ANY, required=False)]

    def checked(self) -> "CoalitionFields":
        """The same, tidied. Raises `Invalid` with every problem."""
        typed = CoalitionFields(
            name=one_line(self.name),
            host_name=one_line(self.host_name),
            contact_name=one_line(self.contact_name),
            contact_email=one_line(self.contact_email),
            contact_phone=one_line(self.contact_phone),
            postal_address="\n".join(part for part in map(one_line, self.postal_address.splitlines()) if part),
            accent_colour=one_line(self.accent_colour).lower(),
        )
        problems = {name: why for name in _LONGEST if (why := _about(name, getattr(typed, name)))}
        if why := usable_accent(typed.accent_colour):
            problems["accent_colour"] = why
        try:
            email = addresses.checked(typed.contact_email, "contact_email")
        except Invalid as invalid:
            problems |= invalid.problems
        if problems:
            raise Invalid(problems)
        return msgspec.structs.replace(typed, contact_email=email)


def checked_beginnings(slug: str, reference_prefix: str) -> None:
    """Raise `Invalid` unless these can begin addresses and references. Neither can be changed later."""
    problems = {}
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
        problems["slug"] = "Use small letters, digits and single hyphens, 50 at most, such as fair-futures."
    if not _PREFIX.fullmatch(reference_prefix):
        problems["reference_prefix"] = "Use 2 to 10 capital letters and digits, beginning with a letter, such as FFA."
    if problems:
        raise Invalid(problems)


def checked_line(field: str, text: str, longest: int, missing: str) -> str:
    """A text that must not be empty, tidied. Raises `Invalid` with `missing` where it is."""
    text = one_line(text)
    problem = missing if not text else _too_long(text, longest) or why_unsafe(text)
    if problem:
        raise Invalid({field: problem})
    return text


def one_line(text: str) -> str:
    """Text with single spaces and no character that cannot be seen."""
    return " ".join(clean(text).split())


def _about(name: str, text: str) -> str | None:
    if not text:
        return gettext(_MISSING[name]) if name in _MISSING else None
    return _too_long(text, _LONGEST[name]) or (None if name == "postal_address" else why_unsafe(text))


def _too_long(text: str, longest: int) -> str | None:
    if len(text) <= longest:
        return None
    return gettext("Use {most} characters or fewer; this has {length}.", most=longest, length=len(text))


_MISSING = {
    "name": gettext_noop("Enter the coalition’s name."),
    "host_name": gettext_noop("Enter the organisation that hosts the secretariat."),
}
_LONGEST = {"name": 100, "host_name": 200, "contact_name": 100, "contact_phone": 50, "postal_address": 500}
_LONGEST_SLUG = 50
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,9}")
