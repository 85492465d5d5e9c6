"""Every table, imported once so that `Base.metadata` is whole: for migrations and for the check that they agree."""

from campaigns.cascades import models as cascades
from campaigns.coalitions import models as coalitions
from campaigns.database import Base
from campaigns.duplicates import models as duplicates
from campaigns.erasure import models as erasure
from campaigns.individuals import models as individuals
from campaigns.invitations import models as invitations
from campaigns.joining import models as joining
from campaigns.letters import models as letters
from campaigns.mail import models as mail
from campaigns.my_organisation import models as my_organisation
from campaigns.my_organisation.corrections import models as corrections
from campaigns.organisations import models as organisations
from campaigns.organisations.record import models as record
from campaigns.organisations.register import models as register
from campaigns.people import models as people
from campaigns.publication import models as publication
from campaigns.reminders import models as reminders
from campaigns.responses import models as responses
from campaigns.signatures import models as signatures
from campaigns.signatures.late import models as late
from campaigns.standing_authority import models as standing_authority
from campaigns.unusual_use import models as unusual_use
from campaigns.web import models as web

__all__ = ["METADATA"]

_MODULES = (
    cascades,
    coalitions,
    corrections,
    duplicates,
    erasure,
    individuals,
    invitations,
    late,
    joining,
    letters,
    mail,
    my_organisation,
    organisations,
    people,
    publication,
    record,
    register,
    reminders,
    responses,
    signatures,
    standing_authority,
    unusual_use,
    web,
)
METADATA = Base.metadata
