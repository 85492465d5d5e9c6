"""An organisation's other names and its numbers in registers: a list, a button beside each, and a form for one more."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.errors import Invalid
from campaigns.jobs import abandon
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.identifiers import REGISTERS
from campaigns.organisations.pages.frame import address_of, organisations_page, sent_on
from campaigns.organisations.record import names
from campaigns.organisations.record.fields import IdentifierFields, OtherNameFields
from campaigns.organisations.record.queries import organisation_record
from campaigns.organisations.relations import NAME_KINDS
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form


@get("/organisations/{organisation_id:uuid}/names", include_in_schema=False)
async def show_names(
    organisation_id: FromPath[UUID], session: Session, place: Place, done: FromQuery[str | None] = None
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _names_page(session, place, organisation_id, begun(OtherNameFields), done=done)


@post("/organisations/{organisation_id:uuid}/names", include_in_schema=False)
async def add_name(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, OtherNameFields)
    if not form.problems:
        try:
            await names.add_name(session, organisation_id, form.value, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(f"{address_of(place, organisation_id)}/names", done="name-added")
    abandon(session)
    return await _names_page(session, place, organisation_id, form, 422)


@post("/organisations/{organisation_id:uuid}/names/{name_id:uuid}/remove", include_in_schema=False)
async def remove_name(
    organisation_id: FromPath[UUID], name_id: FromPath[UUID], session: Session, place: Place, by: By, now: Now
) -> Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    await names.remove_name(session, organisation_id, name_id, by, now)
    return sent_on(f"{address_of(place, organisation_id)}/names", done="name-removed")


@get("/organisations/{organisation_id:uuid}/numbers", include_in_schema=False)
async def show_numbers(
    organisation_id: FromPath[UUID], session: Session, place: Place, done: FromQuery[str | None] = None
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _numbers_page(session, place, organisation_id, begun(IdentifierFields), done=done)


@post("/organisations/{organisation_id:uuid}/numbers", include_in_schema=False)
async def add_number(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, IdentifierFields)
    if not form.problems:
        try:
            await names.add_identifier(session, organisation_id, form.value, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(f"{address_of(place, organisation_id)}/numbers", done="number-added")
    abandon(session)
    return await _numbers_page(session, place, organisation_id, form, 422)


@post("/organisations/{organisation_id:uuid}/numbers/{identifier_id:uuid}/remove", include_in_schema=False)
async def remove_number(
    organisation_id: FromPath[UUID], identifier_id: FromPath[UUID], session: Session, place: Place, by: By, now: Now
) -> Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    await names.remove_identifier(session, organisation_id, identifier_id, by, now)
    return sent_on(f"{address_of(place, organisation_id)}/numbers", done="number-removed")


async def _names_page(
    session: AsyncSession,
    place: Scope,
    organisation_id: UUID,
    form: Form[OtherNameFields],
    status: int = 200,
    done: str | None = None,
) -> Template:
    record = await organisation_record(session, organisation_id)
    return organisations_page("names", place, status, done=done, organisation=record, form=form, kinds=NAME_KINDS)


async def _numbers_page(
    session: AsyncSession,
    place: Scope,
    organisation_id: UUID,
    form: Form[IdentifierFields],
    status: int = 200,
    done: str | None = None,
) -> Template:
    record = await organisation_record(session, organisation_id)
    return organisations_page("numbers", place, status, done=done, organisation=record, form=form, registers=REGISTERS)


HANDLERS = [show_names, add_name, remove_name, show_numbers, add_number, remove_number]
