"""An operator loads an extract of invented charities; Nia looks organisations up in it, and nothing is written by itself."""

import asyncio
import csv
import io
import json
import subprocess
import sys
import tracemalloc
import zipfile

import asyncpg
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from campaigns.organisations.actions import add_organisation
from campaigns.organisations.fields import OrganisationFields
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.record.fields import IdentifierFields
from campaigns.organisations.record.names import add_identifier
from campaigns.organisations.register import reading
from campaigns.organisations.register.loading import load
from campaigns.organisations.register.models import RegisterEntry, RegisterLoad
from campaigns.organisations.register.queries import look_up
from campaigns.organisations.register.reading import NoExtract, read_extract
from tests.organisations.browsing import text_of
from tests.test_commands import environment

__all__ = ["environment"]


def entry(number, name, **others):
    """One entry as the register download has it; only invented charities."""
    return {
        "date_of_extract": "2026-05-31T00:00:00",
        "organisation_number": number * 10,
        "registered_charity_number": number,
        "linked_charity_number": 0,
        "charity_name": name,
        "charity_registration_status": "Registered",
        "charity_contact_web": None,
        "charity_company_registration_number": None,
        "charity_activities": "Words, with “quotes”, commas\tand tabs.",
        **others,
    }


ENTRIES = [
    entry(
        1099991,
        "WENSUM VOLUNTARY ACTION",
        charity_contact_web="www.wensum.example",
        charity_company_registration_number="199999",
    ),
    entry(1099991, "WENSUM YOUTH FUND", linked_charity_number=2),
    entry(1099992, "WENSUM VALLEY CRICKET", charity_registration_status="Removed"),
    entry(1099993, "The Quay Housing Trust"),
    entry(1099993, "The Quay Housing Trust (old entry)", charity_registration_status="Removed"),
    entry(1099994, ""),
    entry("", "No Number Trust"),
]


def as_json(entries, indent=None):
    return json.dumps(entries, indent=indent).encode()


def as_table(entries, delimiter):
    text = io.StringIO()
    writer = csv.DictWriter(text, entries[0].keys(), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(entries)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_zip(content):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("publicextract.charity.json", content)
    return kept.getvalue()


FORMS = {
    "json": as_json(ENTRIES),
    "json, indented": as_json(ENTRIES, 2),
    "json, one by line": b"\n".join(as_json(one) for one in ENTRIES),
    "commas": as_table(ENTRIES, ","),
    "tabs": as_table(ENTRIES, "\t"),
    "zip": as_zip(as_json(ENTRIES)),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_extract_reads_the_same(tmp_path, form):
    (tmp_path / "extract").write_bytes(FORMS[form])
    found = list(read_extract(tmp_path / "extract"))
    assert [one and (one.number, one.name, one.is_registered) for one in found] == [
        ("1099991", "WENSUM VOLUNTARY ACTION", True),
        ("1099991-2", "WENSUM YOUTH FUND", True),
        ("1099992", "WENSUM VALLEY CRICKET", False),
        ("1099993", "The Quay Housing Trust", True),
        ("1099993", "The Quay Housing Trust (old entry)", False),
        None,
        None,
    ]
    assert (found[0].website, found[0].company_number) == ("www.wensum.example", "00199999")
    assert f"{found[0].extracted_on}" == "2026-05-31"


@hypothesis_settings(max_examples=60)
@given(names=st.lists(st.text(max_size=40), max_size=8), chunk=st.integers(1, 60))
def test_an_entry_is_read_whole_wherever_the_pieces_of_the_file_end(tmp_path_factory, names, chunk):
    entries = [{"registered_charity_number": 1000000 + at, "charity_name": f"a{name}"} for at, name in enumerate(names)]
    path = tmp_path_factory.mktemp("extract") / "extract.json"
    path.write_bytes(as_json([*entries, {"registered_charity_number": 1, "charity_name": ""}]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "CHUNK", chunk)
        found = list(read_extract(path))
    assert len(found) == len(names) + 1
    assert [one.number for one in found[:-1] if one] == [str(1000000 + at) for at, one in enumerate(found[:-1]) if one]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"<html>Not found</html>", "has no registered_charity_number"),
        (b"name,number\nA,1\n", "has no registered_charity_number and no charity_name"),
        (as_json([{"name": "A"}]), "has no registered_charity_number"),
        (as_json(ENTRIES)[:-20], "ends within an entry"),
        (b"[1, 2]", "no list of entries"),
        (b"\xff\xfe\x00", "cannot be read"),
        (as_zip(b"[]").replace(b".json", b".docx"), "must hold one file"),
    ],
)
def test_what_is_no_extract_is_said_in_a_sentence(tmp_path, content, sentence):
    (tmp_path / "extract").write_bytes(content)
    with pytest.raises(NoExtract, match=sentence):
        list(read_extract(tmp_path / "extract"))


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "extract.json"
    with path.open("wb") as file:
        file.write(b"[")
        for number in range(30_000):
            file.write(as_json(entry(1000000 + number, f"Trust {number}", charity_activities="x" * 500)) + b",")
        file.write(as_json(entry(1099999, "Last")) + b"]")
    assert path.stat().st_size > 20_000_000
    tracemalloc.start()
    count = sum(1 for _ in read_extract(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 30_001
    assert peak < 12_000_000


async def test_an_extract_replaces_the_one_before_as_a_whole_or_not_at_all(database_url, tmp_path, now):
    path = tmp_path / "extract.json"
    path.write_bytes(as_json(ENTRIES))
    loaded = await load(database_url, path, now)
    assert (loaded.entries, loaded.left_out, f"{loaded.extracted_on}") == (4, 2, "2026-05-31")

    path.write_bytes(as_json([entry(1099999, "Another Trust"), *ENTRIES])[:-30])
    with pytest.raises(NoExtract):
        await load(database_url, path, now)
    assert await names(database_url) == {
        "WENSUM VOLUNTARY ACTION",
        "WENSUM YOUTH FUND",
        "WENSUM VALLEY CRICKET",
        "The Quay Housing Trust",
    }

    path.write_bytes(as_json([entry(1099999, "Another Trust")]))
    assert (await load(database_url, path, now)).entries == 1
    assert await names(database_url) == {"Another Trust"}


async def names(database_url):
    connection = await asyncpg.connect(database_url)
    try:
        return {row["name"] for row in await connection.fetch("SELECT name FROM register_entry")}
    finally:
        await connection.close()


def test_an_operator_loads_it_and_is_told_what_came_of_it(environment, tmp_path):
    path = tmp_path / "extract.json"
    path.write_bytes(as_json(ENTRIES))
    command = [sys.executable, "-P", "-m", "campaigns", "register", "import"]
    done = subprocess.run([*command, path], env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "4 entries were loaded, as it was on 2026-05-31.",
        "2 were left out: they have no number or no name.",
    ]
    path.write_bytes(b"[]")
    done = subprocess.run([*command, path], env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("so nothing was loaded.")
    assert "Traceback" not in done.stderr


@pytest.fixture
async def loaded(sessions, now, tmp_path):
    """The extract, in this test's own transaction."""
    path = tmp_path / "extract.json"
    path.write_bytes(as_json(ENTRIES[:4]))
    async with sessions.begin() as session:
        for one in read_extract(path):
            columns = {name: getattr(one, name) for name in one.__struct_fields__ if name != "extracted_on"}
            session.add(RegisterEntry(scheme=Scheme.ENGLAND_AND_WALES, **columns))
        day = one.extracted_on
        session.add(RegisterLoad(scheme=Scheme.ENGLAND_AND_WALES, extracted_on=day, loaded_at=now, entries=4))


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("1099991", ["1099991"]),
        ("GB-CHC-1099991-2", ["1099991-2", "1099991"]),
        (" 109 99 93", ["1099993"]),
        ("Wensum Voluntary Action (WVA)", ["1099991"]),
        ("wensum", ["1099991-2", "1099991", "1099992"]),
        ("the quay housing", ["1099993"]),
        ("Wensum Voluntry Action", ["1099991"]),
        ("Otter", []),
        ("we", []),
        ("", []),
    ],
)
async def test_a_name_or_a_number_finds_what_may_be_meant(at_futures, loaded, search, expected):
    found = await look_up(at_futures, search)
    assert sorted(one.number for one in found.suggestions) == sorted(expected)
    assert found.entries == 4


async def test_who_is_registered_comes_before_who_was_removed(at_futures, loaded):
    found = await look_up(at_futures, "wensum")
    assert [one.is_registered for one in found.suggestions] == [True, True, False]


async def test_nia_looks_an_organisation_up_and_takes_its_number_over(nia, at_futures, futures, loaded, now):
    fields = OrganisationFields(display_name="Wensum Voluntary Action (WVA)")
    wensum = await add_organisation(at_futures, futures.coalition_id, fields, futures.actor, now)
    await at_futures.commit()
    shown = await nia.get(f"/organisations/{wensum.id}/register")
    assert "WENSUM VOLUNTARY ACTION GB-CHC-1099991, company 00199999, www.wensum.example" in text_of(shown)
    assert "as it was on 31 May 2026: 4 entries" in text_of(shown)

    answer = await nia.send_from(shown, nia.at(f"/organisations/{wensum.id}/numbers"), {})
    assert "The number was added." in text_of(await nia.get(answer.headers["location"]))
    again = await nia.get(f"/organisations/{wensum.id}/register")
    assert "It is the number of Wensum Voluntary Action (WVA), on your list." in text_of(again)


async def test_nia_adds_an_organisation_from_the_register(nia, at_futures, loaded):
    shown = await nia.get("/organisations/register?search=quay+housing")
    assert "Add this one" in text_of(shown)
    form = "/organisations/add?name=The+Quay+Housing+Trust&number=1099993"
    opened = await nia.get(form)
    assert 'value="1099993"' in opened.text
    refused = await nia.send("/organisations/add", {"display_name": "The Quay Housing Trust", "charity_number": "12"})
    assert refused.status_code == 422
    assert "is not a number of the Charity Commission" in text_of(refused)

    typed = {"display_name": "The Quay Housing Trust", "charity_number": "1099993"}
    answer = await nia.send("/organisations/add", typed)
    assert "GB-CHC-1099993" in text_of(await nia.get(answer.headers["location"]))


async def test_a_number_of_another_coalitions_organisation_is_not_told(nia, at_rivers, rivers, loaded, now):
    fields = OrganisationFields(display_name="Otter Trust")
    otter = await add_organisation(at_rivers, rivers.coalition_id, fields, rivers.actor, now)
    number = IdentifierFields(scheme=Scheme.ENGLAND_AND_WALES, number="1099993")
    await add_identifier(at_rivers, otter.id, number, rivers.actor, now)
    await at_rivers.commit()
    assert "Otter Trust" not in (await nia.get("/organisations/register?search=1099993")).text


async def test_without_an_extract_the_page_says_so(nia, futures):
    assert "No extract of the register is loaded" in text_of(await nia.get("/organisations/register?search=quay"))


async def test_a_program_looks_it_up(nia, loaded):
    token = next(iter(nia.client.cookies.values()))
    answer = await nia.client.get(
        "/api/v1/coalitions/fair-futures/organisations/register?search=1099991",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert [one["org_id"] for one in answer.json()["suggestions"]] == ["GB-CHC-1099991"]


async def test_two_who_load_at_once_leave_one_whole_extract(database_url, tmp_path, now):
    paths = []
    for mark in ("A", "B"):
        paths.append(tmp_path / f"{mark}.json")
        paths[-1].write_bytes(as_json([entry(1000000 + number, f"{mark} {number}") for number in range(50)]))
    await asyncio.gather(*(load(database_url, path, now) for path in paths))
    found = await names(database_url)
    assert len(found) == 50
    assert len({name[0] for name in found}) == 1
