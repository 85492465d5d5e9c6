"""Every page and answer about signing in a personal capacity."""

from litestar import Router
from litestar.types import ControllerRouterHandler

from campaigns.individuals import api, desk_api
from campaigns.individuals.pages import begin, desk, own, questions
from campaigns.individuals.pages.frame import CHECKED, OWN
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.signatures.pages.dependencies import INVITED, SIGNERS

_BEGIN: list[ControllerRouterHandler] = [begin.show_personal, begin.begin_personal]

HANDLERS: list[ControllerRouterHandler] = [
    Router("/r/{token:str}/personal", route_handlers=_BEGIN, dependencies=INVITED),
    Router("/s/{token:str}/personal", route_handlers=_BEGIN, dependencies=SIGNERS),
    Router("/p/{token:str}", route_handlers=[*own.OWN_HANDLERS, *questions.HANDLERS], dependencies=OWN),
    Router("/q/{token:str}", route_handlers=own.CHECK_HANDLERS, dependencies=CHECKED),
    begin.show_from_outside,
    begin.begin_from_outside,
    Router("/secretariat/{coalition:str}", dependencies=SECRETARIAT, route_handlers=desk.HANDLERS),
    api.ROUTER,
    desk_api.ROUTER,
]
