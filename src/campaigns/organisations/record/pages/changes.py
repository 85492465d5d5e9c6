"""Everything that was changed on one organisation's record."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from campaigns.coalitions.roles import Permission
from campaigns.organisations.dependencies import Place
from campaigns.organisations.pages.frame import address_of, organisations_page, with_query
from campaigns.organisations.queries import organisation_detail
from campaigns.organisations.record.queries import changes_page
from campaigns.web.dependencies import Session


@get("/organisations/{organisation_id:uuid}/changes", include_in_schema=False)
async def show_changes(
    organisation_id: FromPath[UUID], session: Session, place: Place, before: FromQuery[UUID | None] = None
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    here = f"{address_of(place, organisation_id)}/changes"
    shown = await changes_page(session, organisation_id, before)
    return organisations_page(
        "changes",
        place,
        organisation=await organisation_detail(session, organisation_id),
        changes=shown.changes,
        first=here if before else "",
        earlier=with_query(here, before=shown.earlier) if shown.earlier else "",
    )


HANDLERS = [show_changes]
