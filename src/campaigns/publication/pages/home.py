"""The first page, and the page of one coalition: what has been published, newest first."""

from typing import Any

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from campaigns.coalitions.queries import public_coalition
from campaigns.publication.listing import newest_letters, publishing_coalitions
from campaigns.web.bodies import AnyRequest
from campaigns.web.conditional import tag_of, tagged, unchanged
from campaigns.web.dependencies import Now, Session, Settings
from campaigns.web.templates import page


@get("/", include_in_schema=False)
async def home(
    request: AnyRequest, session: Session, settings: Settings, now: Now, after: FromQuery[str | None] = None
) -> Response[Any]:
    letters = await newest_letters(session, now, after=after)
    coalitions = await publishing_coalitions(session)
    tag = tag_of(letters, coalitions, after)
    answer = page("pages/home/show.html", letters=letters, coalitions=coalitions, after=after, base=settings.public_url)
    return unchanged(request, tag) or tagged(answer, tag)


@get("/letters/{coalition:str}", include_in_schema=False)
async def coalition_letters(
    coalition: FromPath[str],
    request: AnyRequest,
    session: Session,
    settings: Settings,
    now: Now,
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    look = await public_coalition(session, coalition)
    letters = await newest_letters(session, now, coalition_id=look.id, after=after)
    tag = tag_of(look, letters, after)
    answer = page("pages/coalitions/letters.html", coalition=look, letters=letters, after=after, base=settings.public_url)
    return unchanged(request, tag) or tagged(answer, tag)


HANDLERS = [home, coalition_letters]
