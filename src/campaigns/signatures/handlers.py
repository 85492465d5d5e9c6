"""Every page and answer about signatures."""

from campaigns.signatures.api import HANDLERS as MEMBERS_API
from campaigns.signatures.authorisations_api import ROUTER as AUTHORISATIONS_API
from campaigns.signatures.changes_api import ROUTER as CHANGES_API
from campaigns.signatures.late_api import ROUTER as LATE_API
from campaigns.signatures.objections_api import ROUTER as OBJECTIONS_API
from campaigns.signatures.pages.routers import HANDLERS as MEMBERS
from campaigns.signatures.passing_api import ROUTER as PASSING_API

HANDLERS = [
    *MEMBERS,
    *MEMBERS_API,
    AUTHORISATIONS_API,
    CHANGES_API,
    LATE_API,
    OBJECTIONS_API,
    PASSING_API,
]
