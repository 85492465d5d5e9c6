"""The pages and answers about coalitions themselves."""

from litestar import Router
from litestar.types import ControllerRouterHandler

from campaigns.coalitions import api, pages
from campaigns.coalitions.dependencies import DEPENDENCIES as IN_THE_COALITION
from campaigns.coalitions.pages.logo import public_logo
from campaigns.people.dependencies import DEPENDENCIES as SIGNED_IN

_DEPENDENCIES = {**SIGNED_IN, **IN_THE_COALITION}

HANDLERS: list[ControllerRouterHandler] = [
    public_logo,
    Router("/secretariat/{coalition:str}", route_handlers=pages.HANDLERS, dependencies=_DEPENDENCIES),
    Router(
        "/api/v1/coalitions/{coalition:str}",
        route_handlers=api.HANDLERS,
        dependencies=_DEPENDENCIES,
        tags=["Coalition"],
        security=[{"session": []}],
    ),
]
