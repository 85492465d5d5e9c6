"""An organisation's other names and its numbers in registers: added and taken away one by one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.names.matching import matching_key
from campaigns.organisations.identifiers import REGISTERS, org_id
from campaigns.organisations.known_by import kind_in_words, refuse_taken
from campaigns.organisations.locking import locked, touch
from campaigns.organisations.models import Organisation, OrganisationIdentifier, OrganisationName
from campaigns.organisations.record.fields import IdentifierFields, OtherNameFields
from campaigns.organisations.record.log import Log
from campaigns.organisations.relations import NameKind

MOST_NAMES = 20
MOST_IDENTIFIERS = 10


async def add_name(
    session: AsyncSession, organisation_id: UUID, fields: OtherNameFields, actor: Actor, now: datetime
) -> OrganisationName:
    """Add a name; another legal name takes the place of the one there was. Raises `Invalid`, `NotFound`."""
    checked = fields.checked()
    organisation = await locked(session, organisation_id)
    key = matching_key(checked.name)
    await refuse_taken(session, checked.name, "name", organisation_id)
    known = (
        await session.scalars(select(OrganisationName).where(OrganisationName.organisation_id == organisation_id))
    ).all()
    legal = next((one for one in known if one.kind is NameKind.LEGAL), None) if checked.kind is NameKind.LEGAL else None
    if len(known) >= MOST_NAMES and legal is None:
        raise Invalid({"name": gettext("An organisation may have {most} other names.", most=MOST_NAMES)})
    if any(one.name_key == key and one is not legal for one in known):
        raise Invalid({"name": gettext("“{name}” is among its names already.", name=checked.name)})
    if checked.kind is not NameKind.LEGAL and key == organisation.name_key:
        told = gettext("It is called “{name}” in lists, which is the same name.", name=organisation.display_name)
        raise Invalid({"name": told})
    Log(session, organisation, actor, now).note(kind_in_words(checked.kind), legal.name if legal else "", checked.name)
    kept = legal or OrganisationName(
        coalition_id=organisation.coalition_id, organisation_id=organisation_id, kind=checked.kind
    )
    kept.name, kept.name_key = checked.name, key
    session.add(kept)
    touch(organisation)
    lost = gettext("“{name}” was given to another organisation at this moment.", name=checked.name)
    await _flush_unless_taken(session, {"name": lost})
    return kept


async def remove_name(session: AsyncSession, organisation_id: UUID, name_id: UUID, actor: Actor, now: datetime) -> None:
    """Take a name away. Raises `NotFound`."""
    organisation = await locked(session, organisation_id)
    found = await session.get(OrganisationName, name_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound
    Log(session, organisation, actor, now).note(kind_in_words(found.kind), found.name, "")
    await session.delete(found)
    touch(organisation)
    await session.flush()


async def add_identifier(
    session: AsyncSession, organisation_id: UUID, fields: IdentifierFields, actor: Actor, now: datetime
) -> OrganisationIdentifier:
    """Add a number in a register. Raises `Invalid`, also where another organisation has it, and `NotFound`."""
    checked = fields.checked()
    organisation = await locked(session, organisation_id)
    taken = await session.scalar(
        select(Organisation)
        .join(OrganisationIdentifier, OrganisationIdentifier.organisation_id == Organisation.id)
        .where(OrganisationIdentifier.scheme == checked.scheme, OrganisationIdentifier.number == checked.number)
    )
    if taken is not None:
        raise Invalid({"number": _about_taken(organisation, taken, checked)})
    held = await session.scalar(
        select(func.count())
        .select_from(OrganisationIdentifier)
        .where(OrganisationIdentifier.organisation_id == organisation_id)
    )
    if (held or 0) >= MOST_IDENTIFIERS:
        told = gettext("An organisation may have {most} numbers in registers.", most=MOST_IDENTIFIERS)
        raise Invalid({"number": told})
    Log(session, organisation, actor, now).note(REGISTERS[checked.scheme].words, "", checked.number)
    kept = OrganisationIdentifier(
        coalition_id=organisation.coalition_id,
        organisation_id=organisation_id,
        scheme=checked.scheme,
        number=checked.number,
    )
    session.add(kept)
    touch(organisation)
    lost = gettext("{number} was given to another organisation at this moment. Look it up first.", number=checked.number)
    await _flush_unless_taken(session, {"number": lost})
    return kept


def _about_taken(organisation: Organisation, taken: Organisation, number: IdentifierFields) -> str:
    told = org_id(number.scheme, number.number)
    if taken.id == organisation.id:
        return gettext("{number} is among its numbers already.", number=told)
    return gettext(
        "{number} is the number of {organisation}. If this organisation is a branch of it, leave the number there and say of"
        " which organisation it is a branch.",
        number=told,
        organisation=taken.display_name,
    )


async def remove_identifier(
    session: AsyncSession, organisation_id: UUID, identifier_id: UUID, actor: Actor, now: datetime
) -> None:
    """Take a number away. Raises `NotFound`."""
    organisation = await locked(session, organisation_id)
    found = await session.get(OrganisationIdentifier, identifier_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound
    Log(session, organisation, actor, now).note(REGISTERS[found.scheme].words, found.number, "")
    await session.delete(found)
    touch(organisation)
    await session.flush()


async def _flush_unless_taken(session: AsyncSession, problems: dict[str, str]) -> None:
    """Write what is new; raise `Invalid` where somebody else was first by a moment."""
    try:
        async with session.begin_nested():
            await session.flush()
    except IntegrityError:
        raise Invalid(problems) from None
