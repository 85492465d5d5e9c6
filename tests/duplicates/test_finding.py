"""The worker finds organisations that may be one, asks about each pair once, and leaves alone what is told apart."""

import pytest
from sqlalchemy import func, select

from campaigns.database import hold_to
from campaigns.duplicates import finding
from campaigns.duplicates.actions import decide
from campaigns.duplicates.finding import find_pairs
from campaigns.duplicates.models import Decision, Likeness, Pair
from campaigns.duplicates.queries import open_pairs
from campaigns.organisations.actions import add_organisation, change_organisation
from campaigns.organisations.fields import OrganisationFields
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.models import Organisation
from campaigns.organisations.record.details import set_branch
from campaigns.organisations.record.fields import IdentifierFields, OtherNameFields
from campaigns.organisations.record.names import add_identifier, add_name
from campaigns.organisations.relations import NameKind


@pytest.fixture
def found(sessions, bell, now, futures):
    """Adds organisations and says what is found between them: pairs of names with the reason."""

    async def found(*organisations, change=None):
        async with sessions() as session:
            hold_to(session, futures.coalition_id)
            added = [
                await add_organisation(session, futures.coalition_id, OrganisationFields(**fields), futures.actor, now)
                for fields in organisations
            ]
            if change:
                await change(session, *added)
            await session.commit()
        await find_pairs(sessions, bell, now)
        async with sessions() as session:
            hold_to(session, futures.coalition_id)
            page = await open_pairs(session)
            assert page.total == len(page.pairs)
        return {(*sorted([one.one.display_name, one.other.display_name]), one.likeness) for one in page.pairs}

    return found


def called(name, **others):
    return {"display_name": name, **others}


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        (called("Wensum Voluntary Action"), called("Wensum Volunatry Action"), Likeness.NAME),
        (called("Wensum Voluntary Action"), called("Wensum Voluntary Action Norwich"), Likeness.NAME),
        (called("Erewash Voluntary Action"), called("Voluntary Action Erewash"), Likeness.NAME),
        (called("Doctors of the Quay", acronym="DQ"), called("Quayside Medics (QSM)", acronym="DQ"), Likeness.ACRONYM),
        (called("Wensum Voluntary Action", acronym="WVA"), called("WVA"), Likeness.ACRONYM),
        (
            called("Amber Trust", mail_domains="amber.example quay.example"),
            called("Birch Group", mail_domains="quay.example"),
            Likeness.MAIL_DOMAIN,
        ),
    ],
)
async def test_what_may_be_one_is_found(found, one, other, likeness):
    assert await found(one, other, called("Sherwood Ladies Rounders League")) == {
        (*sorted([one["display_name"], other["display_name"]]), likeness)
    }


@pytest.mark.parametrize(
    "names",
    [
        ("1st Derby Scouts", "2nd Derby Scouts"),
        ("Derbyshire Dales CVS", "High Peak CVS"),
        ("Community Action Derby", "Community Accounts Plus"),
        ("Rural Action Derbyshire", "Erewash Voluntary Action"),
        ("Nottingham Women’s Centre", "Nottingham Community Kitchen"),
    ],
)
async def test_what_is_only_of_one_kind_is_not(found, names):
    assert await found(*map(called, names)) == set()


async def test_former_names_and_linked_charities_are_compared_too(found, futures, now):
    async def change(session, wensum, norwich, cromer):
        fields = OtherNameFields(kind=NameKind.FORMER, name="Norwich Council for Voluntary Service")
        await add_name(session, wensum.id, fields, futures.actor, now)
        for organisation, number in ((wensum, "1099999"), (cromer, "1099999-1")):
            fields = IdentifierFields(scheme=Scheme.ENGLAND_AND_WALES, number=number)
            await add_identifier(session, organisation.id, fields, futures.actor, now)

    names = ("Wensum Together", "Norwich Council of Voluntary Services", "Cromer Food Bank")
    assert await found(*map(called, names), change=change) == {
        ("Norwich Council of Voluntary Services", "Wensum Together", Likeness.NAME),
        ("Cromer Food Bank", "Wensum Together", Likeness.NUMBER),
    }


async def test_branches_are_not_asked_about(found, futures, now):
    async def change(session, parent, *branches):
        for branch in branches:
            await set_branch(session, branch.id, parent.id, futures.actor, now)

    names = ("Wensum Voluntary Action", "Wensum Voluntary Action, Cromer", "Wensum Voluntary Action, Comer")
    assert await found(*map(called, names), change=change) == set()


async def test_a_pair_is_asked_about_once_and_looked_for_again_after_a_change(
    found, sessions, bell, futures, rivers, now, monkeypatch
):
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    assert len(await found(called("Quay Group of Cromer"), called("Quay Group at Cromer"), called("Amber Trust"))) == 1
    assert await find_pairs(sessions, bell, now) == 0
    async with sessions() as session:
        hold_to(session, futures.coalition_id)
        pair = await session.scalar(select(Pair))
        await decide(session, pair.id, Decision.DIFFERENT, None, futures.actor, now)
        amber = await session.scalar(select(Organisation).where(Organisation.name_key == "amber trust"))
        fields = OrganisationFields(display_name="Quay Groups of Cromer")
        await change_organisation(session, amber.id, fields, amber.row_version, futures.actor, now)
        await session.commit()
    assert await find_pairs(sessions, bell, now) == 2
    async with sessions() as session:
        hold_to(session, futures.coalition_id)
        assert (await open_pairs(session)).total == 2
        assert await session.scalar(select(func.count()).where(Pair.decision == Decision.DIFFERENT)) == 1
    async with sessions() as session:
        hold_to(session, rivers.coalition_id)
        assert (await open_pairs(session)).total == 0


async def test_organisations_of_two_coalitions_are_never_a_pair(found, sessions, bell, rivers, now):
    async with sessions() as session:
        hold_to(session, rivers.coalition_id)
        fields = OrganisationFields(display_name="Wensum Voluntary Action", acronym="WVA")
        await add_organisation(session, rivers.coalition_id, fields, rivers.actor, now)
        await session.commit()
    assert await found(called("Wensum Voluntary Action", acronym="WVA")) == set()
