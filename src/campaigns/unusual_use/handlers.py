"""Every page and answer about unusual use and paused pages."""

from litestar import Router

from campaigns.letters.dependencies import SECRETARIAT
from campaigns.unusual_use import api, pages

HANDLERS = [
    Router("/secretariat/{coalition:str}", dependencies=SECRETARIAT, route_handlers=pages.HANDLERS),
    api.ROUTER,
]
