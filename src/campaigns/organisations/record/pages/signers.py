"""Adding, changing and taking away the people who may sign for an organisation."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.errors import Invalid, NotFound
from campaigns.jobs import abandon
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.pages.frame import address_of, organisations_page, sent_on
from campaigns.organisations.record import signers
from campaigns.organisations.record.fields import SignerFields
from campaigns.organisations.record.queries import OrganisationRecord, SignerDetail, organisation_record
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form


@get("/organisations/{organisation_id:uuid}/signers/add", include_in_schema=False)
async def ask_new(organisation_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return _form_page(place, await organisation_record(session, organisation_id), None, begun(SignerFields))


@post("/organisations/{organisation_id:uuid}/signers/add", include_in_schema=False)
async def add(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, SignerFields)
    if not form.problems:
        try:
            await signers.add_signer(session, organisation_id, form.value, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(address_of(place, organisation_id), done="signer-added")
    abandon(session)
    return _form_page(place, await organisation_record(session, organisation_id), None, form, 422)


@get("/organisations/{organisation_id:uuid}/signers/{signer_id:uuid}/change", include_in_schema=False)
async def ask_change(organisation_id: FromPath[UUID], signer_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    record = await organisation_record(session, organisation_id)
    signer = _found(record, signer_id)
    values = {name: getattr(signer, name) for name in SignerFields.__struct_fields__}
    return _form_page(place, record, signer, begun(SignerFields, **values))


@post("/organisations/{organisation_id:uuid}/signers/{signer_id:uuid}/change", include_in_schema=False)
async def change(
    organisation_id: FromPath[UUID],
    signer_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Place,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    record = await organisation_record(session, organisation_id)
    signer = _found(record, signer_id)
    form = await read_form(request, SignerFields)
    if not form.problems:
        try:
            await signers.change_signer(session, organisation_id, signer_id, form.value, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(address_of(place, organisation_id), done="signer-changed")
    abandon(session)
    return _form_page(place, record, signer, form, 422)


@post("/organisations/{organisation_id:uuid}/signers/{signer_id:uuid}/remove", include_in_schema=False)
async def remove(
    organisation_id: FromPath[UUID], signer_id: FromPath[UUID], session: Session, place: Place, by: By, now: Now
) -> Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    await signers.remove_signer(session, organisation_id, signer_id, by, now)
    return sent_on(address_of(place, organisation_id), done="signer-removed")


def _found(record: OrganisationRecord, signer_id: UUID) -> SignerDetail:
    signer = next((signer for signer in record.signers if signer.id == signer_id), None)
    if signer is None:
        raise NotFound
    return signer


def _form_page(
    place: Scope, record: OrganisationRecord, signer: SignerDetail | None, form: Form[SignerFields], status: int = 200
) -> Template:
    contacts = [
        contact
        for contact in record.contacts
        if contact.ended_at is None or (signer is not None and contact.id == signer.contact_id)
    ]
    return organisations_page("signer", place, status, organisation=record, signer=signer, contacts=contacts, form=form)


HANDLERS = [ask_new, add, ask_change, change, remove]
