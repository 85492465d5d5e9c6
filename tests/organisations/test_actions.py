"""The secretariat keeps its organisations and their contacts, and two people at once lose nothing."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from campaigns.database import hold_to, make_engine, make_sessions
from campaigns.errors import Conflict, Invalid, NotFound
from campaigns.names.order import sort_key
from campaigns.organisations.actions import (
    add_contact,
    add_organisation,
    change_contact,
    change_organisation,
    end_contact,
)
from campaigns.organisations.fields import ContactFields, OrganisationFields
from campaigns.organisations.models import Contact, Organisation
from tests.organisations.conftest import make_world


def named(name, **others):
    return OrganisationFields(display_name=name, **others)


def reached_at(email, **others):
    return ContactFields(email=email, **others)


async def wensum(session, world, now):
    return await add_organisation(session, world.coalition_id, named("Wensum Voluntary Action (WVA)"), world.actor, now)


async def test_what_was_left_empty_is_worked_out(at_futures, futures, now):
    added = await add_organisation(
        at_futures, futures.coalition_id, named(" The  Mill Road Centre (MRC) ", website="mill.example"), futures.actor, now
    )
    assert added.display_name == "The Mill Road Centre (MRC)"
    assert added.acronym == "MRC"
    assert added.sort_name == "Mill Road Centre (MRC), The"
    assert added.sort_key == sort_key("Mill Road Centre (MRC), The")
    assert added.name_key == "mill road centre"
    assert added.website == "https://mill.example"
    assert added.row_version == 1


async def test_what_was_typed_is_kept(at_futures, futures, now):
    fields = named("Y Dref Werdd", acronym="YDW", sort_name="Dref Werdd, Y", is_member=False)
    added = await add_organisation(at_futures, futures.coalition_id, fields, futures.actor, now)
    assert (added.acronym, added.sort_name, added.is_member) == ("YDW", "Dref Werdd, Y", False)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (named("=cmd|x"), "display_name"),
        (named(" \u200b"), "display_name"),
        (named("Wensum", acronym="W" * 21), "acronym"),
        (named("Wensum", acronym="=W"), "acronym"),
        (named("Wensum", sort_name="x" * 211), "sort_name"),
        (named("Wensum", website="ftp://wensum.example"), "website"),
        (named("Wensum", website="javascript://wensum.example"), "website"),
        (named("Wensum", website="wensum"), "website"),
        (named("Wensum", website="http://[wensum.example"), "website"),
        (named("Wensum", website="wensum.example/" + "x" * 500), "website"),
    ],
)
async def test_what_cannot_be_is_refused_field_by_field(at_futures, futures, now, fields, field):
    with pytest.raises(Invalid) as refused:
        await add_organisation(at_futures, futures.coalition_id, fields, futures.actor, now)
    assert list(refused.value.problems) == [field]


async def test_the_longest_name_with_an_article_can_be_filed(at_futures, futures, now):
    added = await add_organisation(at_futures, futures.coalition_id, named("The " + "x" * 196), futures.actor, now)
    assert added.sort_name.endswith("x, The")


async def test_one_organisation_under_two_spellings_is_refused_and_the_rest_goes_on(at_futures, futures, now):
    await wensum(at_futures, futures, now)
    with pytest.raises(Invalid, match=r"“Wensum Voluntary Action \(WVA\)” is in the list already"):
        await add_organisation(at_futures, futures.coalition_id, named("the wensum  voluntary action."), futures.actor, now)
    await add_organisation(at_futures, futures.coalition_id, named("Llais Ynys Môn"), futures.actor, now)
    assert await at_futures.scalar(select(func.count()).select_from(Organisation)) == 2


async def test_another_coalition_may_know_the_same_organisation(at_futures, at_rivers, worlds, now):
    for session, world in zip((at_futures, at_rivers), worlds, strict=True):
        await wensum(session, world, now)
        await session.commit()
    assert await at_rivers.scalar(select(func.count()).select_from(Organisation)) == 1


async def test_two_people_adding_the_same_organisation_at_once_get_one(database_url, now):
    engine = make_engine(database_url)
    sessions = make_sessions(engine)
    async with sessions() as session:
        world = await make_world(session, now, "fair-futures", "Fair Futures", "FFA", "Nia Rees", "nia@harbour.example")
        await session.commit()

    async def add(name):
        async with sessions() as session:
            hold_to(session, world.coalition_id)
            await add_organisation(session, world.coalition_id, named(name), world.actor, now)
            await session.commit()

    spellings = [
        "Re'New Transport Circle",
        "RENEW transport circle",
        "Re’New Transport Circle",
        "The Renew Transport Circle",
    ]
    outcomes = await asyncio.gather(*map(add, spellings), return_exceptions=True)
    assert outcomes.count(None) == 1
    assert all(isinstance(outcome, Invalid) for outcome in outcomes if outcome is not None)
    await engine.dispose()


async def test_the_second_of_two_changes_is_told_of_the_first(at_futures, futures, now):
    organisation = await wensum(at_futures, futures, now)
    seen = organisation.row_version
    await change_organisation(at_futures, organisation.id, named("Wensum Action"), seen, futures.actor, now)
    assert (organisation.display_name, organisation.name_key) == ("Wensum Action", "wensum action")
    with pytest.raises(Conflict, match="Somebody else changed Wensum Action"):
        await change_organisation(at_futures, organisation.id, named("Wensum Voice"), seen, futures.actor, now)
    assert organisation.display_name == "Wensum Action"


async def test_a_name_cannot_be_changed_into_that_of_another(at_futures, futures, now):
    organisation = await wensum(at_futures, futures, now)
    await add_organisation(at_futures, futures.coalition_id, named("Llais Ynys Môn"), futures.actor, now)
    with pytest.raises(Invalid, match="Llais Ynys Môn"):
        await change_organisation(at_futures, organisation.id, named("Llais Ynys Mon"), 1, futures.actor, now)
    await at_futures.refresh(organisation)
    assert (organisation.display_name, organisation.row_version) == ("Wensum Voluntary Action (WVA)", 1)


async def test_nothing_of_another_coalition_can_be_changed(at_futures, at_rivers, futures, rivers, now):
    organisation = await wensum(at_futures, futures, now)
    contact = await add_contact(at_futures, organisation.id, reached_at("amina@wensum.example"), futures.actor, now)
    await at_futures.commit()
    with pytest.raises(NotFound):
        await change_organisation(at_rivers, organisation.id, named("Taken over"), 1, rivers.actor, now)
    with pytest.raises(NotFound):
        await add_contact(at_rivers, organisation.id, reached_at("sam@rivers.example"), rivers.actor, now)
    with pytest.raises(NotFound):
        await change_contact(at_rivers, contact.id, reached_at("sam@rivers.example"), rivers.actor, now)
    with pytest.raises(NotFound):
        await end_contact(at_rivers, contact.id, rivers.actor, now)


async def test_a_contact_is_added_once_and_changed(at_futures, futures, now):
    organisation = await wensum(at_futures, futures, now)
    contact = await add_contact(
        at_futures, organisation.id, reached_at("Amina@WENSUM.example", name=" Amina  Cole "), futures.actor, now
    )
    assert (contact.email, contact.email_key, contact.name) == ("Amina@wensum.example", "amina@wensum.example", "Amina Cole")
    with pytest.raises(Invalid, match="is a contact of Wensum Voluntary Action"):
        await add_contact(at_futures, organisation.id, reached_at("amina@wensum.example"), futures.actor, now)
    fields = reached_at("amina@wensum.example", name="Amina Cole", role_title="Chief executive", gets_notices=False)
    changed = await change_contact(at_futures, contact.id, fields, futures.actor, now)
    assert changed.id == contact.id
    assert (changed.role_title, changed.gets_notices, changed.gets_invitations) == ("Chief executive", False, True)


@pytest.mark.parametrize(
    "email", ["", "amina", "amina@", "a@b@c.example", "a@x.example; b@x.example", "ámina@wensum.example"]
)
async def test_what_is_no_address_is_refused(at_futures, futures, now, email):
    organisation = await wensum(at_futures, futures, now)
    with pytest.raises(Invalid) as refused:
        await add_contact(at_futures, organisation.id, reached_at(email), futures.actor, now)
    assert list(refused.value.problems) == ["email"]


async def test_another_address_is_another_contact(at_futures, futures, now):
    """Otherwise somebody at the new address would be taken for the one whom the invitation was sent to."""
    organisation = await wensum(at_futures, futures, now)
    amina = await add_contact(at_futures, organisation.id, reached_at("amina@wensum.example"), futures.actor, now)
    later = now + timedelta(hours=1)
    jo = await change_contact(at_futures, amina.id, reached_at("jo@wensum.example", name="Jo Pratt"), futures.actor, later)
    assert jo.id != amina.id
    assert (amina.email_key, amina.ended_at) == ("amina@wensum.example", later)
    assert (jo.name, jo.ended_at) == ("Jo Pratt", None)


async def test_a_contact_is_ended_not_deleted_and_can_come_back(at_futures, futures, now):
    organisation = await wensum(at_futures, futures, now)
    contact = await add_contact(at_futures, organisation.id, reached_at("info@wensum.example"), futures.actor, now)
    await end_contact(at_futures, contact.id, futures.actor, now)
    version = organisation.row_version
    await end_contact(at_futures, contact.id, futures.actor, now + timedelta(days=1))
    assert (contact.ended_at, organisation.row_version) == (now, version)
    again = await add_contact(
        at_futures, organisation.id, reached_at("INFO@wensum.example", name="Front desk"), futures.actor, now
    )
    assert (again.id, again.ended_at, again.name) == (contact.id, None, "Front desk")
    assert await at_futures.scalar(select(func.count()).select_from(Contact)) == 1


async def test_contacts_are_changed_by_one_person_at_a_time(at_futures, futures, now):
    organisation = await wensum(at_futures, futures, now)
    seen = organisation.row_version
    contact = await add_contact(at_futures, organisation.id, reached_at("jo@wensum.example"), futures.actor, now, seen)
    for act in (
        lambda: add_contact(at_futures, organisation.id, reached_at("b@wensum.example"), futures.actor, now, seen),
        lambda: change_contact(at_futures, contact.id, reached_at("jo@wensum.example"), futures.actor, now, seen),
        lambda: end_contact(at_futures, contact.id, futures.actor, now, seen),
    ):
        with pytest.raises(Conflict, match="Somebody else changed"):
            await act()
    await end_contact(at_futures, contact.id, futures.actor, now, organisation.row_version)
    assert contact.ended_at == now
