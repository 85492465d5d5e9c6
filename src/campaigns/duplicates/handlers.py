"""Every page and answer about organisations that may be one."""

from litestar import Router

from campaigns.duplicates import api, pages
from campaigns.organisations.dependencies import DEPENDENCIES

HANDLERS = [
    Router("/secretariat/{coalition:str}", route_handlers=pages.HANDLERS, dependencies=DEPENDENCIES),
    Router(
        "/api/v1/coalitions/{coalition:str}",
        route_handlers=api.HANDLERS,
        dependencies=DEPENDENCIES,
        tags=["Organisations"],
        security=[{"session": []}],
    ),
]
