"""Adding, changing and ending the contacts of an organisation."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.errors import Conflict, Invalid, NotFound
from campaigns.jobs import abandon
from campaigns.organisations import actions
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.fields import ContactFields
from campaigns.organisations.pages.frame import address_of, organisations_page, sent_on
from campaigns.organisations.queries import ContactDetail, OrganisationDetail, organisation_detail
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden


class ContactForm(ContactFields, frozen=True, kw_only=True):
    row_version: Annotated[int, hidden()]


@get("/organisations/{organisation_id:uuid}/contacts/add", include_in_schema=False)
async def ask_new(organisation_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    organisation = await organisation_detail(session, organisation_id)
    form = begun(ContactForm, gets_invitations=True, gets_notices=True, row_version=organisation.row_version)
    return _form_page(place, organisation, None, form)


@post("/organisations/{organisation_id:uuid}/contacts/add", include_in_schema=False)
async def add(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    # Adding takes nothing away from what somebody else did meanwhile, so the row version is not asked.
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, ContactForm)
    if not form.problems:
        try:
            await actions.add_contact(session, organisation_id, form.value, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(address_of(place, organisation_id), done="contact-added")
    abandon(session)
    return _form_page(place, await organisation_detail(session, organisation_id), None, form, 422)


@get("/organisations/{organisation_id:uuid}/contacts/{contact_id:uuid}/change", include_in_schema=False)
async def ask_change(
    organisation_id: FromPath[UUID], contact_id: FromPath[UUID], session: Session, place: Place
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    organisation, contact = await _found(session, organisation_id, contact_id)
    values = {name: getattr(contact, name) for name in ContactFields.__struct_fields__}
    form = begun(ContactForm, row_version=organisation.row_version, **values)
    return _form_page(place, organisation, contact, form)


@post("/organisations/{organisation_id:uuid}/contacts/{contact_id:uuid}/change", include_in_schema=False)
async def change(
    organisation_id: FromPath[UUID],
    contact_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Place,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    await _found(session, organisation_id, contact_id)
    form = await read_form(request, ContactForm)
    conflict = ""
    if not form.problems:
        try:
            await actions.change_contact(session, contact_id, form.value, by, now, form.value.row_version)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except Conflict as refusal:
            conflict = str(refusal)
        else:
            return sent_on(address_of(place, organisation_id), done="contact-changed")
    abandon(session)
    organisation, contact = await _found(session, organisation_id, contact_id)
    return _form_page(place, organisation, contact, form, 409 if conflict else 422, conflict)


@get("/organisations/{organisation_id:uuid}/contacts/{contact_id:uuid}/end", include_in_schema=False)
async def ask_end(organisation_id: FromPath[UUID], contact_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    organisation, contact = await _found(session, organisation_id, contact_id)
    return organisations_page("contact_end", place, organisation=organisation, contact=contact)


@post("/organisations/{organisation_id:uuid}/contacts/{contact_id:uuid}/end", include_in_schema=False)
async def end(
    organisation_id: FromPath[UUID], contact_id: FromPath[UUID], session: Session, place: Place, by: By, now: Now
) -> Redirect:
    """A second press or a second person is no conflict: ending says the same whatever the contact became meanwhile."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await _found(session, organisation_id, contact_id)
    await actions.end_contact(session, contact_id, by, now)
    return sent_on(address_of(place, organisation_id), done="contact-ended")


async def _found(session: AsyncSession, organisation_id: UUID, contact_id: UUID) -> tuple[OrganisationDetail, ContactDetail]:
    organisation = await organisation_detail(session, organisation_id)
    contact = next((contact for contact in organisation.contacts if contact.id == contact_id), None)
    if contact is None:
        raise NotFound
    return organisation, contact


def _form_page(
    place: Scope,
    organisation: OrganisationDetail,
    contact: ContactDetail | None,
    form: Form[ContactForm],
    status: int = 200,
    conflict: str = "",
) -> Template:
    # After a conflict the form is as good as one that was opened now: saving it again is a decision.
    row_version = organisation.row_version if conflict else form.typed("row_version")
    return organisations_page(
        "contact",
        place,
        status,
        organisation=organisation,
        contact=contact,
        form=form,
        conflict=conflict,
        row_version=row_version,
    )


HANDLERS = [ask_new, add, ask_change, change, ask_end, end]
