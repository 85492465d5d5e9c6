"""What contacts correct on the page of their organisation: one waits, one was refused, one was accepted, one has left."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from campaigns.coalitions.queries import coalition_of
from campaigns.demo.stage import Stage
from campaigns.my_organisation.corrections.deciding import accept, refuse
from campaigns.my_organisation.corrections.details import details_of
from campaigns.my_organisation.corrections.proposing import leave, propose_contact, propose_details
from campaigns.my_organisation.queries import Door
from campaigns.organisations.fields import ContactFields
from campaigns.organisations.models import Contact, Organisation


async def corrections(stage: Stage, at: datetime) -> None:
    """Three days of small corrections, before the letters go out."""
    await _renamed(stage, at)
    await _came_and_went(stage, at + timedelta(hours=2))
    await _waits(stage, at + timedelta(hours=5))


async def _renamed(stage: Stage, at: datetime) -> None:
    """Mail domains that anybody could have an address at are not taken over."""
    door = await _door(stage, "ben@millroad.example", at)
    asked = (await propose_contact(stage.session, door, _contact("desk@millroad.example"), "", at))[0]
    await accept(stage.session, asked.id, keep_former=False, actor=stage.secretary, now=at + timedelta(hours=1))
    waiting = await _propose(stage, door, at, mail_domains="millroad.example communityhouse.example")
    why = "Every charity in the Community House has an address there, so we keep to millroad.example."
    await refuse(stage.session, waiting, why, stage.secretary, at + timedelta(hours=1))


async def _came_and_went(stage: Stage, at: datetime) -> None:
    """The shared inbox of the Mill Road Centre is switched off again."""
    await leave(stage.session, await _door(stage, "desk@millroad.example", at), at)


async def _waits(stage: Stage, at: datetime) -> None:
    door = await _door(stage, "kay@rounders.example", at)
    words = "Ellery’s rounders league: forty teams, all ages, every Sunday from April on."
    await _propose(stage, door, at, name="Sunday Rounders League of Port Ellery", boilerplate=words)


async def _propose(stage: Stage, door: Door, at: datetime, **changes: str) -> UUID:
    stands = await details_of(stage.session, door.organisation)
    values = {name: getattr(stands, name) for name in stands.__struct_fields__}
    proposed = await propose_details(stage.session, door, type(stands)(**{**values, **changes}), at)
    return proposed[0].id


def _contact(email: str) -> ContactFields:
    return ContactFields(email=email, gets_invitations=False)


async def _door(stage: Stage, email: str, at: datetime) -> Door:
    """What a link mailed to this address would lead to."""
    contact = (await stage.session.scalars(select(Contact).where(Contact.email == email))).one()
    organisation = await stage.session.get_one(Organisation, contact.organisation_id)
    return Door(
        link_id=contact.id,
        coalition=await coalition_of(stage.session, stage.coalition.id),
        organisation_name=organisation.display_name,
        contact=contact,
        organisation=organisation,
        expires_at=at + timedelta(hours=1),
        opened=True,
        over=False,
    )
