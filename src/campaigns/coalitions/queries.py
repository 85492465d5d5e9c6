"""Coalitions as the public and as their secretariat see them."""

from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition, CoalitionRole
from campaigns.coalitions.roles import Role
from campaigns.database import hold_to
from campaigns.errors import NotFound
from campaigns.people.models import Person


class CoalitionLook(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody may know of a coalition. `logo_hash` is the SHA-256 of its PNG, None where it has no logo."""

    id: UUID
    slug: str
    name: str
    host_name: str
    accent_colour: str
    logo_hash: str | None
    logo_alt: str
    contact_name: str
    contact_email: str
    contact_phone: str
    postal_address: str
    takes_enquiries: bool = False
    joining_words: str = ""

    @property
    def logo(self) -> dict[str, str] | None:
        """The logo as `parts/paper.html` shows it."""
        return {"url": logo_address(self.slug, self.logo_hash), "alt": self.logo_alt} if self.logo_hash else None


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """One person's role in a coalition. `id` is the role's, not the person's."""

    id: UUID
    person_id: UUID
    role: Role
    name: str
    email: str


def logo_address(slug: str, sha256: str) -> str:
    """Where a coalition's logo is, at an address that changes with its bytes."""
    return f"/letters/{slug}/logo.png?sha256={sha256}"


async def public_coalition(session: AsyncSession, slug: str) -> CoalitionLook:
    """The coalition of an address; the session is held to it from here on. Raises `NotFound`."""
    coalition = await session.scalar(select(Coalition).where(Coalition.slug == slug))
    if coalition is None:
        raise NotFound
    hold_to(session, coalition.id)
    return look_of(coalition)


async def coalition_of(session: AsyncSession, coalition_id: UUID) -> CoalitionLook:
    """A coalition that is known to exist."""
    return look_of(await session.get_one(Coalition, coalition_id))


def look_of(coalition: Coalition) -> CoalitionLook:
    """A coalition's row as everybody may see it."""
    return msgspec.convert(coalition, CoalitionLook, from_attributes=True)


async def logo_of(session: AsyncSession, slug: str) -> tuple[bytes, str]:
    """A coalition's logo as PNG, and its SHA-256 in hexadecimal. Raises `NotFound` where there is none."""
    found = await session.execute(select(Coalition.logo, Coalition.logo_hash).where(Coalition.slug == slug))
    row = found.one_or_none()
    if row is None or row.logo is None:
        raise NotFound
    return row.logo, row.logo_hash


async def holders(session: AsyncSession) -> list[Holder]:
    """Who has which role in the coalition that the session is held to, by name."""
    name = func.coalesce(func.nullif(CoalitionRole.name, ""), Person.name)
    found = await session.execute(
        select(CoalitionRole.id, CoalitionRole.person_id, CoalitionRole.role, name.label("name"), Person.email)
        .join(Person, Person.id == CoalitionRole.person_id)
        .order_by(name, Person.email, CoalitionRole.role)
    )
    return [Holder(**row) for row in found.mappings()]
