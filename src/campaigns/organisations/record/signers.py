"""Who may sign for an organisation. A record of what the organisation told the secretariat; signing itself asks anew."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotFound
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.organisations.locking import locked, touch
from campaigns.organisations.models import Contact, Signer
from campaigns.organisations.record.fields import SignerFields
from campaigns.organisations.record.log import Log

MOST_SIGNERS = 50
_FIELD = gettext_noop("who may sign")


async def add_signer(
    session: AsyncSession, organisation_id: UUID, fields: SignerFields, actor: Actor, now: datetime
) -> Signer:
    """Add a person who may sign. Raises `Invalid`, `NotFound`."""
    checked = fields.checked()
    organisation = await locked(session, organisation_id)
    count = await session.scalar(select(func.count()).select_from(Signer).where(Signer.organisation_id == organisation_id))
    if (count or 0) >= MOST_SIGNERS:
        told = gettext("{most} people are on record already. Take away those whose time is long over.", most=MOST_SIGNERS)
        raise Invalid({"name": told})
    signer = Signer(coalition_id=organisation.coalition_id, organisation_id=organisation_id)
    await _write(session, signer, checked)
    session.add(signer)
    # No name: what is written here can never be forgotten.
    Log(session, organisation, actor, now).note(_FIELD, "", gettext_noop("a person was added") + _as(signer))
    touch(organisation)
    await session.flush()
    return signer


async def change_signer(
    session: AsyncSession, organisation_id: UUID, signer_id: UUID, fields: SignerFields, actor: Actor, now: datetime
) -> Signer:
    """Change a person who may sign, or say until when. Raises `Invalid`, `NotFound`."""
    checked = fields.checked()
    organisation = await locked(session, organisation_id)
    signer = await _found(session, organisation_id, signer_id)
    before = (signer.signs_from, signer.signs_until)
    await _write(session, signer, checked)
    log = Log(session, organisation, actor, now)
    log.note(_FIELD, "", gettext_noop("a person was changed") + _as(signer))
    log.note(gettext_noop("may sign from"), before[0], signer.signs_from)
    log.note(gettext_noop("may sign until"), before[1], signer.signs_until)
    touch(organisation)
    await session.flush()
    return signer


async def remove_signer(session: AsyncSession, organisation_id: UUID, signer_id: UUID, actor: Actor, now: datetime) -> None:
    """Take a person off the record. Raises `NotFound`."""
    organisation = await locked(session, organisation_id)
    signer = await _found(session, organisation_id, signer_id)
    Log(session, organisation, actor, now).note(_FIELD, "", gettext_noop("a person was taken away") + _as(signer))
    await session.delete(signer)
    touch(organisation)
    await session.flush()


def _as(signer: Signer) -> str:
    return f" ({signer.role_title})" if signer.role_title else ""


async def _found(session: AsyncSession, organisation_id: UUID, signer_id: UUID) -> Signer:
    signer = await session.get(Signer, signer_id)
    if signer is None or signer.organisation_id != organisation_id:
        raise NotFound
    return signer


async def _write(session: AsyncSession, signer: Signer, fields: SignerFields) -> None:
    contact = None
    if fields.contact_id is not None:
        contact = await session.get(Contact, fields.contact_id)
        if contact is None or contact.organisation_id != signer.organisation_id:
            raise Invalid({"contact_id": gettext("Choose one of the organisation’s own contacts.")})
    signer.contact_id = fields.contact_id
    signer.name = fields.name or (contact.name or contact.email if contact else "")
    signer.role_title = fields.role_title or (contact.role_title if contact else "")
    signer.signs_from, signer.signs_until = fields.signs_from, fields.signs_until
