"""Adding an organisation and changing its names, with a look at where it will be filed."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.errors import Conflict, Invalid
from campaigns.jobs import abandon
from campaigns.names.order import sort_key, sort_name_of
from campaigns.names.tidy import tidy, warnings
from campaigns.organisations import actions
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.fields import OrganisationFields
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.models import SignOff
from campaigns.organisations.pages.frame import address_of, organisations_page, sent_on
from campaigns.organisations.queries import OrganisationDetail, neighbours_of, organisation_detail
from campaigns.organisations.record.fields import IdentifierFields
from campaigns.organisations.record.names import add_identifier
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import hidden, label, line
from campaigns.web.templates import page


class OrganisationForm(OrganisationFields, frozen=True, kw_only=True):
    """The form; `look` is its second button, which saves nothing.

    `reason` and `keep_former` are asked of a change only, and `charity_number` of a new organisation only.
    """

    charity_number: Annotated[str, line("the charity number", most=5000, required=False)] = ""
    reason: Annotated[str, line("the reason", most=5000, required=False)] = ""
    keep_former: Annotated[bool, label("whether the old name is kept")] = False
    row_version: Annotated[int, hidden()] = 0
    organisation_id: Annotated[UUID | None, hidden()] = None
    look: bool = False


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a name that is being typed will be filed. The neighbours are names in their order."""

    name: str
    sort_name: str
    before: list[str]
    after: list[str]
    warnings: list[str]


@get("/organisations/add", include_in_schema=False)
async def ask_new(
    place: Place, name: FromQuery[str] = "", website: FromQuery[str] = "", number: FromQuery[str] = ""
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return organisations_page(
        "add",
        place,
        form=begun(
            OrganisationForm,
            is_member=True,
            sign_off=SignOff.ONE_PERSON,
            display_name=tidy(name)[:200],
            website=tidy(website)[:500],
            charity_number=tidy(number)[:20],
        ),
        filing=None,
    )


@post("/organisations/add", include_in_schema=False)
async def add(request: AnyRequest, session: Session, place: Place, by: By, now: Now) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, OrganisationForm)
    if not form.problems and not form.value.look:
        try:
            added = await actions.add_organisation(session, place.coalition_id, form.value, by, now)
            await _add_number(session, added.id, form.value.charity_number, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(address_of(place, added.id), done="added")
    abandon(session)
    status = 422 if form.problems else 200
    return organisations_page("add", place, status, form=form, filing=await _filing(session, form))


@get("/organisations/{organisation_id:uuid}/change", include_in_schema=False)
async def ask_change(organisation_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    organisation = await organisation_detail(session, organisation_id)
    values = {name: getattr(organisation, name) for name in OrganisationFields.__struct_fields__}
    form = begun(OrganisationForm, row_version=organisation.row_version, organisation_id=organisation_id, **values)
    return await _change_page(session, place, organisation, form)


@post("/organisations/{organisation_id:uuid}/change", include_in_schema=False)
async def change(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, OrganisationForm)
    status, conflict = 200, ""
    if not form.problems and not form.value.look:
        try:
            await actions.change_organisation(
                session,
                organisation_id,
                form.value,
                form.value.row_version,
                by,
                now,
                reason=form.value.reason,
                keep_former=form.value.keep_former,
            )
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except Conflict as refusal:
            status, conflict = 409, str(refusal)
        else:
            return sent_on(address_of(place, organisation_id), done="changed")
    abandon(session)
    organisation = await organisation_detail(session, organisation_id)
    return await _change_page(session, place, organisation, form, 422 if form.problems else status, conflict)


@post("/organisations/filing", include_in_schema=False)
async def look(request: AnyRequest, session: Session, place: Place) -> Template:
    """Where the name on the form will be filed, as a fragment for the page. Nothing is saved."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, OrganisationForm)
    return page("pages/organisations/filing.html", coalition=place, filing=await _filing(session, form))


async def _add_number(session: AsyncSession, organisation_id: UUID, typed: str, by: Actor, now: datetime) -> None:
    """Put the charity number on record, where one was typed. Raises `Invalid` (field `charity_number`)."""
    if not tidy(typed):
        return
    fields = IdentifierFields(scheme=Scheme.ENGLAND_AND_WALES, number=typed)
    try:
        await add_identifier(session, organisation_id, fields, by, now)
    except Invalid as invalid:
        raise Invalid({"charity_number": invalid.problems["number"]}) from None


async def _change_page(
    session: AsyncSession,
    place: Scope,
    organisation: OrganisationDetail,
    form: Form[OrganisationForm],
    status: int = 200,
    conflict: str = "",
) -> Template:
    # After a conflict the form is as good as one that was opened now: saving it again is a decision.
    row_version: Any = organisation.row_version if conflict else form.typed("row_version")
    return organisations_page(
        "change",
        place,
        status,
        organisation=organisation,
        form=form,
        conflict=conflict,
        row_version=row_version,
        filing=await _filing(session, form),
    )


async def _filing(session: AsyncSession, form: Form[OrganisationForm]) -> Filing | None:
    name = form.typed("display_name")[:1000]
    sort_name = tidy(form.typed("sort_name")[:1000]) or sort_name_of(name)
    if not sort_name:
        return None
    own = form.typed("organisation_id")
    before, after = await neighbours_of(session, sort_key(sort_name), leave_out=id_in(own))
    return Filing(name=tidy(name) or sort_name, sort_name=sort_name, before=before, after=after, warnings=warnings(name))


HANDLERS = [ask_new, add, ask_change, change, look]
