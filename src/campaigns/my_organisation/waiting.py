"""How much about organisations waits for the secretariat, in one statement."""

from litestar.di import NamedDependency
from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.duplicates.models import Pair
from campaigns.joining.lifecycle import WAITING
from campaigns.joining.models import Enquiry
from campaigns.my_organisation.corrections.lifecycle import CorrectionState
from campaigns.my_organisation.corrections.models import Correction
from campaigns.organisations.dependencies import Place, Waiting
from campaigns.organisations.models import Organisation


async def provide_waiting(session: NamedDependency[AsyncSession], place: Place) -> Waiting:
    """What the list of organisations says behind its links. `place` has held the session to its coalition."""
    known = select(Organisation.id)
    pairs = and_(Pair.decision.is_(None), Pair.one_id.in_(known), Pair.other_id.in_(known))
    enquiries = and_(Enquiry.confirmed_at.is_not(None), Enquiry.state.in_(WAITING))
    corrections = Correction.state == CorrectionState.WAITING
    counts = (
        select(func.count()).select_from(table).where(table.coalition_id == place.coalition_id, waits).scalar_subquery()
        for table, waits in ((Enquiry, enquiries), (Correction, corrections), (Pair, pairs))
    )
    found = (await session.execute(select(*counts))).one()
    return Waiting(enquiries=found[0], corrections=found[1], duplicates=found[2])
