"""Standing authority in the demonstration: one in force and used, one asked for, and one that was ended."""

from datetime import datetime, timedelta

from sqlalchemy import select

from campaigns.actors import Actor, ActorKind
from campaigns.demo.stage import Stage
from campaigns.letters.models import Letter, LetterKind
from campaigns.organisations.models import Contact
from campaigns.signatures.models import Authority
from campaigns.standing_authority import actions
from campaigns.standing_authority.actions import Grant
from campaigns.standing_authority.models import StandingAuthority
from campaigns.standing_authority.scope import ScopeFields
from campaigns.standing_authority.using import Use, use

GIVES, IS_ASKED, ENDED = "7 Sisters Women's Centre", "Re'New Transport Circle", "An Droichead Friendship House"


async def standing_authority(stage: Stage, letter: Letter, at: datetime) -> None:
    """One is in force and used on an open letter, one is asked for, and one was ended by whoever had given it."""
    await actions.switch(stage.session, stage.coalition.id, on=True)
    given = await _asked(stage, GIVES, "Cold homes, rents and the cost of living", "Ministers and councils", at)
    await _grants(stage, given, at + timedelta(minutes=20))
    await _asked(stage, IS_ASKED, "Buses, trains and streets", "Ministers, councils and operators", at)
    ended = await _asked(stage, ENDED, "Homelessness", "The housing minister", at)
    await _grants(stage, ended, at + timedelta(minutes=25))
    person = Actor(ActorKind.LINK, ended.person_name)
    await actions.end(stage.session, ended.id, person, at + timedelta(minutes=50))
    why = "It asks the housing secretary to insulate cold rented homes."
    wanted = [Use(authority_id=given.id, why=why)]
    await use(stage.session, letter.id, wanted, letter.version_number, stage.secretary, at + timedelta(hours=1))


async def _asked(stage: Stage, name: str, topics: str, addressees: str, at: datetime) -> StandingAuthority:
    organisation_id = stage.organisations[name]
    contact_id = await stage.session.scalar(
        select(Contact.id)
        .where(Contact.organisation_id == organisation_id, Contact.name != "")
        .order_by(Contact.id)
        .limit(1)
    )
    scope = ScopeFields(
        kinds=[LetterKind.OPEN_LETTER], topics=topics, addressees=addressees, until=(at + timedelta(days=180)).date()
    )
    return await actions.ask(stage.session, organisation_id, contact_id, scope, stage.secretary, at)


async def _grants(stage: Stage, authority: StandingAuthority, at: datetime) -> None:
    yes = Grant(
        person_name=authority.person_name,
        person_title=authority.person_title or "Director",
        basis=Authority.TRUSTEES_AGREED,
        note="at their spring meeting",
    )
    await actions.grant(stage.session, authority.id, yes, Actor(ActorKind.LINK, authority.person_name), at)
