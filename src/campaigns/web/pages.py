"""The pages that belong to no feature."""

from litestar import get
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Response, Template

from campaigns.errors import NotFound
from campaigns.web.colour import style_sheet, usable_accent
from campaigns.web.templates import page


@get("/cookies", include_in_schema=False, sync_to_thread=False)
def cookies() -> Template:
    return page("pages/site/cookies.html")


@get("/privacy", include_in_schema=False, sync_to_thread=False)
def privacy() -> Template:
    return page("pages/site/privacy.html")


@get("/accessibility", include_in_schema=False, sync_to_thread=False)
def accessibility() -> Template:
    return page("pages/site/accessibility.html")


@get("/colours/{name:str}", include_in_schema=False)
async def colours(name: FromPath[str]) -> Response[str]:
    """The style sheet for one accent colour, named by its six digits: it never changes, so browsers may keep it."""
    accent = f"#{name.removesuffix('.css')}".lower()
    if not name.endswith(".css") or usable_accent(accent):
        raise NotFound
    return Response(
        style_sheet(accent), media_type=MediaType.CSS, headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )


HANDLERS = [cookies, privacy, accessibility, colours]
