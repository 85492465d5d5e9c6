"""Why organisations decline, for the working group, as JSON."""

from litestar import Router, get
from litestar.params import FromPath

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.themes import Themes, themes_of
from campaigns.web.dependencies import Session


@get("/{reference:str}/themes")
async def read_themes(reference: FromPath[str], session: Session, place: Scope) -> Themes:
    """Reasons with how often each was given, and what was said. Nothing that was told to the secretariat alone."""
    place.require(Permission.SEE_THEMES)
    return await themes_of(session, (await letter_of_reference(session, reference)).id)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[read_themes],
)
