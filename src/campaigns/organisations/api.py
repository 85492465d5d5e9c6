"""Organisations and their contacts for programs, at `/api/v1/coalitions/{coalition}/organisations`."""

from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from campaigns.coalitions.roles import Permission
from campaigns.organisations import actions, queries
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.fields import ContactFields, OrganisationFields
from campaigns.organisations.record.queries import OrganisationRecord, organisation_record
from campaigns.web.dependencies import Now, Session

_MOST = 200


class OrganisationChange(OrganisationFields, frozen=True, kw_only=True):
    """An organisation as it shall be. `row_version` is that of the answer it was read from.

    `reason` is logged with the change; a sort name set by hand needs one. `keep_former` keeps the old name as a former one.
    """

    row_version: int
    reason: str = ""
    keep_former: bool = False


class ContactChange(ContactFields, frozen=True, kw_only=True):
    """A contact as it shall be. `row_version` is the organisation's; without it nobody else's change is looked for."""

    row_version: int | None = None


@get("/organisations")
async def list_organisations(
    session: Session,
    place: Place,
    search: FromQuery[str] = "",
    show: FromQuery[queries.Show] = queries.Show.ALL,
    category: FromQuery[UUID | None] = None,
    branch_of: FromQuery[UUID | None] = None,
    no_contact: FromQuery[bool] = False,  # noqa: FBT002 - a query is named
    after: FromQuery[UUID | None] = None,
    before: FromQuery[UUID | None] = None,
    limit: FromQuery[int] = queries.PAGE,
) -> queries.OrganisationPage:
    """Organisations in filing order, `limit` at a time (at most 200).

    `later` and `earlier` of the answer are the values of `after` and `before` for the neighbouring pages. `search` looks in
    names of every kind, acronyms, register numbers and contacts' addresses. `category` is the id of a category or an
    interest. `no_contact` leaves those that no contact gets invitations for.
    """
    place.require(Permission.MANAGE_ORGANISATIONS)
    limit = min(max(limit, 1), _MOST)
    filters = queries.Filters(search=search, show=show, category=category, branch_of=branch_of, no_contact=no_contact)
    return await queries.organisations_page(session, filters=filters, after=after, before=before, limit=limit)


@post("/organisations")
async def add_organisation(
    data: JSONBody[OrganisationFields], session: Session, place: Place, by: By, now: Now
) -> OrganisationRecord:
    """Add an organisation. Acronym and sort name are worked out from the name where they are empty."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    added = await actions.add_organisation(session, place.coalition_id, data, by, now)
    return await organisation_record(session, added.id)


@get("/organisations/{organisation_id:uuid}")
async def read_organisation(organisation_id: FromPath[UUID], session: Session, place: Place) -> OrganisationRecord:
    """One organisation with all that is on record, and all its contacts, those that ended last."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await organisation_record(session, organisation_id)


@put("/organisations/{organisation_id:uuid}")
async def change_organisation(
    organisation_id: FromPath[UUID], data: JSONBody[OrganisationChange], session: Session, place: Place, by: By, now: Now
) -> OrganisationRecord:
    """Change an organisation; 409 if somebody else changed it since it was read."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await actions.change_organisation(
        session,
        organisation_id,
        data,
        data.row_version,
        by,
        now,
        reason=data.reason,
        keep_former=data.keep_former,
    )
    return await organisation_record(session, organisation_id)


@post("/organisations/{organisation_id:uuid}/contacts")
async def add_contact(
    organisation_id: FromPath[UUID], data: JSONBody[ContactFields], session: Session, place: Place, by: By, now: Now
) -> queries.OrganisationDetail:
    """Add a contact, or take one up again that was ended."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await actions.add_contact(session, organisation_id, data, by, now)
    return await queries.organisation_detail(session, organisation_id)


@put("/contacts/{contact_id:uuid}")
async def change_contact(
    contact_id: FromPath[UUID], data: JSONBody[ContactChange], session: Session, place: Place, by: By, now: Now
) -> queries.OrganisationDetail:
    """Change a contact. Another address is another contact: this one ends, and one with the new address is added."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    changed = await actions.change_contact(session, contact_id, data, by, now, data.row_version)
    return await queries.organisation_detail(session, changed.organisation_id)


@post("/contacts/{contact_id:uuid}/end", status_code=200)
async def end_contact(
    contact_id: FromPath[UUID], session: Session, place: Place, by: By, now: Now
) -> queries.OrganisationDetail:
    """Send nothing more to a contact. Ending it again changes nothing."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    ended = await actions.end_contact(session, contact_id, by, now)
    return await queries.organisation_detail(session, ended.organisation_id)


HANDLERS = [
    list_organisations,
    add_organisation,
    read_organisation,
    change_organisation,
    add_contact,
    change_contact,
    end_contact,
]
