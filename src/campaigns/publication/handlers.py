"""The pages and answers about editions."""

from litestar.types import ControllerRouterHandler

from campaigns.publication import api
from campaigns.publication.pages import files, home, letter, machines, signed_copy
from campaigns.publication.secretariat_handlers import HANDLERS as SECRETARIAT

HANDLERS: list[ControllerRouterHandler] = [
    *home.HANDLERS,
    *letter.HANDLERS,
    *files.HANDLERS,
    *machines.HANDLERS,
    *signed_copy.HANDLERS,
    *api.HANDLERS,
    *SECRETARIAT,
]
