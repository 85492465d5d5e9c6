"""Changing an organisation by one person at a time: the row is locked, and whoever began from an older state is told."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from campaigns.errors import Conflict, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.organisations.models import Organisation


async def locked(session: AsyncSession, organisation_id: UUID, row_version: int | None = None) -> Organisation:
    """The organisation, locked until the transaction ends. Raises `NotFound`, or `Conflict` where `row_version` is older."""
    organisation = await session.scalar(
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if organisation is None:
        raise NotFound
    if row_version is not None and row_version != organisation.row_version:
        raise Conflict(
            gettext(
                "Somebody else changed {name} after you opened this page, so nothing was saved. Look at it as it is now,"
                " then make your change again.",
                name=organisation.display_name,
            )
        )
    return organisation


def touch(organisation: Organisation) -> None:
    """Have the row version rise though only what belongs to the organisation changed, such as a contact."""
    flag_modified(organisation, "display_name")
