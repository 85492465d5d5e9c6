"""The directory is downloaded, and read again without a change: where it came from, and where nothing is known."""

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from campaigns.database import hold_to
from campaigns.jobs import transaction
from campaigns.organisations.actions import add_contact, add_organisation, end_contact
from campaigns.organisations.export.files import as_csv, as_xlsx
from campaigns.organisations.export.rows import HEADINGS, directory
from campaigns.organisations.fields import ContactFields, OrganisationFields
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.imports import actions as imports
from campaigns.organisations.imports.lifecycle import ImportState
from campaigns.organisations.models import Contact, Organisation, OrganisationImport, SignOff
from campaigns.organisations.record.boilerplate import set_boilerplate
from campaigns.organisations.record.categories import add_category
from campaigns.organisations.record.details import set_details, set_relation
from campaigns.organisations.record.fields import (
    CategoryFields,
    DetailFields,
    IdentifierFields,
    OtherNameFields,
    RelationFields,
)
from campaigns.organisations.record.names import add_identifier, add_name
from campaigns.organisations.relations import CategoryKind, Language, NameKind, Relation
from campaigns.text.spreadsheet import unguarded
from tests.organisations.browsing import text_of
from tests.organisations.conftest import signed_in
from workers.organisations import read_imports

FORMATS = {"csv": as_csv, "xlsx": as_xlsx}


@pytest.fixture
async def filled(at_futures, futures, now):
    """A directory in which every column has something, some of it awkward."""
    session, by = at_futures, futures.actor

    async def add(name, **others):
        fields = OrganisationFields(display_name=name, **others)
        return await add_organisation(session, futures.coalition_id, fields, by, now)

    wensum = await add("Wensum Voluntary Action (WVA)", website="wensum.example", mail_domains="wensum.example, wva.example")
    cromer = await add(
        "'Quoted' Trust, \"Cromer\"; and others", is_member=False, signs_as_group=True, sign_off=SignOff.TWO_PEOPLE
    )
    lone = await add("Llais Ynys Môn", sort_name="Môn, Llais Ynys")
    for kind, name in (
        (NameKind.LEGAL, "Wensum Voluntary Action Limited"),
        (NameKind.FORMER, "Norwich CVS; the old one"),
        (NameKind.FORMER, "Norfolk Council of Service"),
        (NameKind.ALIAS, "Gweithredu Wensum"),
    ):
        await add_name(session, wensum.id, OtherNameFields(kind=kind, name=name), by, now)
    for scheme, number in (
        (Scheme.ENGLAND_AND_WALES, "1099999"),
        (Scheme.COMPANY, "01999999"),
        (Scheme.COMPANY, "OC123456"),
    ):
        await add_identifier(session, wensum.id, IdentifierFields(scheme=scheme, number=number), by, now)
    relation = RelationFields(
        relation=Relation.MEMBER, member_from=date(2019, 4, 1), is_lead_partner=True, is_infrastructure=True
    )
    await set_relation(session, wensum.id, relation, wensum.row_version, by, now, now.date())
    left = RelationFields(relation=Relation.FORMER_MEMBER, member_until=date(2026, 5, 31))
    await set_relation(session, lone.id, left, lone.row_version, by, now, now.date())
    labels = [await add_category(session, futures.coalition_id, CategoryFields(label=one)) for one in ("Sports", "-Housing")]
    interests = [
        await add_category(session, futures.coalition_id, CategoryFields(label=one, kind=CategoryKind.INTEREST))
        for one in ("Transport", "Sports")
    ]
    details = DetailFields(
        locality="-Cromer",
        language=Language.BOTH,
        branch_of_id=wensum.id,
        categories=[one.id for one in labels],
        interests=[one.id for one in interests],
    )
    await set_details(session, cromer.id, details, cromer.row_version, by, now)
    await set_boilerplate(session, wensum.id, "=We help people, “always”; by the river | and beyond.", by, now)
    for email, name, role in (
        ("amina@wensum.example", "Amina Cole", "-CEO"),
        ("jo@wensum.example", "'=Jo", "Policy"),
        ("old@wensum.example", "", ""),
    ):
        fields = ContactFields(email=email, name=name, role_title=role, gets_notices=email[0] != "j")
        contact = await add_contact(session, wensum.id, fields, by, now)
    await end_contact(session, contact.id, by, now)
    await session.commit()


async def exported(sessions, world, form):
    async with sessions() as session:
        hold_to(session, world.coalition_id)
        return await FORMATS[form](directory(session))


async def imported(sessions, bell, context, world, content, now):
    """What a file came to, once it was read and added as far as there was anything to add."""
    async with transaction(sessions, bell) as session:
        hold_to(session, world.coalition_id)
        kept = (await imports.upload(session, world.coalition_id, "list", content, world.actor, now)).id
    await read_imports(context)
    async with transaction(sessions, bell) as session:
        hold_to(session, world.coalition_id)
        found = await session.get_one(OrganisationImport, kept)
        assert (found.state, found.problem) == (ImportState.READ, "")
        assert found.summary["problems"] == 0
        return await imports.apply(session, kept, leave_out=False, actor=world.actor, now=now)


@pytest.fixture
def context(sessions, bell, clock):
    return {"sessions": sessions, "bell": bell}


@pytest.mark.parametrize("form", FORMATS)
async def test_a_file_that_was_downloaded_changes_nothing_where_it_came_from(
    sessions, bell, context, futures, now, filled, form
):
    before = await exported(sessions, futures, "csv")
    summary = await imported(sessions, bell, context, futures, await exported(sessions, futures, form), now)
    assert (summary.organisations, summary.contacts, summary.nothing_new) == (0, 0, 4)
    assert summary.notes == []  # every column is understood
    assert await exported(sessions, futures, "csv") == before


@pytest.mark.parametrize("form", FORMATS)
async def test_where_nothing_is_known_it_makes_the_same_directory(
    sessions, bell, context, futures, rivers, now, filled, form
):
    summary = await imported(sessions, bell, context, rivers, await exported(sessions, futures, form), now)
    assert (summary.organisations, summary.contacts) == (3, 2)
    for each in FORMATS:
        ours, theirs = await exported(sessions, futures, each), await exported(sessions, rivers, each)
        assert rows_of(ours, each) == rows_of(theirs, each)


def rows_of(content, form):
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


async def test_nothing_in_a_file_would_be_run(sessions, futures, filled):
    for form in FORMATS:
        rows = rows_of(await exported(sessions, futures, form), form)
        assert tuple(rows[0]) == HEADINGS
        cells = [cell for row in rows[1:] for cell in row]
        assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]
        assert {"'-CEO", "''=Jo", "'-Cromer"} <= set(cells)
        assert {"-CEO", "'=Jo", "-Cromer"} <= set(map(unguarded, cells))
        assert "old@wensum.example" not in cells
        (cromer,) = [row for row in rows if "'-Cromer" in row]
        assert cromer[HEADINGS.index("Categories")] == "'-Housing | Sports"
        assert cromer[HEADINGS.index("Interests")] == "Sports | Transport"


async def test_nia_downloads_both_and_nobody_else_does(nia, client, sessions, futures, rivers, now, filled):
    for ending, beginning in (("csv", b"\xef\xbb\xbfOrganisation,"), ("xlsx", b"PK")):
        answer = await nia.get(f"/organisations.{ending}")
        assert answer.content.startswith(beginning)
        name = f'attachment; filename="fair-futures-organisations.{ending}"'
        assert answer.headers["content-disposition"] == name
        assert (await client.get(f"/secretariat/clean-rivers/organisations.{ending}")).status_code == 404
    assert "Download as XLSX" in text_of(await nia.get("/organisations"))
    client.cookies.clear()
    client.headers["authorization"] = f"Bearer {await signed_in(sessions, futures, now)}"
    there = "/api/v1/coalitions/fair-futures/organisations"
    assert (await client.get(f"{there}.csv")).content == await exported(sessions, futures, "csv")
    assert (await client.get(f"{there}.xlsx")).content.startswith(b"PK")


async def test_a_row_that_contradicts_the_list_or_what_is_known_is_told(sessions, bell, context, futures, now, filled):
    headings = ["Organisation", "Charity number", "Also known as", "Branch of", "Relation", "Member from", "Lead partner"]
    rows = [
        ["Acorn Trust", "12", "", "", "friend", "31/02/2020", "perhaps"],
        ["Birch Trust", "1099999", "Norwich CVS; the old one", "", "", "", ""],
        ["Cedar Trust", "", "", "Nowhere Trust", "", "", ""],
        ["Dogwood Trust", "", "", "'Quoted' Trust, \"Cromer\"; and others", "", "", ""],
        ["Elm Trust", "", "Fir Trust", "", "", "", ""],
        ["Fir Trust", "", "", "WVA | ", "", "", "yes"],
        ["Norfolk Council of Service", "", "", "", "", "", ""],
    ]
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    async with transaction(sessions, bell) as session:
        hold_to(session, futures.coalition_id)
        kept = await imports.upload(session, futures.coalition_id, "list", text.getvalue().encode(), futures.actor, now)
    await read_imports(context)
    async with sessions() as session:
        hold_to(session, futures.coalition_id)
        found = await session.scalar(select(OrganisationImport.rows).where(OrganisationImport.id == kept.id))
        told = {row["organisation"]: row.get("problems", []) for row in found}
        assert await session.scalar(select(func.count()).select_from(Organisation)) == 3
        assert await session.scalar(select(func.count()).select_from(Contact)) == 3
    assert told == {
        "Acorn Trust": [
            "“12” is not a number of the Charity Commission for England and Wales. It should be like 1099999.",
            "The relation must be member, partner or former member, not “friend”.",
            "The first day of the membership must be a date such as 2019-04-01 or 1/4/2019, not “31/02/2020”.",
            "“Lead partner” must be yes or no, not “perhaps”.",
        ],
        "Birch Trust": [
            "“Norwich CVS; the old one” is a name of Wensum Voluntary Action (WVA) already.",
            "GB-CHC-1099999 is the number of Wensum Voluntary Action (WVA).",
        ],
        "Cedar Trust": ["“Nowhere Trust”, of which it is a branch, is neither known nor in this list."],
        "Dogwood Trust": [
            "“'Quoted' Trust, \"Cromer\"; and others”, of which it is a branch, is a branch itself.",
        ],
        "Elm Trust": ["“Fir Trust” is a name of another organisation in this list already."],
        "Fir Trust": ["“WVA |”, of which it is a branch, is neither known nor in this list."],
        "Norfolk Council of Service": [],
    }
