"""Every page and answer about signatures."""

from campaigns.signatures import api
from campaigns.signatures.pages import routers as members
from campaigns.signatures.secretariat_handlers import HANDLERS as SECRETARIAT

HANDLERS = [
    *members.HANDLERS,
    *api.HANDLERS,
    *SECRETARIAT,
]
