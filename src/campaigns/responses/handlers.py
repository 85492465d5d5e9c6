"""Every page and answer about responses."""

from litestar import Router

from campaigns.letters.dependencies import SECRETARIAT
from campaigns.responses import (
    again_api,
    again_pages,
    api,
    deadline_api,
    deadline_pages,
    exceptions_api,
    exceptions_pages,
    links_api,
    links_pages,
    mail_pages,
    organisation_api,
    organisation_pages,
    pages,
    passed_on_api,
    passed_on_pages,
    themes_api,
    themes_pages,
)

HANDLERS = [
    Router(
        "/secretariat/{coalition:str}",
        dependencies=SECRETARIAT,
        route_handlers=[
            *pages.HANDLERS,
            *exceptions_pages.HANDLERS,
            *again_pages.HANDLERS,
            *organisation_pages.HANDLERS,
            *passed_on_pages.HANDLERS,
            *links_pages.HANDLERS,
            *deadline_pages.HANDLERS,
            mail_pages.show_mail,
            *themes_pages.HANDLERS,
        ],
    ),
    api.ROUTER,
    exceptions_api.ROUTER,
    again_api.ROUTER,
    organisation_api.ROUTER,
    passed_on_api.ROUTER,
    links_api.ROUTER,
    deadline_api.ROUTER,
    themes_api.ROUTER,
]
