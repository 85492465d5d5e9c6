"""What the secretariat writes down about an organisation, and what is told when it cannot be."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.organisations.actions import add_contact, add_organisation, change_organisation
from campaigns.organisations.fields import ContactFields, OrganisationFields
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.known_by import found_by_name
from campaigns.organisations.models import Category, OrganisationChange
from campaigns.organisations.queries import Filters, Show, organisations_page
from campaigns.organisations.record.categories import MOST_LABELS, add_category, categories, remove_category, rename_category
from campaigns.organisations.record.details import set_details, set_relation
from campaigns.organisations.record.fields import (
    CategoryFields,
    DetailFields,
    IdentifierFields,
    LabelFields,
    OtherNameFields,
    RelationFields,
    SignerFields,
)
from campaigns.organisations.record.names import add_identifier, add_name, remove_identifier, remove_name
from campaigns.organisations.record.queries import changes_page, organisation_record
from campaigns.organisations.record.signers import add_signer, change_signer, remove_signer
from campaigns.organisations.relations import CategoryKind, Language, NameKind, Relation

TODAY = date(2026, 6, 2)
CHARITY = IdentifierFields(scheme=Scheme.ENGLAND_AND_WALES, number="1099999")


def former(name):
    return OtherNameFields(kind=NameKind.FORMER, name=name)


def named(name, **others):
    return OrganisationFields(display_name=name, **others)


@pytest.fixture
async def add(at_futures, futures, now):
    """Adds an organisation by its name."""

    async def add(name, **others):
        return await add_organisation(at_futures, futures.coalition_id, named(name, **others), futures.actor, now)

    return add


@pytest.fixture
async def wensum(add):
    return await add("Wensum Voluntary Action (WVA)")


async def log_of(session, organisation):
    page = await changes_page(session, organisation.id)
    return [(one.field, one.was, one.now, one.reason) for one in reversed(page.changes)]


async def test_an_organisation_is_found_by_every_name_it_ever_had(at_futures, futures, wensum, now):
    for fields in (
        OtherNameFields(kind=NameKind.LEGAL, name="Wensum Voluntary Action Limited"),
        former(" Norwich  Council for Voluntary Service "),
        OtherNameFields(kind=NameKind.ALIAS, name="Gweithredu Gwirfoddol Wensum"),
    ):
        await add_name(at_futures, wensum.id, fields, futures.actor, now)
    for search in ("limited", "norwich council", "gwirfoddol"):
        page = await organisations_page(at_futures, filters=Filters(search=search))
        assert [row.id for row in page.rows] == [wensum.id]
    assert await found_by_name(at_futures, "the Norwich council for voluntary service", "x") == wensum.id
    assert await found_by_name(at_futures, "wva", "x") == wensum.id
    record = await organisation_record(at_futures, wensum.id)
    assert [(one.kind.value, one.name) for one in record.names] == [
        ("legal", "Wensum Voluntary Action Limited"),
        ("former", "Norwich Council for Voluntary Service"),
        ("alias", "Gweithredu Gwirfoddol Wensum"),
    ]


async def test_a_name_belongs_to_one_organisation_and_a_clash_is_told_in_words(at_futures, futures, wensum, add, now):
    await add_name(at_futures, wensum.id, former("Quay Group"), futures.actor, now)
    with pytest.raises(Invalid, match=r"“Quay Group” is a former name of Wensum Voluntary Action \(WVA\)"):
        await add("The QUAY Group")
    llais = await add("Llais Ynys Môn")
    with pytest.raises(Invalid, match="“Quay Group” is a former name of Wensum"):
        await add_name(at_futures, llais.id, former("quay group"), futures.actor, now)
    with pytest.raises(Invalid, match="“Llais Ynys Môn” is in the list already"):
        await add_name(at_futures, wensum.id, former("Llais Ynys Mon"), futures.actor, now)
    with pytest.raises(Invalid, match="is a former name of Wensum"):
        await change_organisation(at_futures, llais.id, named("Quay Group"), llais.row_version, futures.actor, now)
    with pytest.raises(Invalid, match="among its names already"):
        await add_name(at_futures, wensum.id, former("Quay Group"), futures.actor, now)
    with pytest.raises(Invalid, match="the same name"):
        await add_name(at_futures, wensum.id, former("wensum voluntary action"), futures.actor, now)


async def test_another_legal_name_takes_the_place_of_the_first_and_a_name_can_go(at_futures, futures, wensum, now):
    first, second = "Wensum Voluntary Action", "Wensum Voluntary Action Limited"
    for name in (first, second):  # the legal name may be the one in lists
        await add_name(at_futures, wensum.id, OtherNameFields(kind=NameKind.LEGAL, name=name), futures.actor, now)
    (legal,) = (await organisation_record(at_futures, wensum.id)).names
    assert legal.name == second
    await remove_name(at_futures, wensum.id, legal.id, futures.actor, now)
    assert (await organisation_record(at_futures, wensum.id)).names == []
    with pytest.raises(NotFound):
        await remove_name(at_futures, wensum.id, legal.id, futures.actor, now)
    assert await log_of(at_futures, wensum) == [
        ("legal name", "", first, ""),
        ("legal name", first, second, ""),
        ("legal name", second, "", ""),
    ]


async def test_a_changed_name_can_be_kept_as_a_former_one(at_futures, futures, wensum, now):
    await change_organisation(
        at_futures, wensum.id, named("Wensum Together"), 1, futures.actor, now, reason="Merged", keep_former=True
    )
    (kept,) = (await organisation_record(at_futures, wensum.id)).names
    assert (kept.kind, kept.name) == (NameKind.FORMER, "Wensum Voluntary Action (WVA)")
    assert await log_of(at_futures, wensum) == [
        ("name in lists", "Wensum Voluntary Action (WVA)", "Wensum Together", "Merged"),
        ("acronym", "WVA", "", "Merged"),
        ("sort name", "Wensum Voluntary Action (WVA)", "Wensum Together", "Merged"),
    ]


async def test_a_number_is_one_organisations_and_a_clash_names_it(at_futures, at_rivers, futures, rivers, wensum, add, now):
    kept = await add_identifier(at_futures, wensum.id, CHARITY, futures.actor, now)
    await add_identifier(
        at_futures, wensum.id, IdentifierFields(scheme=Scheme.COMPANY, number="1999999"), futures.actor, now
    )
    record = await organisation_record(at_futures, wensum.id)
    assert [one.org_id for one in record.identifiers] == ["GB-CHC-1099999", "GB-COH-01999999"]
    branch = await add("Wensum Voluntary Action, Cromer")
    with pytest.raises(Invalid, match=r"GB-CHC-1099999 is the number of Wensum Voluntary Action \(WVA\). If this"):
        await add_identifier(at_futures, branch.id, CHARITY, futures.actor, now)
    with pytest.raises(Invalid, match="among its numbers already"):
        await add_identifier(at_futures, wensum.id, CHARITY, futures.actor, now)
    for search in ("1099999", "gb-chc-1099", "GB-COH"):
        page = await organisations_page(at_futures, filters=Filters(search=search))
        assert [row.id for row in page.rows] == ([wensum.id] if any(map(str.isdigit, search)) else [])
    await remove_identifier(at_futures, wensum.id, kept.id, futures.actor, now)
    await add_identifier(at_futures, branch.id, CHARITY, futures.actor, now)
    await at_futures.commit()
    theirs = await add_organisation(at_rivers, rivers.coalition_id, named("Otter Trust"), rivers.actor, now)
    await add_identifier(at_rivers, theirs.id, CHARITY, rivers.actor, now)
    with pytest.raises(NotFound):
        await remove_identifier(at_rivers, theirs.id, kept.id, rivers.actor, now)


async def relate(session, organisation, relation, actor, now, **others):
    fields = RelationFields(relation=relation, **others)
    return await set_relation(session, organisation.id, fields, organisation.row_version, actor, now, TODAY)


async def test_a_member_joins_leads_leaves_and_becomes_a_partner(at_futures, futures, wensum, now):
    joined, left = date(2020, 1, 1), date(2026, 5, 31)
    await relate(at_futures, wensum, Relation.MEMBER, futures.actor, now, member_from=joined, is_lead_partner=True)
    assert (wensum.is_member, wensum.is_lead_partner) == (True, True)
    await relate(at_futures, wensum, Relation.FORMER_MEMBER, futures.actor, now, member_from=joined, member_until=left)
    assert (wensum.is_member, wensum.is_lead_partner, wensum.member_until) == (False, False, left)
    await relate(
        at_futures,
        wensum,
        Relation.PARTNER,
        futures.actor,
        now,
        member_from=joined,
        member_until=left,
        is_infrastructure=True,
    )
    record = await organisation_record(at_futures, wensum.id)
    assert (record.relation, record.is_infrastructure, record.member_until) == (Relation.PARTNER, True, left)
    for show in (Show.PARTNERS, Show.INFRASTRUCTURE, Show.FORMER_MEMBERS, Show.ALL):
        assert (await organisations_page(at_futures, filters=Filters(show=show))).total == 1
    assert (await organisations_page(at_futures, filters=Filters(show=Show.MEMBERS))).total == 0
    assert ("relation", "Member", "Was a member", "") in await log_of(at_futures, wensum)


@pytest.mark.parametrize(
    ("relation", "since", "until", "told"),
    [
        (Relation.MEMBER, None, TODAY, "A member has no last day"),
        (Relation.FORMER_MEMBER, None, None, "Enter the last day"),
        (Relation.FORMER_MEMBER, date(2026, 6, 2), date(2026, 6, 1), "must not be before the first"),
        (Relation.FORMER_MEMBER, None, date(2026, 6, 3), "must not lie ahead"),
    ],
)
async def test_days_that_cannot_be(at_futures, futures, wensum, now, relation, since, until, told):
    with pytest.raises(Invalid, match=told):
        await relate(at_futures, wensum, relation, futures.actor, now, member_from=since, member_until=until)


async def test_the_host_stays_a_member(at_futures, futures, wensum, now):
    wensum.is_host = True
    await at_futures.flush()
    with pytest.raises(NotAllowedNow, match="is the host organisation"):
        await relate(at_futures, wensum, Relation.PARTNER, futures.actor, now)
    fields = named("Wensum Voluntary Action (WVA)", is_member=False)
    with pytest.raises(NotAllowedNow, match="is the host organisation"):
        await change_organisation(at_futures, wensum.id, fields, wensum.row_version, futures.actor, now)


async def test_a_branch_has_a_parent_and_no_branches(at_futures, futures, wensum, add, now):
    cromer, holt = await add("Wensum in Cromer"), await add("Wensum in Holt")
    fields = DetailFields(locality=" Cromer ", language=Language.BOTH, branch_of_id=wensum.id)
    await set_details(at_futures, cromer.id, fields, cromer.row_version, futures.actor, now)
    for organisation, parent, told in (
        (holt, cromer.id, "Wensum in Cromer is a branch itself"),
        (wensum, holt.id, "has branches of its own"),
        (holt, holt.id, "a branch of itself"),
        (holt, uuid4(), "is not known here"),
    ):
        with pytest.raises(Invalid, match=told):
            await set_details(
                at_futures,
                organisation.id,
                DetailFields(branch_of_id=parent),
                organisation.row_version,
                futures.actor,
                now,
            )
    page = await organisations_page(at_futures, filters=Filters(branch_of=wensum.id))
    assert [row.id for row in page.rows] == [cromer.id]
    record = await organisation_record(at_futures, wensum.id)
    assert ([one.name for one in record.branches], record.branch_count) == (["Wensum in Cromer"], 1)
    assert (await organisation_record(at_futures, cromer.id)).locality == "Cromer"
    with pytest.raises(Conflict):
        await set_details(at_futures, cromer.id, DetailFields(), 1, futures.actor, now)


async def test_categories_are_the_coalitions_own(at_futures, at_rivers, futures, rivers, wensum, now):
    housing = await add_category(at_futures, futures.coalition_id, CategoryFields(label=" Housing "))
    sports = await add_category(at_futures, futures.coalition_id, CategoryFields(label="Sports"))
    with pytest.raises(Invalid, match="There is a category “housing” already"):
        await add_category(at_futures, futures.coalition_id, CategoryFields(label="housing"))
    fields = DetailFields(categories=[sports.id, housing.id, housing.id])
    await set_details(at_futures, wensum.id, fields, wensum.row_version, futures.actor, now)
    await rename_category(at_futures, housing.id, CategoryFields(label="Homes"))
    record = await organisation_record(at_futures, wensum.id)
    assert [one.name for one in record.categories] == ["Homes", "Sports"]
    assert [(one.label, one.organisations) for one in await categories(at_futures)] == [("Homes", 1), ("Sports", 1)]
    await remove_category(at_futures, sports.id)
    assert (await organisations_page(at_futures, filters=Filters(category=housing.id))).total == 1
    assert await log_of(at_futures, wensum) == [("categories", "", "Housing, Sports", "")]
    await at_futures.commit()
    theirs = await add_organisation(at_rivers, rivers.coalition_id, named("Otter Trust"), rivers.actor, now)
    with pytest.raises(Invalid, match="taken away meanwhile"):
        await set_details(at_rivers, theirs.id, DetailFields(categories=[housing.id]), 1, rivers.actor, now)
    with pytest.raises(NotFound):
        await remove_category(at_rivers, housing.id)


async def test_interests_stand_beside_the_categories(at_futures, futures, wensum, now):
    async def labelled(label, kind):
        return (await add_category(at_futures, futures.coalition_id, CategoryFields(label=label, kind=kind))).id

    hall = await labelled("Village halls", CategoryKind.CATEGORY)
    was = await labelled("Housing", CategoryKind.CATEGORY)
    housing, transport = [await labelled(one, CategoryKind.INTEREST) for one in ("Housing", "Transport")]
    with pytest.raises(Invalid, match="There is an interest “Housing” already"):
        await rename_category(at_futures, transport, LabelFields(label="Housing"))
    told = [f"{one.kind}: {one.label}" for one in await categories(at_futures)]
    assert told == ["category: Housing", "category: Village halls", "interest: Housing", "interest: Transport"]

    wrong = DetailFields(categories=[hall, housing], interests=[was])
    with pytest.raises(Invalid) as refused:
        await set_details(at_futures, wensum.id, wrong, wensum.row_version, futures.actor, now)
    assert refused.value.problems == {
        "categories": "One of the categories was taken away meanwhile. Look at them again.",
        "interests": "One of the interests was taken away meanwhile. Look at them again.",
    }
    fields = DetailFields(categories=[hall], interests=[transport, housing])
    await set_details(at_futures, wensum.id, fields, wensum.row_version, futures.actor, now)
    record = await organisation_record(at_futures, wensum.id)
    assert [one.name for one in record.categories] == ["Village halls"]
    assert [one.name for one in record.interests] == ["Housing", "Transport"]
    for label, found in ((housing, 1), (was, 0)):
        assert (await organisations_page(at_futures, filters=Filters(category=label))).total == found
    log = [("categories", "", "Village halls", ""), ("interests", "", "Housing, Transport", "")]
    assert sorted(await log_of(at_futures, wensum)) == log
    assert await remove_category(at_futures, transport) is CategoryKind.INTEREST


async def test_there_is_room_for_as_many_interests_as_categories(at_futures, futures, wensum, now):
    at_futures.add_all(
        Category(coalition_id=futures.coalition_id, kind=kind, label=str(number), label_key=str(number))
        for kind in CategoryKind
        for number in range(MOST_LABELS)
    )
    await at_futures.flush()
    assert len(await categories(at_futures)) == 2 * MOST_LABELS
    for kind, told in ((CategoryKind.CATEGORY, "100 categories"), (CategoryKind.INTEREST, "100 interests")):
        with pytest.raises(Invalid, match=told):
            await add_category(at_futures, futures.coalition_id, CategoryFields(label="Housing", kind=kind))
    ids = [one.id for one in await categories(at_futures) if one.kind is CategoryKind.INTEREST]
    with pytest.raises(Invalid, match="20 interests"):
        DetailFields(interests=ids[:21]).checked()


async def test_who_may_sign_and_until_when(at_futures, futures, wensum, add, now):
    amina = await add_contact(
        at_futures,
        wensum.id,
        ContactFields(email="amina@wensum.example", name="Amina Cole", role_title="Chief executive"),
        futures.actor,
        now,
    )
    signer = await add_signer(
        at_futures, wensum.id, SignerFields(contact_id=amina.id, signs_from=date(2024, 4, 1)), futures.actor, now
    )
    assert (signer.name, signer.role_title) == ("Amina Cole", "Chief executive")
    fields = SignerFields(name="Amina Cole", signs_from=date(2024, 4, 1), signs_until=date(2027, 3, 31))
    await change_signer(at_futures, wensum.id, signer.id, fields, futures.actor, now)
    (shown,) = (await organisation_record(at_futures, wensum.id)).signers
    assert (shown.contact_id, shown.signs_until) == (None, date(2027, 3, 31))
    other = await add("Llais Ynys Môn")
    with pytest.raises(Invalid, match="own contacts"):
        await add_signer(at_futures, other.id, SignerFields(contact_id=amina.id), futures.actor, now)
    with pytest.raises(NotFound):
        await remove_signer(at_futures, other.id, signer.id, futures.actor, now)
    for wrong in (SignerFields(), SignerFields(name="Jo", signs_from=TODAY, signs_until=date(2026, 6, 1))):
        with pytest.raises(Invalid):
            await add_signer(at_futures, wensum.id, wrong, futures.actor, now)
    await remove_signer(at_futures, wensum.id, signer.id, futures.actor, now)
    told = str(await log_of(at_futures, wensum))
    assert "2027-03-31" in told
    assert "Amina" not in told  # what can never be forgotten says nothing of a person
    assert "amina@" not in told


async def test_organisations_without_anybody_to_invite_are_found(at_futures, futures, wensum, add, now):
    reached = await add("Llais Ynys Môn")
    await add_contact(at_futures, reached.id, ContactFields(email="sian@llais.example"), futures.actor, now)
    await add_contact(
        at_futures, wensum.id, ContactFields(email="a@wensum.example", gets_invitations=False), futures.actor, now
    )
    page = await organisations_page(at_futures, filters=Filters(no_contact=True))
    assert [row.id for row in page.rows] == [wensum.id]


@pytest.mark.parametrize("statement", [update(OrganisationChange).values(reason="Never"), delete(OrganisationChange)])
async def test_what_was_changed_is_never_rewritten(at_futures, futures, wensum, now, statement):
    await add_name(at_futures, wensum.id, former("Quay Group"), futures.actor, now)
    with pytest.raises(DBAPIError, match="never changed or deleted"):
        await at_futures.execute(statement)


async def test_changes_come_newest_first_in_pages(at_futures, futures, wensum, now):
    for number in range(5):
        await add_name(at_futures, wensum.id, former(f"Quay Group {number}"), futures.actor, now)
    first = await changes_page(at_futures, wensum.id, limit=3)
    rest = await changes_page(at_futures, wensum.id, first.earlier, limit=3)
    assert [one.now[-1] for one in [*first.changes, *rest.changes]] == ["4", "3", "2", "1", "0"]
    assert rest.earlier is None
    assert {one.by for one in first.changes} == {"Nia Rees"}
    assert (await at_futures.scalars(select(OrganisationChange.organisation_id))).all() == [wensum.id] * 5
