"""Every page and answer about erasing a person's details."""

from litestar import Router

from campaigns.coalitions.dependencies import DEPENDENCIES as IN_THE_COALITION
from campaigns.erasure import api, pages
from campaigns.people.dependencies import DEPENDENCIES as SIGNED_IN

HANDLERS = [
    Router("/secretariat/{coalition:str}", dependencies={**SIGNED_IN, **IN_THE_COALITION}, route_handlers=pages.HANDLERS),
    api.ROUTER,
]
