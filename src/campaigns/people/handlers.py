"""The feature's pages and answers."""

from litestar import Router

from campaigns.people import api, pages
from campaigns.people.dependencies import DEPENDENCIES

HANDLERS = [Router("/", route_handlers=[*pages.HANDLERS, *api.HANDLERS], dependencies=DEPENDENCIES)]
