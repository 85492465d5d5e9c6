"""Colleagues to whom an invitation was passed on, as JSON; who they are is in the organisation's response."""

from uuid import UUID

from litestar import Router, post
from litestar.params import FromPath

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.organisation import OrganisationResponse, response_of
from campaigns.responses.passed_on import confirm, end_link
from campaigns.web.dependencies import Now, Session


@post("/{reference:str}/responses/{organisation_id:uuid}/passed-on/{passed_id:uuid}/confirm", status_code=200)
async def confirm_passed_on(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    passed_id: FromPath[UUID],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> OrganisationResponse:
    """Make a colleague to whom the invitation was passed on a contact, who gets invitations and notices."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    letter = await letter_of_reference(session, reference)
    await confirm(session, letter.id, organisation_id, passed_id, by, now)
    return await response_of(session, letter, organisation_id)


@post("/{reference:str}/responses/{organisation_id:uuid}/passed-on/{passed_id:uuid}/end", status_code=200)
async def end_passed_on(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    passed_id: FromPath[UUID],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> OrganisationResponse:
    """End a colleague's link, while they have not answered."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await end_link(session, letter.id, organisation_id, passed_id, by, now)
    return await response_of(session, letter, organisation_id)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[confirm_passed_on, end_passed_on],
)
