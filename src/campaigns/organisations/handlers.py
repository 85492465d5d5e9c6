"""The pages and the answers about organisations and imported lists, each for people with a role in the coalition."""

from litestar import Router

from campaigns.organisations import api, pages
from campaigns.organisations.dependencies import DEPENDENCIES
from campaigns.organisations.export import api as export_api
from campaigns.organisations.export import pages as export_pages
from campaigns.organisations.imports import api as imports_api
from campaigns.organisations.imports import pages as imports_pages
from campaigns.organisations.members import api as members_api
from campaigns.organisations.members import membership_pages
from campaigns.organisations.members import pages as members_pages
from campaigns.organisations.record import api as record_api
from campaigns.organisations.record import pages as record_pages
from campaigns.organisations.register import api as register_api
from campaigns.organisations.register import pages as register_pages

HANDLERS = [
    Router(
        "/secretariat/{coalition:str}",
        route_handlers=[
            *pages.HANDLERS,
            *record_pages.HANDLERS,
            *register_pages.HANDLERS,
            *members_pages.HANDLERS,
            *membership_pages.HANDLERS,
            *export_pages.HANDLERS,
            *imports_pages.HANDLERS,
        ],
        dependencies=DEPENDENCIES,
    ),
    Router(
        "/api/v1/coalitions/{coalition:str}",
        route_handlers=[
            *api.HANDLERS,
            *record_api.HANDLERS,
            *register_api.HANDLERS,
            *members_api.HANDLERS,
            *export_api.HANDLERS,
            *imports_api.HANDLERS,
        ],
        dependencies=DEPENDENCIES,
        tags=["Organisations"],
        security=[{"session": []}],
    ),
]
