"""Every page and answer about reminders."""

from litestar import Router

from campaigns.letters.dependencies import SECRETARIAT
from campaigns.reminders import api, pages

HANDLERS = [
    Router("/secretariat/{coalition:str}", dependencies=SECRETARIAT, route_handlers=pages.HANDLERS),
    api.ROUTER,
]
