"""Looking up in the register: for an organisation on the list, and for one that is to be added. Nothing is written here."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from campaigns.coalitions.roles import Permission
from campaigns.organisations.dependencies import Place
from campaigns.organisations.identifiers import REGISTERS
from campaigns.organisations.pages.frame import organisations_page
from campaigns.organisations.record.queries import organisation_record
from campaigns.organisations.register.queries import look_up
from campaigns.web.dependencies import Session


@get("/organisations/register", include_in_schema=False)
async def look_up_new(session: Session, place: Place, search: FromQuery[str] = "") -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    found = await look_up(session, search)
    return organisations_page("register", place, found=found, organisation=None, registers=REGISTERS)


@get("/organisations/{organisation_id:uuid}/register", include_in_schema=False)
async def look_up_known(
    organisation_id: FromPath[UUID], session: Session, place: Place, search: FromQuery[str | None] = None
) -> Template:
    """What the register has for the organisation's legal name or its name in lists, unless something else is looked for."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    record = await organisation_record(session, organisation_id)
    legal = next((one.name for one in record.names if one.kind == "legal"), "")
    found = await look_up(session, search if search is not None else legal or record.display_name)
    return organisations_page("register", place, found=found, organisation=record, registers=REGISTERS)


HANDLERS = [look_up_new, look_up_known]
