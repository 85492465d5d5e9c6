"""What is done with organisations and their contacts. The session is held to the coalition by the caller."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotAllowedNow, NotFound
from campaigns.jobs import Job, after_commit
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.mail.addresses import match_key
from campaigns.names.matching import matching_key
from campaigns.names.order import sort_key, sort_name_of
from campaigns.organisations.fields import ContactFields, OrganisationFields, checked_reason
from campaigns.organisations.known_by import refuse_taken
from campaigns.organisations.locking import locked, touch
from campaigns.organisations.members.steps import note_step, standing_of
from campaigns.organisations.models import Contact, Organisation, OrganisationName
from campaigns.organisations.record.log import Log
from campaigns.organisations.relations import NameKind

log = logging.getLogger(__name__)


async def add_organisation(
    session: AsyncSession, coalition_id: UUID, fields: OrganisationFields, actor: Actor, now: datetime
) -> Organisation:
    """Add an organisation. Raises `Invalid`, also where one of that name is known already."""
    checked = fields.checked()
    await refuse_taken(session, checked.display_name, "display_name")
    organisation = Organisation(coalition_id=coalition_id, created_at=now)
    _write(organisation, checked)
    async with _unless_known(session, organisation.name_key):
        session.add(organisation)
    log.info("organisation %s added by %s %s", organisation.id, actor.kind, actor.id)
    return organisation


async def change_organisation(
    session: AsyncSession,
    organisation_id: UUID,
    fields: OrganisationFields,
    row_version: int,
    actor: Actor,
    now: datetime,
    *,
    reason: str = "",
    keep_former: bool = False,
) -> Organisation:
    """Change names, website and membership. Raises `Invalid`, `NotFound`, `NotAllowedNow`, `Conflict` if somebody was first.

    `reason` is logged with each change, and must be given for a sort name that is not the one worked out from the name.
    `keep_former` says that the organisation was called by its old name before, by which it is found from now on too.
    """
    checked, reason = fields.checked(), checked_reason(reason)
    organisation = await locked(session, organisation_id, row_version)
    if organisation.is_host and not checked.is_member:
        raise NotAllowedNow(
            gettext("{name} is the host organisation. Choose another host first.", name=organisation.display_name)
        )
    by_hand = checked.sort_name not in {organisation.sort_name, sort_name_of(checked.display_name)}
    if by_hand and not reason:
        told = gettext("Say why it is filed under another name than its own. It is kept with the change.")
        raise Invalid({"reason": told})
    await refuse_taken(session, checked.display_name, "display_name", organisation_id)
    former, former_key = organisation.display_name, organisation.name_key
    changes = Log(session, organisation, actor, now)
    async with _unless_known(session, matching_key(checked.display_name)):
        for name, words in _WORDS.items():
            changes.note(words, getattr(organisation, name), getattr(checked, name), reason)
        before = standing_of(organisation)
        _write(organisation, checked)
        note_step(session, organisation, before, actor, now, reason)
    if keep_former and former_key != organisation.name_key:
        await _keep_former(session, organisation, former, former_key)
    log.info("organisation %s changed by %s %s at %s", organisation.id, actor.kind, actor.id, now)
    return organisation


_WORDS = {
    "display_name": gettext_noop("name in lists"),
    "acronym": gettext_noop("acronym"),
    "sort_name": gettext_noop("sort name"),
    "website": gettext_noop("website"),
    "mail_domains": gettext_noop("own mail domains"),
    "sign_off": gettext_noop("sign-off"),
    "signs_as_group": gettext_noop("signs on behalf of its members"),
    "is_member": gettext_noop("member"),
}


async def _keep_former(session: AsyncSession, organisation: Organisation, name: str, key: str) -> None:
    known = await session.scalar(
        select(OrganisationName.id).where(
            OrganisationName.organisation_id == organisation.id, OrganisationName.name_key == key
        )
    )
    if known is None:
        session.add(
            OrganisationName(
                coalition_id=organisation.coalition_id,
                organisation_id=organisation.id,
                kind=NameKind.FORMER,
                name=name,
                name_key=key,
            )
        )
        await session.flush()


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
    organisation = await locked(session, organisation_id, row_version)
    key = match_key(checked.email)
    contact = await session.scalar(
        select(Contact).where(Contact.organisation_id == organisation_id, Contact.email_key == key)
    )
    if contact is None:
        contact = Contact(coalition_id=organisation.coalition_id, organisation_id=organisation_id, email_key=key)
        session.add(contact)
    elif contact.ended_at is None:
        told = gettext(
            "{email} is a contact of {organisation} already.", email=contact.email, organisation=organisation.display_name
        )
        raise Invalid({"email": told})
    _write_contact(contact, checked)
    contact.ended_at, contact.locale = None, None
    Log(session, organisation, actor, now).note(gettext_noop("contacts"), "", gettext_noop("a contact was added"))
    touch(organisation)
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
        after_commit(session, Job.FOLLOW_UP_BOUNCES)
        return added
    _write_contact(contact, checked)
    Log(session, organisation, actor, now).note("contacts", "", gettext_noop("a contact was changed"))
    touch(organisation)
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
        Log(session, organisation, actor, now).note("contacts", "", gettext_noop("a contact was ended"))
        touch(organisation)
        await session.flush()
        # Whoever else is asked to sign in their place is the worker's to find out.
        after_commit(session, Job.FOLLOW_UP_BOUNCES)
        log.info("contact %s ended by %s %s", contact.id, actor.kind, actor.id)
    return contact


def _write(organisation: Organisation, fields: OrganisationFields) -> None:
    for name in OrganisationFields.__struct_fields__:
        setattr(organisation, name, getattr(fields, name))
    organisation.name_key = matching_key(fields.display_name)
    organisation.sort_key = sort_key(fields.sort_name)
    if fields.is_member:
        organisation.is_partner, organisation.member_until, organisation.member_ended = False, None, None
    else:
        organisation.is_lead_partner, organisation.member_place = False, None


def _write_contact(contact: Contact, fields: ContactFields) -> None:
    for name in ContactFields.__struct_fields__:
        setattr(contact, name, getattr(fields, name))


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
        told = gettext("“{name}” is in the list already. Change that one instead.", name=known)
        raise Invalid({"display_name": told}) from None


async def _contact(session: AsyncSession, contact_id: UUID, row_version: int | None) -> tuple[Contact, Organisation]:
    contact = await session.get(Contact, contact_id)
    if contact is None:
        raise NotFound
    organisation = await locked(session, contact.organisation_id, row_version)
    await session.refresh(contact)
    return contact, organisation
