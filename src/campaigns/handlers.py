"""Every handler of every feature, in one list."""

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from campaigns.cascades.handlers import HANDLERS as CASCADES
from campaigns.coalitions.handlers import HANDLERS as COALITIONS
from campaigns.duplicates.handlers import HANDLERS as DUPLICATES
from campaigns.erasure.handlers import HANDLERS as ERASURE
from campaigns.individuals.handlers import HANDLERS as INDIVIDUALS
from campaigns.invitations.handlers import HANDLERS as INVITATIONS
from campaigns.joining.handlers import HANDLERS as JOINING
from campaigns.letters.handlers import HANDLERS as LETTERS
from campaigns.my_organisation.handlers import HANDLERS as MY_ORGANISATION
from campaigns.my_organisation.waiting import provide_waiting
from campaigns.organisations.handlers import HANDLERS as ORGANISATIONS
from campaigns.people.handlers import HANDLERS as PEOPLE
from campaigns.publication.handlers import HANDLERS as PUBLICATION
from campaigns.reminders.handlers import HANDLERS as REMINDERS
from campaigns.responses.handlers import HANDLERS as RESPONSES
from campaigns.review.handlers import HANDLERS as REVIEW
from campaigns.signatures.handlers import HANDLERS as SIGNATURES
from campaigns.standing_authority.handlers import HANDLERS as STANDING_AUTHORITY
from campaigns.suppressions.handlers import HANDLERS as SUPPRESSIONS
from campaigns.unusual_use.handlers import HANDLERS as UNUSUAL_USE

HANDLERS: list[ControllerRouterHandler] = [
    *PEOPLE,
    *COALITIONS,
    Router("/", route_handlers=ORGANISATIONS, dependencies={"waits": Provide(provide_waiting)}),
    *JOINING,
    *SUPPRESSIONS,
    *LETTERS,
    *INVITATIONS,
    *SIGNATURES,
    *INDIVIDUALS,
    *DUPLICATES,
    *REVIEW,
    *CASCADES,
    *RESPONSES,
    *STANDING_AUTHORITY,
    *UNUSUAL_USE,
    *REMINDERS,
    *PUBLICATION,
    *MY_ORGANISATION,
    *ERASURE,
]
