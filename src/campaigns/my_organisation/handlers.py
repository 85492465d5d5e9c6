"""Every page and answer about one's own organisation."""

from litestar.types import ControllerRouterHandler

from campaigns.my_organisation import api, pages

HANDLERS: list[ControllerRouterHandler] = [*pages.HANDLERS, api.ROUTER]
