"""What is done with organisations and their contacts. The session is held to the coalition by the caller."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from campaigns.actors import Actor
from campaigns.errors import Conflict, Invalid, NotFound
from campaigns.mail.addresses import match_key
from campaigns.names.matching import matching_key
from campaigns.names.order import sort_key
from campaigns.organisations.fields import ContactFields, OrganisationFields
from campaigns.organisations.models import Contact, Organisation

log = logging.getLogger(__name__)


async def add_organisation(
    session: AsyncSession, coalition_id: UUID, fields: OrganisationFields, actor: Actor, now: datetime
) -> Organisation:
    """Add an organisation. Raises `Invalid`, also where one of that name is known already."""
    organisation = Organisation(coalition_id=coalition_id, created_at=now)
    _write(organisation, fields.checked())
    async with _unless_known(session, organisation.name_key):
        session.add(organisation)
    log.info("organisation %s added by %s %s", organisation.id, actor.kind, actor.id)
    return organisation


async def change_organisation(
    session: AsyncSession, organisation_id: UUID, fields: OrganisationFields, row_version: int, actor: Actor, now: datetime
) -> Organisation:
    """Change names, website and membership. Raises `Invalid`, `NotFound`, or `Conflict` if somebody else was first."""
    checked = fields.checked()
    organisation = await _locked(session, organisation_id, row_version)
    async with _unless_known(session, matching_key(checked.display_name)):
        _write(organisation, checked)
    log.info("organisation %s changed by %s %s at %s", organisation.id, actor.kind, actor.id, now)
    return organisation


async def add_contact(
    session: AsyncSession,
    organisation_id: UUID,
    fields: ContactFields,
    actor: Actor,
    now: datetime,
    row_version: int | None = None,
) -> Contact:
    """Add a contact, or take one up again that was ended. Raises `Invalid`, `NotFound`, `Conflict`.

    `row_version`, here and below, is the organisation's: its contacts are changed by one person at a time.
    """
    checked = fields.checked()
    organisation = await _locked(session, organisation_id, row_version)
    key = match_key(checked.email)
    contact = await session.scalar(
        select(Contact).where(Contact.organisation_id == organisation_id, Contact.email_key == key)
    )
    if contact is None:
        contact = Contact(coalition_id=organisation.coalition_id, organisation_id=organisation_id, email_key=key)
        session.add(contact)
    elif contact.ended_at is None:
        raise Invalid({"email": f"{contact.email} is a contact of {organisation.display_name} already."})
    _write_contact(contact, checked)
    contact.ended_at = None
    _changed(organisation)
    await session.flush()
    log.info("contact %s added by %s %s at %s", contact.id, actor.kind, actor.id, now)
    return contact


async def change_contact(
    session: AsyncSession,
    contact_id: UUID,
    fields: ContactFields,
    actor: Actor,
    now: datetime,
    row_version: int | None = None,
) -> Contact:
    """Change a contact. Raises `Invalid`, `NotFound`, `Conflict`.

    Another address is another contact, and this one ends: links mailed to the old address must not count for the new one.
    """
    checked = fields.checked()
    contact, organisation = await _contact(session, contact_id, row_version)
    if match_key(checked.email) != contact.email_key:
        added = await add_contact(session, contact.organisation_id, checked, actor, now)
        contact.ended_at = now
        await session.flush()
        return added
    _write_contact(contact, checked)
    _changed(organisation)
    await session.flush()
    log.info("contact %s changed by %s %s at %s", contact.id, actor.kind, actor.id, now)
    return contact


async def end_contact(
    session: AsyncSession, contact_id: UUID, actor: Actor, now: datetime, row_version: int | None = None
) -> Contact:
    """Send nothing more to a contact; doing it again changes nothing. Raises `NotFound`, `Conflict`."""
    contact, organisation = await _contact(session, contact_id, row_version)
    if contact.ended_at is None:
        contact.ended_at = now
        _changed(organisation)
        await session.flush()
        log.info("contact %s ended by %s %s", contact.id, actor.kind, actor.id)
    return contact


def _write(organisation: Organisation, fields: OrganisationFields) -> None:
    for name in OrganisationFields.__struct_fields__:
        setattr(organisation, name, getattr(fields, name))
    organisation.name_key = matching_key(fields.display_name)
    organisation.sort_key = sort_key(fields.sort_name)


def _write_contact(contact: Contact, fields: ContactFields) -> None:
    for name in ContactFields.__struct_fields__:
        setattr(contact, name, getattr(fields, name))


def _changed(organisation: Organisation) -> None:
    flag_modified(organisation, "display_name")  # so that the row version rises though only a contact changed


@asynccontextmanager
async def _unless_known(session: AsyncSession, name_key: str) -> AsyncIterator[None]:
    """Write what the block does; where that breaks the rule of one organisation for each name, raise `Invalid`."""
    try:
        async with session.begin_nested():
            yield
            await session.flush()
    except IntegrityError:
        known = await session.scalar(select(Organisation.display_name).where(Organisation.name_key == name_key))
        if known is None:
            raise
        raise Invalid({"display_name": f"“{known}” is in the list already. Change that one instead."}) from None


async def _locked(session: AsyncSession, organisation_id: UUID, row_version: int | None) -> Organisation:
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
            f"Somebody else changed {organisation.display_name} after you opened this page, so nothing was saved."
            " Look at it as it is now, then make your change again."
        )
    return organisation


async def _contact(session: AsyncSession, contact_id: UUID, row_version: int | None) -> tuple[Contact, Organisation]:
    contact = await session.get(Contact, contact_id)
    if contact is None:
        raise NotFound
    organisation = await _locked(session, contact.organisation_id, row_version)
    await session.refresh(contact)
    return contact, organisation
