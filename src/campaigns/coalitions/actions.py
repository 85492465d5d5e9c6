"""Found a coalition, change how it looks and who may do what in it."""

import asyncio
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.fields import CoalitionFields, checked_beginnings, checked_line
from campaigns.coalitions.models import Coalition, CoalitionRole
from campaigns.coalitions.queries import CoalitionLook
from campaigns.coalitions.roles import WORDS, Role
from campaigns.database import unscoped
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.instants import zone as known_zone
from campaigns.languages.catalogues import gettext
from campaigns.people.actions import find_or_create
from campaigns.text.characters import clean
from campaigns.web.logos import clean_logo

LONGEST_NAME = 100
LONGEST_ALT = 200
LONGEST_JOINING = 2000


async def found_coalition(
    session: AsyncSession,
    fields: CoalitionFields,
    *,
    slug: str,
    reference_prefix: str,
    secretary_name: str,
    secretary_email: str,
    zone: str = "Europe/London",
    now: datetime,
) -> Coalition:
    """Found a coalition with the first member of its secretariat. `zone` is an IANA name. Raises `Invalid`."""
    checked_beginnings(slug, reference_prefix)
    known_zone(zone)
    checked = fields.checked()
    if await session.scalar(select(Coalition.id).where(Coalition.slug == slug)) is not None:
        raise Invalid({"slug": f"There is a coalition at /letters/{slug} already. Choose another address."})
    coalition = Coalition(
        slug=slug,
        reference_prefix=reference_prefix,
        zone=zone,
        created_at=now,
        **msgspec.structs.asdict(checked),
    )
    session.add(coalition)
    await session.flush()
    await give_role(session, coalition.id, secretary_email, secretary_name, Role.SECRETARIAT, now)
    return coalition


async def change_coalition(
    session: AsyncSession, coalition_id: UUID, fields: CoalitionFields, seen: str | None = None
) -> Coalition:
    """Change what the coalition's pages and letters say of it from now on; editions stay as they were built.

    `seen` is the `state_of` the coalition that the changes were made from. Raises `Invalid`, or `Conflict` where somebody
    has changed it since.
    """
    checked = fields.checked()
    coalition = await _locked(session, coalition_id)
    if seen is not None and seen != state_of(coalition):
        raise Conflict(gettext("Somebody else changed these details while you were on this page. Look at them again."))
    for name, value in msgspec.structs.asdict(checked).items():
        setattr(coalition, name, value)
    await session.flush()
    return coalition


def state_of(coalition: Coalition | CoalitionLook) -> str:
    """A name for how a coalition's details stand, to find out whether somebody has changed them (16 digits)."""
    fields = [getattr(coalition, name) for name in CoalitionFields.__struct_fields__]
    return sha256(msgspec.json.encode(fields)).hexdigest()[:16]


async def set_joining(session: AsyncSession, coalition_id: UUID, *, on: bool, words: str) -> Coalition:
    """Switch the form by which organisations ask to join on or off; `words` stand at its head. Raises `Invalid`."""
    words = "\n".join(line.rstrip() for line in clean(words).splitlines()).strip()
    if len(words) > LONGEST_JOINING:
        most, length = f"{LONGEST_JOINING:,}", f"{len(words):,}"
        why = gettext("Use {most} characters or fewer; this has {length}.", most=most, length=length)
        raise Invalid({"joining_words": why})
    coalition = await _locked(session, coalition_id)
    coalition.takes_enquiries, coalition.joining_words = on, words
    await session.flush()
    return coalition


async def set_logo(session: AsyncSession, coalition_id: UUID, picture: bytes | None, alt: str) -> Coalition:
    """Give the coalition a logo, drawn anew from a picture that somebody sent, and say in words what it shows.

    Without a picture only the words change. Raises `Invalid` (fields `logo`, `logo_alt`).
    """
    words = checked_line("logo_alt", alt, LONGEST_ALT, gettext("Say what the logo shows, for people who cannot see it."))
    png = await asyncio.to_thread(clean_logo, picture) if picture else None
    coalition = await _locked(session, coalition_id)
    if png is not None:
        coalition.logo, coalition.logo_hash = png, sha256(png).hexdigest()
    elif coalition.logo_hash is None:
        raise Invalid({"logo": gettext("Choose a picture.")})
    coalition.logo_alt = words
    await session.flush()
    return coalition


async def remove_logo(session: AsyncSession, coalition_id: UUID) -> None:
    """Take the logo away; safe to do twice."""
    coalition = await _locked(session, coalition_id)
    coalition.logo, coalition.logo_hash, coalition.logo_alt = None, None, ""
    await session.flush()


async def give_role(
    session: AsyncSession, coalition_id: UUID, email: str, name: str, role: Role, now: datetime
) -> CoalitionRole:
    """Give the person with this address a role. The coalition sees the name it gave first, and no name that others gave.

    Raises `Invalid` (fields `email`, `name`), also where the person has the role already.
    """
    name = checked_line("name", name, LONGEST_NAME, gettext("Enter the person’s name."))
    person = await find_or_create(session, email, name, now)
    await _locked(session, coalition_id)
    found = await session.execute(
        select(CoalitionRole.role, CoalitionRole.name)
        .where(CoalitionRole.coalition_id == coalition_id, CoalitionRole.person_id == person.id)
        .execution_options(**unscoped("the first role of a coalition is given before anybody can be held to it"))
    )
    held = {one.role: one.name for one in found}
    name = next((known for known in held.values() if known), name)
    if role in held:
        raise Invalid({"email": gettext("{name} has the role “{role}” already.", name=name, role=gettext(WORDS[role]))})
    given = CoalitionRole(coalition_id=coalition_id, person_id=person.id, role=role, name=name)
    session.add(given)
    await session.flush()
    return given


async def end_role(session: AsyncSession, coalition_id: UUID, role_id: UUID) -> None:
    """Take a role from a person. Raises `NotFound`, or `NotAllowedNow` for the last member of the secretariat."""
    await _locked(session, coalition_id)
    held = await session.scalar(select(CoalitionRole).where(CoalitionRole.id == role_id))
    if held is None:
        raise NotFound
    if held.role is Role.SECRETARIAT:
        members = await session.scalar(
            select(func.count()).select_from(CoalitionRole).where(CoalitionRole.role == Role.SECRETARIAT)
        )
        if members == 1:
            raise NotAllowedNow(gettext("A coalition needs at least one member of its secretariat. Add another one first."))
    await session.delete(held)
    await session.flush()


async def _locked(session: AsyncSession, coalition_id: UUID) -> Coalition:
    """The coalition with its row locked, so that those who change it or its roles come one after the other."""
    coalition = await session.scalar(
        select(Coalition)
        .where(Coalition.id == coalition_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if coalition is None:
        raise NotFound
    return coalition
