"""The secretariat's part of publication; `publication.handlers` takes it up in one line."""

from litestar import Router

from campaigns.letters.dependencies import SECRETARIAT
from campaigns.publication import secretariat_api
from campaigns.publication.secretariat_pages import draft, edition, freezing, overview, publishing

HANDLERS = [
    Router(
        "/secretariat/{coalition:str}",
        dependencies=SECRETARIAT,
        route_handlers=[
            *overview.HANDLERS,
            *freezing.HANDLERS,
            *edition.HANDLERS,
            *publishing.HANDLERS,
            *draft.HANDLERS,
        ],
    ),
    secretariat_api.ROUTER,
]
