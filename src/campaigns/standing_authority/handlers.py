"""Every page and answer about standing authority."""

from litestar import Router
from litestar.types import ControllerRouterHandler

from campaigns.letters.dependencies import SECRETARIAT
from campaigns.standing_authority import api, members_api
from campaigns.standing_authority.pages import coalition, letter, member, organisation

HANDLERS: list[ControllerRouterHandler] = [
    Router(
        "/secretariat/{coalition:str}",
        dependencies=SECRETARIAT,
        route_handlers=[*coalition.HANDLERS, *organisation.HANDLERS, *letter.HANDLERS],
    ),
    Router("/g/{token:str}", dependencies=member.OPENED, route_handlers=member.HANDLERS),
    api.ROUTER,
    members_api.ROUTER,
]
