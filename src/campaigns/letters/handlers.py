"""Every page and answer about letters themselves."""

from litestar import Router

from campaigns.letters import api
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.pages import landing, locking, reading, times, writing
from campaigns.people.dependencies import DEPENDENCIES as SIGNED_IN

HANDLERS = [
    Router("/", dependencies=SIGNED_IN, route_handlers=[landing.landing]),
    Router(
        "/secretariat/{coalition:str}",
        dependencies=SECRETARIAT,
        route_handlers=[landing.home, *writing.HANDLERS, *reading.HANDLERS, *locking.HANDLERS, *times.HANDLERS],
    ),
    api.ROUTER,
]
