"""Looking up in the register for programs, at `/api/v1/coalitions/{coalition}/organisations/register`."""

from litestar import get
from litestar.params import FromQuery

from campaigns.coalitions.roles import Permission
from campaigns.organisations.dependencies import Place
from campaigns.organisations.register.queries import LookUp
from campaigns.organisations.register.queries import look_up as find
from campaigns.web.dependencies import Session


@get("/organisations/register")
async def look_up(session: Session, place: Place, search: FromQuery[str] = "") -> LookUp:
    """Suggestions from the register extract that the operator loaded, by a number or a name. Nothing is written."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await find(session, search)


HANDLERS = [look_up]
