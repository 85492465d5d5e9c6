"""The details of an organisation's record as its own people see and type them."""

from typing import Annotated

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext
from campaigns.names.tidy import problem as about_name
from campaigns.names.tidy import tidy
from campaigns.organisations.fields import OrganisationFields, checked_reason
from campaigns.organisations.identifiers import REGISTERS, Scheme, org_id, tidied
from campaigns.organisations.identifiers import problem as is_no_number
from campaigns.organisations.models import Organisation, OrganisationIdentifier, OrganisationName, SignOff
from campaigns.organisations.record.boilerplate import boilerplates, checked_boilerplate
from campaigns.organisations.record.fields import DetailFields
from campaigns.organisations.record.names import MOST_IDENTIFIERS
from campaigns.organisations.relations import Language, NameKind
from campaigns.web.labels import label, line, paragraphs

_ANY = 5000
_LONGEST_SHOWN = 40


class DetailsFields(msgspec.Struct, frozen=True, kw_only=True):
    """The details as the organisation would have them; what is as it was proposes nothing."""

    name: Annotated[str, line("the organisation’s name", most=_ANY, required=False)]
    acronym: Annotated[str, line("the acronym", most=_ANY, required=False)] = ""
    sort_name: Annotated[str, line("the sort name", most=_ANY, required=False)] = ""
    legal_name: Annotated[str, line("the legal name", most=_ANY, required=False)] = ""
    charity_number: Annotated[str, line("the charity number in England and Wales", most=_ANY, required=False)] = ""
    scottish_charity_number: Annotated[str, line("the charity number in Scotland", most=_ANY, required=False)] = ""
    northern_irish_charity_number: Annotated[
        str, line("the charity number in Northern Ireland", most=_ANY, required=False)
    ] = ""
    company_number: Annotated[str, line("the company number", most=_ANY, required=False)] = ""
    branch_of: Annotated[str, line("the organisation that it is a branch of", most=_ANY, required=False)] = ""
    locality: Annotated[str, line("the nation or place", most=_ANY, required=False)] = ""
    sign_off: Annotated[SignOff | None, label("who has to agree")] = None
    website: Annotated[str, line("the website", most=_ANY, required=False)] = ""
    mail_domains: Annotated[str, line("the mail domains", most=_ANY, required=False)] = ""
    language: Annotated[Language | None, label("the language")] = None
    boilerplate: Annotated[str, paragraphs("the boilerplate", most=20_000, required=False)] = ""
    note: Annotated[str, line("the note", most=_ANY, required=False)] = ""

    @property
    def identifiers(self) -> str:
        """The numbers with their registers' codes, as they are kept: `GB-CHC-1099999, GB-COH-01999999`."""
        numbers = ((scheme, getattr(self, field)) for scheme, field in NUMBERS.items())
        return ", ".join(org_id(scheme, one) for scheme, typed in numbers for one in _each(typed))


#: The field for each register; several numbers stand in it with commas between.
NUMBERS: dict[Scheme, str] = {
    Scheme.ENGLAND_AND_WALES: "charity_number",
    Scheme.SCOTLAND: "scottish_charity_number",
    Scheme.NORTHERN_IRELAND: "northern_irish_charity_number",
    Scheme.COMPANY: "company_number",
}


async def details_of(session: AsyncSession, organisation: Organisation) -> DetailsFields:
    """The details as they stand."""
    parent = await session.scalar(select(Organisation.display_name).where(Organisation.id == organisation.branch_of_id))
    legal = await session.scalar(
        select(OrganisationName.name).where(
            OrganisationName.organisation_id == organisation.id, OrganisationName.kind == NameKind.LEGAL
        )
    )
    numbers = await session.execute(
        select(OrganisationIdentifier.scheme, OrganisationIdentifier.number)
        .where(OrganisationIdentifier.organisation_id == organisation.id)
        .order_by(OrganisationIdentifier.number)
    )
    by_register: dict[str, str] = {}
    for scheme, number in numbers:
        field = NUMBERS[scheme]
        by_register[field] = f"{by_register[field]}, {number}" if field in by_register else number
    return DetailsFields(
        name=organisation.display_name,
        acronym=organisation.acronym,
        sort_name=organisation.sort_name,
        legal_name=legal or "",
        **by_register,
        branch_of=parent or "",
        locality=organisation.locality,
        sign_off=organisation.sign_off,
        website=organisation.website,
        mail_domains=organisation.mail_domains,
        language=organisation.language,
        boilerplate=(await boilerplates(session, [organisation.id])).get(organisation.id, ""),
    )


def checked_details(fields: DetailsFields) -> DetailsFields:
    """The same, tidied as it is kept. Raises `Invalid` with every problem at once."""
    problems: dict[str, str] = {}
    typed = OrganisationFields(
        display_name=fields.name,
        acronym=fields.acronym,
        sort_name=fields.sort_name,
        website=fields.website,
        mail_domains=fields.mail_domains,
    )
    boilerplate = note = locality = ""
    names = {field: tidy(getattr(fields, field)) for field in ("legal_name", "branch_of")}
    for field, name in names.items():
        if name and (why := about_name(name)):
            problems[field] = why
        elif "|" in name:
            problems[field] = gettext("A name must not contain “|”.")
    numbers = {field: _checked_numbers(scheme, field, fields, problems) for scheme, field in NUMBERS.items()}
    if sum(len(_each(typed)) for typed in numbers.values()) > MOST_IDENTIFIERS:
        problems["charity_number"] = gettext("An organisation may have {most} numbers in registers.", most=MOST_IDENTIFIERS)
    try:
        locality = DetailFields(locality=fields.locality).checked().locality
    except Invalid as invalid:
        problems |= invalid.problems
    try:
        boilerplate = checked_boilerplate(fields.boilerplate)
    except Invalid as invalid:
        problems |= invalid.problems
    try:
        note = checked_note(fields.note)
    except Invalid as invalid:
        problems |= invalid.problems
    try:
        typed = typed.checked()
    except Invalid as invalid:
        named = {"display_name": "name"}
        problems |= {named.get(field, field): why for field, why in invalid.problems.items()}
    if problems:
        raise Invalid(problems)
    return DetailsFields(
        name=typed.display_name,
        # What the form left empty is meant to be empty, though the secretariat's own form would fill it in.
        acronym=typed.acronym if tidy(fields.acronym) else "",
        sort_name=typed.sort_name,
        **names,
        **numbers,
        locality=locality,
        sign_off=fields.sign_off,
        website=typed.website,
        mail_domains=typed.mail_domains,
        language=fields.language,
        boilerplate=boilerplate,
        note=note,
    )


def _checked_numbers(scheme: Scheme, field: str, fields: DetailsFields, problems: dict[str, str]) -> str:
    """The numbers of one register as it writes them, each once and in order; what is none is told under its field."""
    numbers = sorted({tidied(scheme, one) for one in _each(getattr(fields, field))})
    for number in numbers:
        if is_no_number(scheme, number):
            problems[field] = gettext(
                "“{number}” is not a number of this register. It should be like {example}.",
                number=number[:_LONGEST_SHOWN],
                example=REGISTERS[scheme].example,
            )
    return ", ".join(numbers)


def _each(typed: str) -> list[str]:
    return [one.strip() for one in typed.replace(";", ",").split(",") if one.strip()]


def checked_note(note: str) -> str:
    """What the secretariat is told beside a proposal. Raises `Invalid` (field `note`)."""
    try:
        return checked_reason(note)
    except Invalid as invalid:
        raise Invalid({"note": invalid.problems["reason"]}) from None
