"""Every page and answer about one's own organisation, and about what its people propose to correct."""

from litestar import Router
from litestar.types import ControllerRouterHandler

from campaigns.my_organisation import api, pages
from campaigns.my_organisation.corrections import api as corrections_api
from campaigns.my_organisation.corrections import desk_pages
from campaigns.my_organisation.corrections import pages as corrections_pages
from campaigns.organisations.dependencies import DEPENDENCIES

HANDLERS: list[ControllerRouterHandler] = [
    *pages.HANDLERS,
    api.ROUTER,
    Router(
        "/",
        route_handlers=corrections_pages.HANDLERS,
        exception_handlers={corrections_pages.NotOpened: corrections_pages.to_the_button},
    ),
    corrections_api.PROPOSING,
    Router("/secretariat/{coalition:str}", route_handlers=desk_pages.HANDLERS, dependencies=DEPENDENCIES),
    Router(
        "/api/v1/coalitions/{coalition:str}",
        route_handlers=corrections_api.HANDLERS,
        dependencies=DEPENDENCIES,
        tags=["Organisations"],
        security=[{"session": []}],
    ),
]
