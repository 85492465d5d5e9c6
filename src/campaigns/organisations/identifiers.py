"""Numbers in the United Kingdom's registers, named as org-id.guide does. Only their form is checked, none is looked up."""

import re
from enum import StrEnum

import msgspec

from campaigns.languages.catalogues import gettext, gettext_noop


class Scheme(StrEnum):
    """A register, by its code at org-id.guide. The order is the one in which an organisation's numbers are shown."""

    ENGLAND_AND_WALES = "GB-CHC"
    SCOTLAND = "GB-SC"
    NORTHERN_IRELAND = "GB-NIC"
    COMPANY = "GB-COH"


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """What people call the register and its numbers, with an `example` of one as we keep it."""

    words: str
    example: str
    form: str


REGISTERS: dict[Scheme, Register] = {
    # A linked charity has its parent's number with a number of its own behind it.
    Scheme.ENGLAND_AND_WALES: Register(
        words=gettext_noop("Charity Commission for England and Wales"),
        example="1099999",
        form=r"[1-9]\d{5,6}(-\d{1,3})?",
    ),
    Scheme.SCOTLAND: Register(words=gettext_noop("Scottish Charity Regulator"), example="SC099999", form=r"SC\d{6}"),
    Scheme.NORTHERN_IRELAND: Register(
        words=gettext_noop("Charity Commission for Northern Ireland"), example="199999", form=r"1\d{5}"
    ),
    # Eight digits, or a prefix of two letters for a place or a kind of company; societies may end with an R.
    Scheme.COMPANY: Register(
        words=gettext_noop("Companies House"), example="01999999", form=r"\d{8}|[A-Z]{2}\d{5}[\dR]|R\d{7}"
    ),
}
#: What people type before the number itself.
_BEFORE: dict[Scheme, str] = {
    Scheme.ENGLAND_AND_WALES: r"GB-?CHC-?",
    Scheme.SCOTLAND: r"GB-?SC-?(?=SC)",
    Scheme.NORTHERN_IRELAND: r"(GB-?)?NIC-?",
    Scheme.COMPANY: r"GB-?COH-?",
}
_DIGITS_OF_A_COMPANY = 8
_LONGEST_SHOWN = 40


def tidied(scheme: Scheme, typed: str) -> str:
    """The number as the register writes it, from how people do: with spaces, small letters, the code or no leading zero."""
    number = re.sub(
        r"[\s./\u2010-\u2015]+", lambda found: "-" if found[0] in "\u2010\u2011\u2012\u2013" else "", typed
    ).upper()
    number = re.sub(f"^(?:{_BEFORE[scheme]})", "", number)
    if scheme is Scheme.COMPANY and re.fullmatch(r"[0-9]{6,7}", number):
        number = number.zfill(_DIGITS_OF_A_COMPANY)
    if scheme is Scheme.SCOTLAND and re.fullmatch(r"[0-9]{6}", number):
        number = f"SC{number}"
    return number


def problem(scheme: Scheme, number: str) -> str | None:
    """Why a tidied number cannot be one of the register's, in a sentence, or None."""
    register = REGISTERS[scheme]
    if not number:
        return gettext("Enter the number.")
    if not re.fullmatch(register.form, number, re.ASCII):
        return gettext(
            "“{typed}” is not a number of the {register}. It should be like {example}.",
            typed=number[:_LONGEST_SHOWN],
            register=gettext(register.words),
            example=register.example,
        )
    return None


def org_id(scheme: Scheme, number: str) -> str:
    """The number with its register's code before it, such as `GB-CHC-1099999`."""
    return f"{scheme.value}-{number}"
