"""The list of organisations, and the page of one."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from campaigns.coalitions.roles import Permission
from campaigns.names.order import sort_key
from campaigns.names.tidy import tidy, warnings
from campaigns.organisations import queries
from campaigns.organisations.dependencies import Place
from campaigns.organisations.imports.queries import unfinished_imports
from campaigns.organisations.pages.frame import organisations_address, organisations_page, with_query
from campaigns.web.dependencies import Session


@get("/organisations", include_in_schema=False)
async def show_list(
    session: Session,
    place: Place,
    search: FromQuery[str] = "",
    after: FromQuery[UUID | None] = None,
    before: FromQuery[UUID | None] = None,
    done: FromQuery[str | None] = None,
) -> Template:
    """Fifty organisations in filing order, or those that were searched for."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    search = tidy(search)[:200]
    shown = await queries.organisations_page(session, search=search, after=after, before=before)
    here = organisations_address(place)
    return organisations_page(
        "list",
        place,
        done=done,
        shown=shown,
        search=search,
        unfinished=await unfinished_imports(session),
        earlier=with_query(here, search=search, before=shown.earlier) if shown.earlier else "",
        later=with_query(here, search=search, after=shown.later) if shown.later else "",
    )


@get("/organisations/{organisation_id:uuid}", include_in_schema=False)
async def show_one(
    organisation_id: FromPath[UUID], session: Session, place: Place, done: FromQuery[str | None] = None
) -> Template:
    """One organisation: its names, where it is filed, and its contacts."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    organisation = await queries.organisation_detail(session, organisation_id)
    return organisations_page(
        "show",
        place,
        done=done,
        organisation=organisation,
        warnings=warnings(organisation.display_name),
        neighbours=await queries.neighbours_of(session, sort_key(organisation.sort_name), leave_out=organisation.id),
        contacts=[contact for contact in organisation.contacts if contact.ended_at is None],
        ended=[contact for contact in organisation.contacts if contact.ended_at is not None],
    )


HANDLERS = [show_list, show_one]
