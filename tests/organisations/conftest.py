"""Two coalitions: Fair Futures Alliance, where the stories happen, and Clean Rivers Network, which must never notice."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.models import Coalition, CoalitionRole
from campaigns.coalitions.roles import Role
from campaigns.database import hold_to
from campaigns.people.models import Person


@dataclass(frozen=True)
class World:
    """A coalition with one person of its secretariat."""

    coalition_id: UUID
    slug: str
    person_id: UUID
    actor: Actor


async def make_world(session, now, slug, name, prefix, person, email):
    coalition = Coalition(
        slug=slug,
        name=name,
        host_name=name,
        reference_prefix=prefix,
        accent_colour="#1d4b73",
        contact_email=email,
        created_at=now,
    )
    somebody = Person(name=person, email=email, email_key=email, created_at=now)
    session.add_all([coalition, somebody])
    await session.flush()
    session.add(CoalitionRole(coalition_id=coalition.id, person_id=somebody.id, role=Role.SECRETARIAT))
    await session.flush()
    return World(coalition.id, slug, somebody.id, Actor(ActorKind.PERSON, person, somebody.id))


@pytest.fixture
async def worlds(sessions, now):
    """Both coalitions, committed."""
    async with sessions() as session:
        futures = await make_world(
            session, now, "fair-futures", "Fair Futures Alliance", "FFA", "Nia Rees", "nia@harbour.example"
        )
        rivers = await make_world(
            session, now, "clean-rivers", "Clean Rivers Network", "CRN", "Sam Brook", "sam@rivers.example"
        )
        await session.commit()
    return futures, rivers


@pytest.fixture
def futures(worlds):
    return worlds[0]


@pytest.fixture
def rivers(worlds):
    return worlds[1]


@pytest.fixture
async def at_futures(sessions, futures):
    """A session held to Fair Futures Alliance."""
    async with sessions() as session:
        hold_to(session, futures.coalition_id)
        yield session


@pytest.fixture
async def at_rivers(sessions, rivers):
    """A session held to Clean Rivers Network."""
    async with sessions() as session:
        hold_to(session, rivers.coalition_id)
        yield session
