"""Those of the demonstration who sign for themselves: two who are listed, and one for each other thing that can happen."""

from datetime import datetime, timedelta

from campaigns.actors import Actor, ActorKind
from campaigns.demo.stage import Stage
from campaigns.individuals.actions import begin, confirm, submit, withdraw
from campaigns.individuals.answers import YouAnswer, answer_consent, answer_you
from campaigns.individuals.deciding import accept, admit, reject, remove
from campaigns.individuals.models import IndividualSignature
from campaigns.letters.models import Letter
from campaigns.letters.queries import letter_of_id

_KNOWN = "She spoke at our conference, and we rang the number that she left there."


async def two_listed(stage: Stage, letter: Letter, at: datetime) -> None:
    """The letter takes individuals, and two are accepted: one with an affiliation and one without."""
    await admit(stage.session, letter.id, None, stage.secretary, at, admitted=True)
    for who in (
        YouAnswer(
            name="Dr Orla Finch",
            title="Senior lecturer in social policy",
            affiliation="University of Port Ellery",
            email="orla.finch@ellery.example",
        ),
        YouAnswer(name="Bilal Thorne", title="", affiliation="", email="bilal@thorne.example"),
    ):
        signature = await _checked(stage, letter, who, at)
        await accept(stage.session, signature.id, _KNOWN, None, stage.secretary, at + timedelta(hours=1))


async def every_other(stage: Stage, letter: Letter, at: datetime) -> None:
    """One who has not confirmed an address, one to review, one refused, one removed and one who has withdrawn."""
    session, by, later = stage.session, stage.secretary, at + timedelta(hours=1)
    await admit(session, letter.id, None, by, at, admitted=True)
    await _sent(stage, letter, _somebody("Pim Larch"), at)
    await _checked(stage, letter, _somebody("Wanda Coyle", "Retired headteacher", "Ellery Road School"), at)
    listed = await _checked(stage, letter, _somebody("Gus Farrow", "Health visitor"), at)
    await accept(session, listed.id, "Known to the secretariat.", None, by, later)
    refused = await _checked(stage, letter, _somebody("A Concerned Citizen"), at)
    await reject(session, refused.id, "We list people by the name they go by. Please sign with yours.", None, by, later)
    twice = await _checked(stage, letter, _somebody("August Farrow"), at)
    await accept(session, twice.id, "Known to the secretariat.", None, by, later)
    await remove(session, twice.id, "You are listed already, as Gus Farrow.", None, by, later + timedelta(minutes=20))
    gone = await _checked(stage, letter, _somebody("Ines Vale", "Solicitor", "Vale and Partners"), at)
    await accept(session, gone.id, _KNOWN, None, by, later)
    await withdraw(session, gone.id, "My employer would rather I did not.", _link(gone.name), later + timedelta(hours=1))


async def sign_as_oneself(stage: Stage, letter: Letter, name: str, at: datetime) -> IndividualSignature:
    """Somebody signs in a personal capacity, confirms the address, and is listed."""
    signature = await _checked(stage, letter, _somebody(name), at)
    await accept(stage.session, signature.id, _KNOWN, None, stage.secretary, at + timedelta(minutes=20))
    return signature


def _somebody(name: str, title: str = "", affiliation: str = "") -> YouAnswer:
    address = f"{name.lower().replace(' ', '.')}@post.example"
    return YouAnswer(name=name, title=title, affiliation=affiliation, email=address)


def _link(name: str) -> Actor:
    return Actor(ActorKind.LINK, name)


async def _sent(stage: Stage, letter: Letter, who: YouAnswer, at: datetime) -> IndividualSignature:
    signature = await begin(stage.session, await letter_of_id(stage.session, letter.id), at)
    answer_you(signature, who)
    answer_consent(signature, publish=True, now=at)
    await stage.session.flush()
    return await submit(stage.session, signature.id, None, _link(who.name), at)


async def _checked(stage: Stage, letter: Letter, who: YouAnswer, at: datetime) -> IndividualSignature:
    signature = await _sent(stage, letter, who, at)
    return await confirm(stage.session, signature.id, _link(who.name), at + timedelta(minutes=4))
