"""Two coalitions: Fair Futures Alliance, where the stories happen, and Clean Rivers Network, which must never notice."""

from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.models import Coalition, CoalitionRole
from campaigns.coalitions.roles import Role
from campaigns.database import hold_to
from campaigns.handlers import HANDLERS
from campaigns.people.models import Person
from campaigns.people.sessions import start_session
from campaigns.web.sessions import cookie_name
from campaigns.web.wiring import application
from tests.organisations.browsing import Desk


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


@pytest.fixture
async def client(settings, sessions, bell, clock):
    """The organisations' pages and answers in the real web layer."""
    app = application(settings, sessions, bell, HANDLERS)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_url) as client:
        yield client


async def signed_in(sessions, world, now):
    """The id of a session of the coalition's person."""
    async with sessions() as session:
        person = await session.get(Person, world.person_id)
        session_id = await start_session(session, person, now)
        await session.commit()
    return session_id


@pytest.fixture
async def nia(client, sessions, futures, settings, now):
    """Nia Rees, at her desk in Fair Futures Alliance."""
    client.cookies.set(cookie_name(settings), await signed_in(sessions, futures, now))
    return Desk(client, futures.slug)
