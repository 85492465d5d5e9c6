"""One organisation's response to one letter as JSON."""

from uuid import UUID

from litestar import Router, get
from litestar.params import FromPath

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.organisation import OrganisationResponse, response_of
from campaigns.web.dependencies import Session


@get("/{reference:str}/responses/{organisation_id:uuid}")
async def read_response(
    reference: FromPath[str], organisation_id: FromPath[UUID], session: Session, place: Scope
) -> OrganisationResponse:
    """How one organisation stands, and every answer, signature and mail behind it. Private to the secretariat."""
    place.require(Permission.SEE_RESPONSES)
    return await response_of(session, await letter_of_reference(session, reference), organisation_id)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[read_response],
)
