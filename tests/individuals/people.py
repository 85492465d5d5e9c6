"""Sam and others who sign for themselves, brought as far as a test needs them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.individuals.actions import begin, confirm, submit
from campaigns.individuals.answers import YouAnswer, answer_consent, answer_you
from campaigns.individuals.deciding import accept, admit
from campaigns.individuals.models import IndividualSignature
from campaigns.letters.models import Letter
from campaigns.letters.queries import letter_of_id

SAM = YouAnswer(name="Sam Ode", title="Senior lecturer", affiliation="University of Ellery", email="sam.ode@ellery.example")
ADA = YouAnswer(name="Ada Quill", title="", affiliation="", email="ada@quill.example")


async def let_in(session: AsyncSession, letter: Letter, by: Actor, now: datetime) -> None:
    """The secretariat lets individuals sign."""
    await admit(session, letter.id, None, by, now, admitted=True)


async def sent(session: AsyncSession, letter: Letter, who: YouAnswer, now: datetime) -> IndividualSignature:
    """Sent, with an address that nobody has checked."""
    signature = await begin(session, await letter_of_id(session, letter.id), now)
    answer_you(signature, who)
    answer_consent(signature, publish=True, now=now)
    await session.flush()
    return await submit(session, signature.id, None, Actor(ActorKind.LINK, who.name), now)


async def checked(session: AsyncSession, letter: Letter, who: YouAnswer, now: datetime) -> IndividualSignature:
    """Sent, and waiting for the secretariat."""
    signature = await sent(session, letter, who, now)
    return await confirm(session, signature.id, Actor(ActorKind.LINK, who.name), now)


async def accepted(session: AsyncSession, letter: Letter, who: YouAnswer, by: Actor, now: datetime) -> IndividualSignature:
    """In the list of individuals."""
    signature = await checked(session, letter, who, now)
    return await accept(session, signature.id, "Known to us for years.", None, by, now)


async def newest(session: AsyncSession) -> IndividualSignature:
    """The signature in a personal capacity that was begun last."""
    found = await session.scalars(select(IndividualSignature).order_by(IndividualSignature.id.desc()).limit(1))
    return found.one()
