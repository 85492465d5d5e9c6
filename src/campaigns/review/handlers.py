"""Every page and answer about reviews."""

from litestar import Router

from campaigns.letters.dependencies import SECRETARIAT
from campaigns.review import api, disputes_api, editing_api, late_api, names_api
from campaigns.review.pages import deciding, disputes, editing, history, late, links, names, recording

HANDLERS = [
    Router(
        "/secretariat/{coalition:str}",
        dependencies=SECRETARIAT,
        route_handlers=[
            *deciding.HANDLERS,
            *disputes.HANDLERS,
            *editing.HANDLERS,
            *history.HANDLERS,
            *late.HANDLERS,
            *links.HANDLERS,
            *names.HANDLERS,
            *recording.HANDLERS,
        ],
    ),
    api.ROUTER,
    disputes_api.ROUTER,
    late_api.ROUTER,
    editing_api.ROUTER,
    names_api.ROUTER,
]
