"""What one signed-in person may do in one coalition; made once for each request."""

from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.models import Coalition, CoalitionRole
from campaigns.coalitions.roles import PERMISSIONS, Permission, Role
from campaigns.database import hold_to, unscoped
from campaigns.errors import NotAllowed, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.people.models import Person


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a coalition, with what their roles allow. The session that made it sees this coalition only.

    `standing_authority` is whether the coalition has that switched on.
    """

    coalition_id: UUID
    slug: str
    name: str
    zone: str
    accent_colour: str
    standing_authority: bool
    person_id: UUID
    person_name: str
    roles: frozenset[Role]

    def may(self, permission: Permission) -> bool:
        """Whether any of the person's roles allows it."""
        return any(permission in PERMISSIONS[role] for role in self.roles)

    def require(self, permission: Permission) -> None:
        """Raise `NotAllowed` unless a role allows it."""
        if not self.may(permission):
            raise NotAllowed(
                gettext("Your role in {name} does not let you {action}.", name=self.name, action=gettext(permission.value))
            )

    def actor(self, request_id: str = "") -> Actor:
        """The person, as history rows name them."""
        return Actor(ActorKind.PERSON, self.person_name, self.person_id, request_id)


class CoalitionName(msgspec.Struct, frozen=True):
    """A coalition as a person who belongs to it may choose it."""

    slug: str
    name: str
    roles: list[Role]


async def enter(session: AsyncSession, slug: str, person: Person) -> Scope:
    """Hold the session to the coalition and say what the person may do there.

    Raises `NotFound` for a coalition in which the person has no role, as for one that does not exist.
    """
    found = await session.execute(
        select(Coalition, CoalitionRole.role)
        .join(CoalitionRole, CoalitionRole.coalition_id == Coalition.id)
        .where(Coalition.slug == slug, CoalitionRole.person_id == person.id)
        .execution_options(**unscoped("roles decide which coalition the session is held to"))
    )
    rows = found.all()
    if not rows:
        raise NotFound
    coalition = rows[0][0]
    hold_to(session, coalition.id)
    return Scope(
        coalition_id=coalition.id,
        slug=coalition.slug,
        name=coalition.name,
        zone=coalition.zone,
        accent_colour=coalition.accent_colour,
        standing_authority=coalition.standing_authority,
        person_id=person.id,
        person_name=person.name or person.email,
        roles=frozenset(role for _, role in rows),
    )


async def coalitions_of(session: AsyncSession, person: Person) -> list[CoalitionName]:
    """The coalitions in which a person has a role, by name."""
    found = await session.execute(
        select(Coalition.slug, Coalition.name, CoalitionRole.role)
        .join(CoalitionRole, CoalitionRole.coalition_id == Coalition.id)
        .where(CoalitionRole.person_id == person.id)
        .order_by(Coalition.name, CoalitionRole.role)
        .execution_options(**unscoped("a person's own roles, in every coalition"))
    )
    names: dict[str, CoalitionName] = {}
    for slug, name, role in found:
        names.setdefault(slug, CoalitionName(slug, name, [])).roles.append(role)
    return list(names.values())
