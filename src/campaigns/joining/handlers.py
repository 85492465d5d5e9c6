"""Every page and answer about joining."""

from litestar import Router
from litestar.types import ControllerRouterHandler

from campaigns.joining import api, pages, public_pages
from campaigns.organisations.dependencies import DEPENDENCIES

HANDLERS: list[ControllerRouterHandler] = [
    *public_pages.HANDLERS,
    api.ASKING,
    api.CONFIRMING,
    Router("/secretariat/{coalition:str}", route_handlers=pages.HANDLERS, dependencies=DEPENDENCIES),
    Router(
        "/api/v1/coalitions/{coalition:str}",
        route_handlers=api.HANDLERS,
        dependencies=DEPENDENCIES,
        tags=["Joining"],
        security=[{"session": []}],
    ),
]
