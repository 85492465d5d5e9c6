"""The secretariat puts its members in order: the host first, then by hand, then the alphabet."""

import asyncio

import pytest
from lxml import html

from campaigns.database import hold_to, make_engine, make_sessions
from campaigns.errors import NotAllowedNow, NotFound
from campaigns.organisations.actions import add_organisation
from campaigns.organisations.fields import OrganisationFields
from campaigns.organisations.members.actions import Move, move_member, set_host
from campaigns.organisations.members.queries import MOST_PLACED, member_list
from campaigns.organisations.record.queries import changes_page
from tests.organisations.browsing import text_of
from tests.organisations.conftest import make_world, signed_in

NAMES = ["Amber Quay", "Bridge Arts", "Harbour Equality Foundation", "Llais Ynys Môn", "Wensum Action"]


async def add(session, world, now, name, **others):
    fields = OrganisationFields(display_name=name, **others)
    return await add_organisation(session, world.coalition_id, fields, world.actor, now)


@pytest.fixture
async def added(at_futures, futures, now):
    """Five members by name, and a partner that is none."""
    organisations = {name: await add(at_futures, futures, now, name) for name in NAMES}
    organisations["Otter Partner"] = await add(at_futures, futures, now, "Otter Partner", is_member=False)
    return organisations


@pytest.fixture
def move(at_futures, futures, added, now):
    async def move(name, *moves):
        for one in moves:
            await move_member(at_futures, futures.coalition_id, added[name].id, Move(one), futures.actor, now)

    return move


@pytest.fixture
def make_host(at_futures, futures, added, now):
    async def make_host(name):
        await set_host(at_futures, futures.coalition_id, added[name].id, futures.actor, now)

    return make_host


async def order(session):
    members = await member_list(session)
    return [one.display_name for one in ([members.host] if members.host else []) + members.placed + members.others]


async def test_nothing_said_means_the_alphabet(at_futures, added):
    assert await order(at_futures) == NAMES
    assert (await member_list(at_futures)).total == 5


async def test_the_host_comes_first_then_those_in_order_then_the_alphabet(at_futures, make_host, move):
    await make_host("Harbour Equality Foundation")
    await move("Wensum Action", "place")
    await move("Bridge Arts", "place", "place", "up", "up")
    expected = ["Harbour Equality Foundation", "Bridge Arts", "Wensum Action", "Amber Quay", "Llais Ynys Môn"]
    assert await order(at_futures) == expected
    await move("Bridge Arts", "down", "down")
    await move("Amber Quay", "up")  # filed, not placed: there is nothing to move
    expected[1:3] = ["Wensum Action", "Bridge Arts"]
    assert await order(at_futures) == expected
    await move("Wensum Action", "release")
    assert await order(at_futures) == [expected[0], "Bridge Arts", "Amber Quay", "Llais Ynys Môn", "Wensum Action"]


async def test_another_host_takes_the_place_and_both_have_it_on_record(at_futures, added, make_host, move):
    await move("Wensum Action", "place")
    for name in ("Harbour Equality Foundation", "Wensum Action", "Wensum Action"):
        await make_host(name)
    assert (await order(at_futures))[:2] == ["Wensum Action", "Amber Quay"]
    noted = {
        name: [(one.field, one.now) for one in (await changes_page(at_futures, added[name].id)).changes]
        for name in ("Harbour Equality Foundation", "Wensum Action")
    }
    assert noted == {
        "Harbour Equality Foundation": [("host organisation", "no"), ("host organisation", "yes")],
        "Wensum Action": [("host organisation", "yes"), ("place among members", "1")],
    }


async def test_who_is_no_member_has_no_place(at_futures, at_rivers, rivers, now, added, make_host, move):
    with pytest.raises(NotAllowedNow, match="Otter Partner is not a member"):
        await make_host("Otter Partner")
    with pytest.raises(NotAllowedNow, match="has no place"):
        await move("Otter Partner", "place")
    await make_host("Amber Quay")
    with pytest.raises(NotAllowedNow, match="comes first"):
        await move("Amber Quay", "down")
    await at_futures.commit()
    with pytest.raises(NotFound):
        await set_host(at_rivers, rivers.coalition_id, added["Bridge Arts"].id, rivers.actor, now)


async def test_the_others_come_in_pages(at_futures, make_host, move):
    await make_host("Llais Ynys Môn")
    await move("Bridge Arts", "place")
    first = await member_list(at_futures, limit=2)
    rest = await member_list(at_futures, first.later, limit=2)
    assert [one.display_name for one in first.others] == ["Amber Quay", "Harbour Equality Foundation"]
    assert [one.display_name for one in rest.others] == ["Wensum Action"]
    assert (rest.host, rest.placed, rest.later, rest.total) == (None, [], None, 5)


async def test_no_more_than_a_hundred_are_put_in_order(at_futures, futures, now):
    for number in range(MOST_PLACED + 1):
        member = await add(at_futures, futures, now, f"Quay Group {number}")
        if number < MOST_PLACED:
            await move_member(at_futures, futures.coalition_id, member.id, Move.PLACE, futures.actor, now)
    with pytest.raises(NotAllowedNow, match="100 members are in order by hand already"):
        await move_member(at_futures, futures.coalition_id, member.id, Move.PLACE, futures.actor, now)


async def test_two_people_at_once_leave_an_order(database_url, now):
    engine = make_engine(database_url)
    sessions = make_sessions(engine)
    async with sessions.begin() as session:
        world = await make_world(session, now, "fair-futures", "Fair Futures", "FFA", "Nia Rees", "nia@harbour.example")
        hold_to(session, world.coalition_id)
        ids = [(await add(session, world, now, name)).id for name in NAMES]

    async def do(number):
        async with sessions.begin() as session:
            hold_to(session, world.coalition_id)
            moved = ids[number % len(ids)]
            for one in (Move.PLACE, Move.UP):
                await move_member(session, world.coalition_id, moved, one, world.actor, now)
            await set_host(session, world.coalition_id, ids[0], world.actor, now)

    outcomes = await asyncio.gather(*map(do, range(10)), return_exceptions=True)
    assert [one for one in outcomes if one is not None and not isinstance(one, NotAllowedNow)] == []
    async with sessions() as session:
        hold_to(session, world.coalition_id)
        members = await member_list(session)
    assert members.host.display_name == NAMES[0]
    assert sorted(one.display_name for one in members.placed + members.others) == NAMES[1:]
    await engine.dispose()


async def test_nia_moves_them_with_buttons(nia, at_futures, added):
    await at_futures.commit()
    here = "/organisations/members"
    assert "5 members, in the order" in text_of(await nia.get(here))
    refused = await nia.send(f"{here}/host", {"host": "Otter Partner"}, form=here)
    assert refused.status_code == 422
    assert "Otter Partner is not a member" in text_of(refused)
    done = await nia.send(f"{here}/host", {"host": "harbour equality foundation"}, form=here)
    assert "Host organisation Harbour Equality Foundation" in text_of(await nia.get(done.headers["location"]))

    async def press(name, move):
        page = html.fromstring((await nia.get(here)).text)
        (form,) = page.xpath(f"//form[.//button[contains(., '{name}')] and input[@value='{move}']]")
        fields = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
        answer = await nia.client.post(form.get("action"), data=fields)
        assert answer.status_code == 303
        return text_of(await nia.get(answer.headers["location"]))

    await press("Wensum Action", "place")
    await press("Bridge Arts", "place")
    shown = await press("Bridge Arts", "up")
    assert shown.index("Bridge Arts") < shown.index("Wensum Action") < shown.index("Amber Quay")
    assert "The order was changed" in shown


async def test_a_program_does_the_same(client, sessions, futures, now, at_futures, added):
    await at_futures.commit()
    client.headers["authorization"] = f"Bearer {await signed_in(sessions, futures, now)}"
    base = "/api/v1/coalitions/fair-futures/members"
    host = {"organisation_id": str(added["Harbour Equality Foundation"].id)}
    assert (await client.put(f"{base}/host", json=host)).json()["host"]["is_host"] is True
    wensum = added["Wensum Action"].id
    assert (await client.post(f"{base}/{wensum}/move", json={"move": "place"})).json()["placed"][0]["place"] == 1
    assert (await client.post(f"{base}/{added['Otter Partner'].id}/move", json={"move": "place"})).status_code == 409
    listed = (await client.get(base)).json()
    assert [one["display_name"] for one in listed["others"]] == ["Amber Quay", "Bridge Arts", "Llais Ynys Môn"]
