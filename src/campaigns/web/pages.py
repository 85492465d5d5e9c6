"""The pages that belong to no feature."""

from litestar import get
from litestar.response import Template

from campaigns.web.colour import colours
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


HANDLERS = [cookies, privacy, accessibility, colours]
