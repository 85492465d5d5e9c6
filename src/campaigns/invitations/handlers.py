"""Every page and answer about inviting."""

from litestar import Router

from campaigns.invitations import api, pages
from campaigns.letters.dependencies import SECRETARIAT

HANDLERS = [
    Router("/secretariat/{coalition:str}", dependencies=SECRETARIAT, route_handlers=pages.HANDLERS),
    api.ROUTER,
]
