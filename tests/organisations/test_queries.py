"""The list of organisations in pages, in order, searched, and never with a row of another coalition."""

from uuid import uuid4

import pytest

from campaigns.database import hold_to
from campaigns.errors import NotFound
from campaigns.names.order import sort_key
from campaigns.organisations.actions import add_contact, add_organisation, end_contact
from campaigns.organisations.fields import ContactFields, OrganisationFields
from campaigns.organisations.queries import (
    Filters,
    invitation_options,
    neighbours_of,
    organisation_detail,
    organisations_page,
)

FILED = ["Amber Quay CVS", "The Bridge", "Bridge Arts", "Llais Ynys Môn", "Ósk Trust", "Wensum Action (WVA)", "Żubr Society"]


@pytest.fixture
async def listed(sessions, futures, rivers, now):
    """Seven organisations, added out of order; Clean Rivers has one of the same name as one of them."""
    added = {}
    for world, names_added in ((rivers, ["Bridge Arts"]), (futures, sorted(FILED, key=len))):
        async with sessions() as session:
            hold_to(session, world.coalition_id)
            for name in names_added:
                fields = OrganisationFields(display_name=name)
                added[name] = await add_organisation(session, world.coalition_id, fields, world.actor, now)
            await session.commit()
    return added


def names(page):
    return [row.display_name for row in page.rows]


async def test_pages_forth_and_back_show_every_row_once(listed, at_futures):
    seen, after = [], None
    while True:
        page = await organisations_page(at_futures, after=after, limit=3)
        assert page.total == len(FILED)
        seen.append(names(page))
        if page.later is None:
            break
        after = page.later
    assert seen == [FILED[:3], FILED[3:6], FILED[6:]]
    back = await organisations_page(at_futures, before=page.earlier, limit=3)
    assert names(back) == FILED[3:6]
    first = await organisations_page(at_futures, before=back.earlier, limit=3)
    assert (names(first), first.earlier) == (FILED[:3], None)
    assert first.later == listed[FILED[2]].id


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("bridge", ["The Bridge", "Bridge Arts"]),
        ("  BRIDGE   arts ", ["Bridge Arts"]),
        ("the bridge", ["The Bridge", "Bridge Arts"]),
        ("osk", ["Ósk Trust"]),
        ("zubr", ["Żubr Society"]),
        ("wva", ["Wensum Action (WVA)"]),
        ("AMINA@", ["Wensum Action (WVA)"]),
        ("%", []),
        ("_", []),
        ("\x00", FILED),
        ("nothing like it", []),
    ],
)
async def test_search_looks_at_names_acronyms_and_addresses(listed, at_futures, futures, now, search, found):
    wensum = listed["Wensum Action (WVA)"]
    await add_contact(at_futures, wensum.id, ContactFields(email="amina@wensum.example"), futures.actor, now)
    page = await organisations_page(at_futures, filters=Filters(search=search))
    assert (names(page), page.total) == (found, len(found))


async def test_a_row_shows_only_contacts_that_have_not_ended(listed, at_futures, futures, now):
    wensum = listed["Wensum Action (WVA)"]
    for email in ("amina@wensum.example", "old@wensum.example"):
        contact = await add_contact(at_futures, wensum.id, ContactFields(email=email), futures.actor, now)
    await end_contact(at_futures, contact.id, futures.actor, now)
    (row,) = (await organisations_page(at_futures, filters=Filters(search="wensum"))).rows
    assert [contact.email for contact in row.contacts] == ["amina@wensum.example"]
    detail = await organisation_detail(at_futures, wensum.id)
    assert [(contact.email, contact.ended_at) for contact in detail.contacts] == [
        ("amina@wensum.example", None),
        ("old@wensum.example", now),
    ]


async def test_options_to_invite_say_who_can_be_reached(listed, at_futures, futures, now):
    bridge = listed["The Bridge"]
    fields = [
        ContactFields(email="a@bridge.example"),
        ContactFields(email="b@bridge.example", gets_invitations=False),
        ContactFields(email="c@bridge.example"),
    ]
    contacts = [await add_contact(at_futures, bridge.id, one, futures.actor, now) for one in fields]
    await end_contact(at_futures, contacts[2].id, futures.actor, now)
    options = await invitation_options(at_futures, limit=2)
    assert [(option.display_name, option.contacts) for option in options] == [("Amber Quay CVS", 0), ("The Bridge", 1)]
    after = await invitation_options(at_futures, after=options[-1].id, limit=2)
    assert [option.display_name for option in after] == FILED[2:4]


async def test_a_name_is_shown_between_those_it_will_be_filed_between(listed, at_futures):
    assert await neighbours_of(at_futures, sort_key("Brook Kitchen")) == (FILED[1:3], FILED[3:5])
    assert await neighbours_of(at_futures, sort_key("Aardvark"), 1) == ([], FILED[:1])
    bridge = listed["The Bridge"]
    assert await neighbours_of(at_futures, bridge.sort_key, 1, leave_out=bridge.id) == (FILED[:1], FILED[2:3])


async def test_another_coalition_sees_none_of_it(listed, at_rivers):
    page = await organisations_page(at_rivers)
    assert (names(page), page.total) == (["Bridge Arts"], 1)
    for one in listed.values():
        with pytest.raises(NotFound):
            await organisation_detail(at_rivers, one.id)
        assert (await organisations_page(at_rivers, after=one.id)).rows == []
        assert (await organisations_page(at_rivers, before=one.id)).rows == []
    assert [option.display_name for option in await invitation_options(at_rivers)] == ["Bridge Arts"]
    assert await neighbours_of(at_rivers, b"") == ([], ["Bridge Arts"])


async def test_an_organisation_that_does_not_exist_is_not_found(listed, at_futures):
    with pytest.raises(NotFound):
        await organisation_detail(at_futures, uuid4())
    assert (await organisations_page(at_futures, after=uuid4())).rows == []


async def test_an_empty_coalition_has_an_empty_list(at_rivers):
    page = await organisations_page(at_rivers)
    assert (page.rows, page.total, page.earlier, page.later) == ([], 0, None, None)
