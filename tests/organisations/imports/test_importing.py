"""Nia uploads her list, the worker reads it, she adds it: once, whole, and seen by nobody else."""

import asyncio
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from campaigns.database import hold_to, make_engine, make_sessions
from campaigns.errors import Invalid, NotAllowedNow, NotFound, TooLarge
from campaigns.jobs import Job, transaction
from campaigns.names.order import sort_key
from campaigns.organisations.actions import add_contact, add_organisation, end_contact
from campaigns.organisations.fields import ContactFields, OrganisationFields
from campaigns.organisations.imports import actions, reader
from campaigns.organisations.imports.lifecycle import ImportState
from campaigns.organisations.imports.rows import Summary
from campaigns.organisations.imports.table import LARGEST_FILE, Table
from campaigns.organisations.models import Contact, Organisation, OrganisationImport
from tests.organisations.conftest import make_world
from tests.organisations.imports.files import as_csv, as_xlsx, with_cell_at_the_end
from workers.organisations import read_imports
from workers.retention import forget

MEMBERS = [
    ["Wensum Voluntary Action (WVA)", "", "", "Amina Cole", "Chief executive", "amina@wensum.example"],
    ["Wensum Voluntary Action", "", "", "Jo Pratt", "Policy officer", "jo@wensum.example"],
    ["The Mill Road Centre", "", "", "Ben Marsh", "Director", "ben@millroad.example"],
    ["مركز الأمل", "", "", "", "", ""],
]
BROKEN = [["", "", "", "Nobody", "", "nobody@nowhere.example"], ["Otter Trust", "", "", "", "", "ivy@"]]


async def uploaded(sessions, bell, world, content, now, name="members.csv"):
    async with transaction(sessions, bell) as session:
        hold_to(session, world.coalition_id)
        return (await actions.upload(session, world.coalition_id, name, content, world.actor, now)).id


async def state_of(sessions, world, import_id):
    async with sessions() as session:
        hold_to(session, world.coalition_id)
        everything = (undefer(OrganisationImport.rows), undefer(OrganisationImport.content))
        return await session.scalar(
            select(OrganisationImport).where(OrganisationImport.id == import_id).options(*everything)
        )


async def applied(sessions, bell, world, import_id, now, *, leave_out=False):
    async with transaction(sessions, bell) as session:
        hold_to(session, world.coalition_id)
        return await actions.apply(session, import_id, leave_out=leave_out, actor=world.actor, now=now)


async def discarded(sessions, bell, world, import_id, now):
    async with transaction(sessions, bell) as session:
        hold_to(session, world.coalition_id)
        await actions.discard(session, import_id, world.actor, now)


async def count(sessions, world, table):
    async with sessions() as session:
        hold_to(session, world.coalition_id)
        return await session.scalar(select(func.count()).select_from(table))


@pytest.fixture
def context(sessions, bell, clock):
    return {"sessions": sessions, "bell": bell}


async def test_from_upload_to_organisations(sessions, bell, context, futures, rivers, now):
    import_id = await uploaded(sessions, bell, futures, as_xlsx(MEMBERS), now, "members.xlsx")
    assert bell.jobs == [Job.READ_IMPORTS]
    await read_imports(context)
    read = await state_of(sessions, futures, import_id)
    assert (read.state, read.rows_total, read.rows_read, read.content) == (ImportState.READ, 4, 4, b"")
    assert msgspec.convert(read.summary, Summary) == Summary(organisations=3, contacts=3, warnings=2)
    assert await count(sessions, futures, Organisation) == 0

    summary = await applied(sessions, bell, futures, import_id, now)
    assert (summary.organisations, summary.contacts) == (3, 3)
    async with sessions() as session:
        hold_to(session, futures.coalition_id)
        found = (await session.scalars(select(Organisation).order_by(Organisation.sort_key))).all()
        assert [organisation.display_name for organisation in found] == [
            "The Mill Road Centre",
            "Wensum Voluntary Action (WVA)",
            "مركز الأمل",
        ]
        mill = found[0]
        assert (mill.sort_name, mill.sort_key) == ("Mill Road Centre, The", sort_key("Mill Road Centre, The"))
        assert (mill.row_version, mill.is_member, mill.created_at) == (1, True, now)
        wensum = found[1]
        contacts = await session.scalars(
            select(Contact.email).where(Contact.organisation_id == wensum.id).order_by(Contact.id)
        )
        assert set(contacts) == {"amina@wensum.example", "jo@wensum.example"}
    done = await state_of(sessions, futures, import_id)
    assert (done.state, done.rows, done.content, done.ended_at) == (ImportState.APPLIED, [], b"", now)
    assert await count(sessions, rivers, Organisation) == 0
    assert await count(sessions, rivers, OrganisationImport) == 0


async def test_applying_twice_does_nothing_twice(sessions, bell, context, futures, now):
    import_id = await uploaded(sessions, bell, futures, as_csv(MEMBERS), now)
    await read_imports(context)
    first = await applied(sessions, bell, futures, import_id, now)
    second = await applied(sessions, bell, futures, import_id, now + timedelta(hours=1))
    assert first == second
    assert await count(sessions, futures, Organisation) == 3
    assert await count(sessions, futures, Contact) == 3


async def test_the_same_list_again_finds_everything_known(sessions, bell, context, futures, now):
    await applied_anew(sessions, bell, context, futures, now)
    summary = await applied_anew(sessions, bell, context, futures, now)
    assert (summary.organisations, summary.contacts, summary.nothing_new) == (0, 0, 4)


async def applied_anew(sessions, bell, context, world, now):
    import_id = await uploaded(sessions, bell, world, as_csv(MEMBERS), now)
    await read_imports(context)
    return await applied(sessions, bell, world, import_id, now)


async def test_rows_with_problems_stop_the_list_until_somebody_leaves_them_out(sessions, bell, context, futures, now):
    import_id = await uploaded(sessions, bell, futures, as_csv([*MEMBERS, *BROKEN]), now)
    await read_imports(context)
    with pytest.raises(NotAllowedNow, match="Some rows have problems, so nothing was added"):
        await applied(sessions, bell, futures, import_id, now)
    assert await count(sessions, futures, Organisation) == 0
    summary = await applied(sessions, bell, futures, import_id, now, leave_out=True)
    assert (summary.organisations, summary.problems) == (3, 2)


async def test_a_list_of_nothing_but_problems_adds_nothing(sessions, bell, context, futures, now):
    import_id = await uploaded(sessions, bell, futures, as_csv(BROKEN), now)
    await read_imports(context)
    with pytest.raises(NotAllowedNow, match="nothing to add"):
        await applied(sessions, bell, futures, import_id, now, leave_out=True)


async def test_what_was_added_while_the_list_was_looked_at_is_left_alone(sessions, bell, context, futures, now):
    import_id = await uploaded(sessions, bell, futures, as_csv(MEMBERS), now)
    await read_imports(context)
    async with transaction(sessions, bell) as session:
        hold_to(session, futures.coalition_id)
        fields = OrganisationFields(display_name="Wensum Voluntary Action", website="wensum.example")
        wensum = await add_organisation(session, futures.coalition_id, fields, futures.actor, now)
        amina = await add_contact(
            session, wensum.id, ContactFields(email="AMINA@wensum.example", name="Amina"), futures.actor, now
        )
        await end_contact(session, amina.id, futures.actor, now)
    summary = await applied(sessions, bell, futures, import_id, now)
    assert (summary.organisations, summary.contacts) == (2, 2)
    async with sessions() as session:
        hold_to(session, futures.coalition_id)
        kept = await session.scalar(select(Contact).where(Contact.email_key == "amina@wensum.example"))
        assert (kept.name, kept.ended_at) == ("Amina", now)
        known = await session.get(Organisation, wensum.id)
        assert (known.display_name, known.website) == ("Wensum Voluntary Action", "https://wensum.example")


async def test_reading_twice_is_harmless(sessions, bell, context, futures, now):
    import_id = await uploaded(sessions, bell, futures, as_csv(MEMBERS), now)
    await read_imports(context)
    await applied(sessions, bell, futures, import_id, now)
    before = await state_of(sessions, futures, import_id)
    await read_imports(context)
    after = await state_of(sessions, futures, import_id)
    assert (after.state, after.summary, after.rows_read) == (before.state, before.summary, before.rows_read)


async def test_two_workers_two_applications_and_a_discard_at_once_do_one_thing(database_url, bell, clock, now):
    engine = make_engine(database_url)
    sessions = make_sessions(engine)
    async with sessions() as session:
        world = await make_world(session, now, "fair-futures", "Fair Futures", "FFA", "Nia Rees", "nia@harbour.example")
        await session.commit()
    context = {"sessions": sessions, "bell": bell}
    rows = [[f"Group {number}", "", "", "", "", f"desk@group{number}.example"] for number in range(600)]
    import_id = await uploaded(sessions, bell, world, as_csv(rows), now)
    await asyncio.gather(read_imports(context), read_imports(context))
    assert (await state_of(sessions, world, import_id)).rows_read == 600
    other_id = await uploaded(sessions, bell, world, as_csv(rows[::-1]), now)
    await read_imports(context)

    outcomes = await asyncio.gather(
        *(applied(sessions, bell, world, one, now) for one in (import_id, other_id, import_id)),
        discarded(sessions, bell, world, other_id, now),
        return_exceptions=True,
    )
    assert all(isinstance(outcome, Summary | NotAllowedNow | None) for outcome in outcomes)
    assert await count(sessions, world, Organisation) == 600
    assert await count(sessions, world, Contact) == 600
    await engine.dispose()


async def test_progress_shows_while_the_worker_reads(sessions, bell, context, futures, now, monkeypatch):
    import_id = await uploaded(sessions, bell, futures, as_csv([[f"Group {number}"] for number in range(600)]), now)
    seen = []
    check_all = reader.Checker.check

    async def look():
        seen.append((await state_of(sessions, futures, import_id)).rows_read)

    pending = []

    def check(self, line):
        if line.number in {300, 600}:
            pending.append(look)
        return check_all(self, line)

    monkeypatch.setattr(reader.Checker, "check", check)
    save = reader._Work.save

    async def save_and_look(self, **values):
        while pending:
            await pending.pop()()
        await save(self, **values)

    monkeypatch.setattr(reader._Work, "save", save_and_look)
    await read_imports(context)
    assert seen == [250, 500]
    assert (await state_of(sessions, futures, import_id)).state is ImportState.READ


async def test_an_unreadable_file_is_said_to_be_so_and_can_be_discarded(sessions, bell, context, futures, now):
    import_id = await uploaded(sessions, bell, futures, with_cell_at_the_end(), now, "far.xlsx")
    await read_imports(context)
    unreadable = await state_of(sessions, futures, import_id)
    assert (unreadable.state, unreadable.content) == (ImportState.UNREADABLE, b"")
    assert "spread too far apart" in unreadable.problem
    with pytest.raises(NotAllowedNow, match="not readable"):
        await applied(sessions, bell, futures, import_id, now)
    for _ in range(2):
        await discarded(sessions, bell, futures, import_id, now)
    assert (await state_of(sessions, futures, import_id)).state is ImportState.DISCARDED


async def test_a_list_discarded_while_it_is_read_stays_discarded(sessions, bell, context, futures, now, monkeypatch):
    import_id = await uploaded(sessions, bell, futures, as_csv(MEMBERS), now)

    async def discard_and_read(content) -> Table:
        await discarded(sessions, bell, futures, import_id, now)
        return await read_apart(content)

    read_apart = reader.read_apart
    monkeypatch.setattr(reader, "read_apart", discard_and_read)
    await read_imports(context)
    ended = await state_of(sessions, futures, import_id)
    assert (ended.state, ended.rows, ended.content) == (ImportState.DISCARDED, [], b"")


async def test_a_fault_of_ours_leaves_the_list_waiting_and_the_next_one_is_read(
    sessions, bell, context, futures, now, monkeypatch, caplog
):
    first = await uploaded(sessions, bell, futures, as_csv([["Broken Trust"]]), now)
    second = await uploaded(sessions, bell, futures, as_csv(MEMBERS), now + timedelta(seconds=1))
    check = reader.Checker.check

    def fail(self, line):
        if line.organisation == "Broken Trust":
            raise ZeroDivisionError
        return check(self, line)

    with monkeypatch.context() as broken:
        broken.setattr(reader.Checker, "check", fail)
        await read_imports(context)
    assert "will be tried again" in caplog.text
    assert (await state_of(sessions, futures, first)).state is ImportState.WAITING
    assert (await state_of(sessions, futures, second)).state is ImportState.READ
    await read_imports(context)
    assert (await state_of(sessions, futures, first)).state is ImportState.READ


async def test_lists_that_nobody_used_are_forgotten_after_thirty_days(sessions, bell, context, futures, clock, now):
    unused = await uploaded(sessions, bell, futures, as_csv(MEMBERS), now)
    used = await uploaded(sessions, bell, futures, as_csv(MEMBERS), now)
    await read_imports(context)
    await applied(sessions, bell, futures, used, now)
    clock.advance(days=29)
    await forget(context)
    assert (await state_of(sessions, futures, unused)).state is ImportState.READ
    clock.advance(days=2)
    await forget(context)
    assert (await state_of(sessions, futures, unused)).state is ImportState.DISCARDED
    assert (await state_of(sessions, futures, used)).state is ImportState.APPLIED


async def test_empty_and_overlarge_uploads_are_refused(sessions, bell, futures, now):
    with pytest.raises(Invalid) as refused:
        await uploaded(sessions, bell, futures, b"", now)
    assert list(refused.value.problems) == ["file"]
    with pytest.raises(TooLarge, match="2 MB"):
        await uploaded(sessions, bell, futures, b"x" * (LARGEST_FILE + 1), now)
    assert bell.jobs == []


async def test_nobody_touches_the_list_of_another_coalition(sessions, bell, context, futures, rivers, now):
    import_id = await uploaded(sessions, bell, futures, as_csv(MEMBERS), now)
    await read_imports(context)
    with pytest.raises(NotFound):
        await applied(sessions, bell, rivers, import_id, now)
    with pytest.raises(NotFound):
        await discarded(sessions, bell, rivers, import_id, now)
    assert (await state_of(sessions, futures, import_id)).state is ImportState.READ


async def test_a_file_name_is_only_a_name(sessions, bell, futures, now):
    import_id = await uploaded(sessions, bell, futures, b"x", now, "\u202emembers\r\n.csv" + "x" * 300)
    assert len((await state_of(sessions, futures, import_id)).file_name) == 120
    import_id = await uploaded(sessions, bell, futures, b"x", now, "\u202e\x00")
    assert (await state_of(sessions, futures, import_id)).file_name == "list"
