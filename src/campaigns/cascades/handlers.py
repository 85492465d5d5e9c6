"""Every page and answer about cascade links."""

from litestar import Router

from campaigns.cascades import api, body_api, body_pages, pages
from campaigns.letters.dependencies import SECRETARIAT

HANDLERS = [
    Router("/secretariat/{coalition:str}", dependencies=SECRETARIAT, route_handlers=pages.HANDLERS),
    body_pages.ROUTER,
    api.ROUTER,
    body_api.ROUTER,
]
