"""Every page and answer about who is not written to."""

from litestar import Router

from campaigns.coalitions.dependencies import DEPENDENCIES as IN_THE_COALITION
from campaigns.people.dependencies import DEPENDENCIES as SIGNED_IN
from campaigns.suppressions import api, pages, returned_api, unsubscribe_pages

HANDLERS = [
    unsubscribe_pages.ROUTER,
    Router("/secretariat/{coalition:str}", dependencies={**SIGNED_IN, **IN_THE_COALITION}, route_handlers=pages.HANDLERS),
    api.OF_THE_SECRETARIAT,
    api.BY_LINK,
    returned_api.ROUTER,
]
