"""The secretariat's part of signatures; `signatures.handlers` takes it up in one line."""

from litestar import Router

from campaigns.letters.dependencies import SECRETARIAT
from campaigns.signatures import (
    board_pages,
    extend_api,
    extend_pages,
    review_pages,
    secretariat_api,
    settle_api,
    settle_pages,
)

HANDLERS = [
    Router(
        "/secretariat/{coalition:str}",
        dependencies=SECRETARIAT,
        route_handlers=[
            *board_pages.HANDLERS,
            *review_pages.HANDLERS,
            *settle_pages.HANDLERS,
            *extend_pages.HANDLERS,
        ],
    ),
    secretariat_api.ROUTER,
    settle_api.ROUTER,
    extend_api.ROUTER,
]
