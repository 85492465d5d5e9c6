"""A program of Nia's keeps the organisations, with the same refusals as the pages."""

import pytest

from tests.organisations.conftest import signed_in
from tests.organisations.imports.files import as_csv
from workers.organisations import read_imports


@pytest.fixture
async def program(client, sessions, futures, now):
    """A client with Nia's bearer token."""
    client.headers["authorization"] = f"Bearer {await signed_in(sessions, futures, now)}"
    return client


BASE = "/api/v1/coalitions/fair-futures"


async def added(program, **fields):
    answer = await program.post(f"{BASE}/organisations", json={"display_name": "The Mill Road Centre", **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_an_organisation_is_added_read_changed_and_listed(program):
    organisation = await added(program)
    assert organisation["sort_name"] == "Mill Road Centre, The"
    here = f"{BASE}/organisations/{organisation['id']}"
    change = {"display_name": "Mill Road Centre", "row_version": organisation["row_version"], "website": "mill.example"}
    changed = await program.put(here, json=change)
    assert (changed.status_code, changed.json()["website"]) == (200, "https://mill.example")
    late = await program.put(here, json=change)
    assert late.status_code == 409
    assert "Somebody else changed" in late.json()["detail"]
    assert (await program.get(here)).json() == changed.json()
    listed = (await program.get(f"{BASE}/organisations", params={"search": "mill", "limit": 500})).json()
    assert [row["display_name"] for row in listed["rows"]] == ["Mill Road Centre"]
    assert (listed["total"], listed["later"]) == (1, None)


async def test_contacts(program):
    organisation = await added(program)
    here = f"{BASE}/organisations/{organisation['id']}"
    answer = await program.post(f"{here}/contacts", json={"email": "ben@millroad.example", "name": "Ben Marsh"})
    assert answer.status_code == 201
    (contact,) = answer.json()["contacts"]
    there = f"{BASE}/contacts/{contact['id']}"
    change = {"email": "ben@millroad.example", "role_title": "Director", "row_version": answer.json()["row_version"]}
    assert (await program.put(there, json=change)).json()["contacts"][0]["role_title"] == "Director"
    assert (await program.put(there, json=change)).status_code == 409
    for _ in range(2):
        ended = await program.post(f"{there}/end")
        assert (ended.status_code, ended.json()["contacts"][0]["ended_at"]) == (200, "2026-06-02T09:00:00Z")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"display_name": "=cmd"}, "display_name"),
        ({"display_name": "x" * 201}, "display_name"),
        ({"display_name": "Mill", "website": "nowhere"}, "website"),
    ],
)
async def test_refusals_name_the_field(program, body, field):
    answer = await program.post(f"{BASE}/organisations", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"display_name": 1}', b'{"display_name": "\\u0000"}'])
async def test_no_body_is_a_fault_of_ours(program, body):
    answer = await program.post(f"{BASE}/organisations", content=body, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500
    assert answer.json()["status"] == answer.status_code


async def test_a_list_is_imported(program, sessions, bell):
    rows = [["Wensum Voluntary Action (WVA)", "", "", "", "", "amina@wensum.example"], ["", "", "", "", "", "x"]]
    answer = await program.post(f"{BASE}/organisation-imports", files={"file": ("members.csv", as_csv(rows))})
    assert (answer.status_code, answer.json()["state"]) == (201, "waiting")
    here = f"{BASE}/organisation-imports/{answer.json()['id']}"
    early = await program.post(f"{here}/apply", json={})
    assert early.status_code == 409
    await read_imports({"sessions": sessions, "bell": bell})
    read = (await program.get(here)).json()
    figures = {"organisations": 1, "contacts": 1, "problems": 1, "warnings": 0, "nothing_new": 0, "notes": []}
    assert (read["state"], read["summary"]) == ("read", figures)
    problems = (await program.get(f"{here}/rows", params={"only": "problems"})).json()
    assert (problems["total"], problems["rows"][0]["line"]) == (1, 3)
    refused = await program.post(f"{here}/apply", json={})
    assert (refused.status_code, "nothing was added" in refused.json()["detail"]) == (409, True)
    for _ in range(2):
        applied = await program.post(f"{here}/apply", json={"leave_out": True})
        assert (applied.status_code, applied.json()["state"]) == (200, "applied")
    assert (await program.get(f"{BASE}/organisations")).json()["total"] == 1
    assert (await program.post(f"{here}/discard")).status_code == 409


async def test_an_upload_without_a_file_is_refused(program):
    answer = await program.post(f"{BASE}/organisation-imports", data={"name": "members.csv"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["file"])


async def test_nothing_of_another_coalition_is_there(program):
    organisation = await added(program)
    elsewhere = f"/api/v1/coalitions/clean-rivers/organisations/{organisation['id']}"
    nowhere = f"/api/v1/coalitions/clean-rivers/organisations/{organisation['id'][::-1]}"
    answers = [await program.get(one) for one in (elsewhere, nowhere, "/api/v1/coalitions/none/organisations")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.json()["detail"] for answer in answers}) == 1


async def test_without_a_token_there_is_nothing(client, futures):
    assert (await client.get(f"{BASE}/organisations")).status_code == 401


async def test_every_answer_is_described(program):
    schema = (await program.get("/api/v1/schema/openapi.json")).json()
    ours = {path: list(verbs) for path, verbs in schema["paths"].items() if "organisation" in path or "contacts" in path}
    assert len(ours) >= 20
    for path, verbs in ours.items():
        for verb in verbs:
            assert schema["paths"][path][verb]["description"], (path, verb)
