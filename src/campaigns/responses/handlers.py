"""Every page and answer about responses."""

from litestar import Router

from campaigns.letters.dependencies import SECRETARIAT
from campaigns.responses import api, deadline_api, deadline_pages, mail_pages, pages

HANDLERS = [
    Router(
        "/secretariat/{coalition:str}",
        dependencies=SECRETARIAT,
        route_handlers=[*pages.HANDLERS, *deadline_pages.HANDLERS, mail_pages.show_mail],
    ),
    api.ROUTER,
    deadline_api.ROUTER,
]
