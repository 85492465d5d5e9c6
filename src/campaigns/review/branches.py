"""What was signed for a branch or project of an invited organisation: which organisation that is, and whose branch."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext
from campaigns.organisations.models import Organisation
from campaigns.organisations.record.details import set_branch
from campaigns.organisations.record.log import Log
from campaigns.signatures.models import Signature


async def settle_branch(
    session: AsyncSession, signature: Signature, organisation_ids: Sequence[UUID | None], by: Actor, now: datetime
) -> None:
    """Record the first of the chosen organisations as a branch of the invited one, where it is on record as nobody's yet.

    Of an invited organisation that is a branch itself, it is one of the same parent. Does nothing for any other signature.
    Raises `Invalid` (field `organisations`) where the parent itself was chosen, also as one of those that sign jointly, or
    one that has branches of its own.
    """
    organisation_id = organisation_ids[0]
    if signature.branch_of_id is None or organisation_id is None:
        return
    invited = await session.get_one(Organisation, signature.branch_of_id)
    parent_id = invited.branch_of_id or invited.id
    if {invited.id, parent_id} & set(organisation_ids):
        raise Invalid(
            {
                "organisations": gettext(
                    "This was sent for a branch or project of {name}, which signs for itself. Choose the branch, or add it.",
                    name=invited.display_name,
                )
            }
        )
    organisation = await session.get_one(Organisation, organisation_id)
    if organisation.branch_of_id is None:
        try:
            organisation = await set_branch(session, organisation_id, parent_id, by, now)
        except Invalid as invalid:
            raise Invalid({"organisations": str(invalid)}) from None
    if signature.branch_place and not organisation.locality:
        Log(session, organisation, by, now).note("locality", "", signature.branch_place)
        organisation.locality = signature.branch_place
        await session.flush()
