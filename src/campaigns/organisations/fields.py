"""What is typed for an organisation and for a contact, checked once for the pages, the API and imported lists."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.mail import addresses
from campaigns.names.matching import acronym_of
from campaigns.names.order import sort_name_of
from campaigns.names.tidy import LONGEST_NAME, problem, tidy
from campaigns.organisations.models import SignOff
from campaigns.web.labels import label, line

LONGEST_ACRONYM = 20
#: Longer than a name by what goes with its leading article to the end.
LONGEST_SORT_NAME = LONGEST_NAME + 10
LONGEST_TEXT = 200
LONGEST_WEBSITE = 500
LONGEST_REASON = 500
MOST_DOMAINS = 20
#: What a form takes at all. The true limits are asked in `checked`, so that every problem is told at once.
_ANY = 5000
#: Of a text with a name of its own, such as the acronym.
TOO_LONG = gettext_noop("The {what} must be {most} characters or fewer. It is {length}.")
NOT_AS_CODE = gettext_noop("The {what} must not begin with “=”, “+” or “@”, nor contain “=?”.")


class OrganisationFields(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation as it is typed. An empty `sort_name` or `acronym` is worked out from `display_name`.

    `mail_domains` are the domains at which only the organisation gives out addresses, with spaces or commas between.
    `sign_off` is the organisation's own rule: whether one person signs for it, or a second one authorises each signature.
    `signs_as_group` says that it signs on behalf of its members, as federations do.
    """

    display_name: Annotated[str, line("the organisation’s name", most=_ANY, required=False)]
    acronym: Annotated[str, line("the acronym", most=_ANY, required=False)] = ""
    sort_name: Annotated[str, line("the sort name", most=_ANY, required=False)] = ""
    website: Annotated[str, line("the website", most=_ANY, required=False)] = ""
    mail_domains: Annotated[str, line("the mail domains", most=_ANY, required=False)] = ""
    sign_off: Annotated[SignOff, label("who has to agree")] = SignOff.ONE_PERSON
    signs_as_group: Annotated[bool, label("whether it signs on behalf of its members")] = False
    is_member: Annotated[bool, label("whether it is a member")] = True

    def checked(self) -> "OrganisationFields":
        """The same, tidied and with what was left empty filled in. Raises `Invalid`."""
        typed = msgspec.structs.replace(
            self,
            display_name=tidy(self.display_name),
            acronym=tidy(self.acronym),
            sort_name=tidy(self.sort_name),
            website=_with_scheme(tidy(self.website)),
            mail_domains=" ".join(_domains(self.mail_domains)),
        )
        _raise_for(
            typed,
            {
                "display_name": problem,
                "acronym": lambda text: _about(gettext_noop("acronym"), text, LONGEST_ACRONYM),
                "sort_name": lambda text: _about(gettext_noop("sort name"), text, LONGEST_SORT_NAME),
                "website": _about_website,
                "mail_domains": _about_domains,
            },
        )
        return msgspec.structs.replace(
            typed,
            acronym=typed.acronym or acronym_of(typed.display_name),
            sort_name=typed.sort_name or sort_name_of(typed.display_name),
        )


class ContactFields(msgspec.Struct, frozen=True, kw_only=True):
    """A person or a shared inbox as it is typed. `gets_notices` are receipts and news of a signature already made."""

    email: Annotated[str, line("the email address", most=_ANY, required=False)]
    name: Annotated[str, line("the contact’s name", most=_ANY, required=False)] = ""
    role_title: Annotated[str, line("the contact’s role", most=_ANY, required=False)] = ""
    gets_invitations: Annotated[bool, label("whether the contact gets invitations")] = True
    gets_notices: Annotated[bool, label("whether the contact gets notices")] = True

    def checked(self) -> "ContactFields":
        """The same, tidied, with the address as mail is sent to it. Raises `Invalid`."""
        typed = msgspec.structs.replace(self, email=tidy(self.email), name=tidy(self.name), role_title=tidy(self.role_title))
        sendable = _sendable(typed.email)
        _raise_for(
            typed,
            {
                "email": lambda text: None if sendable else _about_address(text),
                "name": lambda text: _about(gettext_noop("name of the contact"), text, LONGEST_TEXT),
                "role_title": lambda text: _about(gettext_noop("role of the contact"), text, LONGEST_TEXT),
            },
        )
        return msgspec.structs.replace(typed, email=sendable)


def checked_reason(reason: str) -> str:
    """Why something is changed, tidied; it may be empty. Raises `Invalid`."""
    reason = tidy(reason)
    if len(reason) > LONGEST_REASON:
        told = gettext(
            "The reason must be {most} characters or fewer. It is {length}.", most=LONGEST_REASON, length=len(reason)
        )
        raise Invalid({"reason": told})
    return reason


def _raise_for(fields: msgspec.Struct, checks: dict[str, Callable[[str], str | None]]) -> None:
    found = {name: sentence for name, check in checks.items() if (sentence := check(getattr(fields, name)))}
    if found:
        raise Invalid(found)


def _about(what: str, text: str, longest: int) -> str | None:
    if len(text) > longest:
        return gettext(TOO_LONG, what=gettext(what), most=longest, length=len(text))
    if text[:1] in {"=", "+", "@"} or "=?" in text:
        return gettext(NOT_AS_CODE, what=gettext(what))
    return None


def _sendable(address: str) -> str:
    """The address as mail is sent to it; empty for what is none."""
    try:
        return addresses.checked(address)
    except Invalid:
        return ""


def _about_address(text: str) -> str:
    if not text:
        return gettext("Enter the email address.")
    if text.count("@") > 1:
        return gettext("Enter one email address. Each contact has its own.")
    typed = text[:LONGEST_TEXT]
    return gettext("“{typed}” is not an email address. It should be like name@organisation.example.", typed=typed)


def _domains(text: str) -> list[str]:
    """Each domain once, as addresses have it where it is one, else as it was typed."""
    typed = [part.removeprefix("@") for part in text.replace(",", " ").replace(";", " ").split()]
    return list(dict.fromkeys(_as_address_has_it(domain) for domain in typed))


def _as_address_has_it(domain: str) -> str:
    address = _sendable(f"x@{domain}")
    return addresses.domain_of(address) if address else domain


def _about_domains(text: str) -> str | None:
    domains = text.split()
    if len(domains) > MOST_DOMAINS:
        return gettext("An organisation may have {most} mail domains.", most=MOST_DOMAINS)
    for domain in domains:
        if not _sendable(f"x@{domain}"):
            typed = domain[:LONGEST_TEXT]
            return gettext("“{typed}” is not a mail domain. It should be like organisation.example.", typed=typed)
        if addresses.is_free_mail(f"x@{domain}"):
            return gettext(
                "Anybody can have an address at {domain}, so it says nothing about the organisation.", domain=domain
            )
    return None


def _with_scheme(website: str) -> str:
    return website if not website or "://" in website else f"https://{website}"


def _about_website(website: str) -> str | None:
    if not website:
        return None
    try:
        parts = urlsplit(website)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or "." not in (parts.hostname or "") or " " in website:
        return gettext("The website must be an address such as www.organisation.example.")
    if len(website) > LONGEST_WEBSITE:
        return gettext("The website must be {most} characters or fewer.", most=LONGEST_WEBSITE)
    return None
