"""Standing authority in the stories: Nia asks Amina, who gives it for letters about housing, and Nia signs by it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.database import hold_to
from campaigns.letters.models import LetterKind
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.signatures.models import Authority, Signature
from campaigns.standing_authority import actions, using
from campaigns.standing_authority.actions import Grant
from campaigns.standing_authority.models import StandingAuthority
from campaigns.standing_authority.scope import ScopeFields
from campaigns.tokens import Purpose
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, Story

WHY = "It asks a minister to insulate rented homes."


def scope(**changes: Any) -> ScopeFields:
    return ScopeFields(
        **{
            "kinds": [LetterKind.OPEN_LETTER],
            "topics": "Cold homes\nRents",
            "addressees": "Ministers and councils",
            "until": date(2026, 12, 1),
            **changes,
        }
    )


async def switch_on(story: Story, *, on: bool = True) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await actions.switch(session, story.company.id, on=on)


async def ask(story: Story, clock: Clock, email: str = AMINA, name: str = cast.WENSUM, **changes: Any) -> UUID:
    """Nia asks somebody; the authority's id."""
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        organisation, contact = story.company.organisations[name].id, story.company.contacts[email].id
        nia = story.company.actor("Nia")
        return (await actions.ask(session, organisation, contact, scope(**changes), nia, clock.now())).id


async def grant(story: Story, clock: Clock, authority_id: UUID, name: str = "Amina Cole") -> None:
    """The person says yes."""
    yes = Grant(person_name=name, person_title="Chief executive", basis=Authority.CHIEF_EXECUTIVE)
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await actions.grant(session, authority_id, yes, Actor(ActorKind.LINK, name), clock.now())


async def given(story: Story, clock: Clock, email: str = AMINA, name: str = cast.WENSUM, **changes: Any) -> UUID:
    """One that is in force."""
    await switch_on(story)
    authority_id = await ask(story, clock, email, name, **changes)
    await grant(story, clock, authority_id, story.company.contacts[email].name)
    return authority_id


async def use(story: Story, clock: Clock, *authority_ids: UUID, why: str = WHY, version: int = 1) -> list[Signature]:
    """Nia signs the letter by these."""
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        wanted = [using.Use(authority_id=one, why=why) for one in authority_ids]
        return await using.use(session, story.letter_id, wanted, version, story.company.actor("Nia"), clock.now())


async def end(story: Story, clock: Clock, authority_id: UUID) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await actions.end(session, authority_id, Actor(ActorKind.LINK, "Amina Cole"), clock.now())


async def authority(story: Story, authority_id: UUID) -> StandingAuthority:
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        return await session.get_one(StandingAuthority, authority_id)


async def path_in(story: Story, kind: str, email: str) -> str:
    """Where the link in the newest mail of a kind to an address leads."""
    async with story.sessions() as session:
        message_id = await session.scalar(
            select(Message.id)
            .where(Message.kind == kind, Message.recipient_email == email)
            .order_by(Message.id.desc())
            .limit(1)
        )
    assert message_id is not None
    return f"/g/{story.keys.token(Purpose.STANDING_AUTHORITY, message_id)}"


async def deliver(session: AsyncSession, clock: Clock, **ago: float) -> None:
    """Every mail about a use went out some time ago."""
    await session.execute(
        update(Message)
        .where(Message.kind == "standing_authority_used")
        .values(state=MessageState.SENT, sent_at=clock.now() - timedelta(**ago))
    )
