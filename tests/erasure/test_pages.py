"""Nia finds Jo, reads what is held, and erases it with one button; nobody else gets near it."""

import httpx
import pytest

from campaigns.people.sessions import start_session
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import BEN, JO, Story, Window, sign

DESK = "/secretariat/fair-futures/erasures"


async def as_person(client: httpx.AsyncClient, story: Story, name: str, clock: Clock) -> Window:
    async with story.sessions.begin() as session:
        own = await start_session(session, story.company.people[name], clock.now())
    client.cookies.set("session", own)
    return Window(client)


async def test_nia_finds_jo_reads_what_is_held_and_erases_it(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await sign(Window(client), story.path(JO))
    window = await as_person(client, story, "Nia", clock)

    await window.open(f"{DESK}/find")
    await window.press("Find", who="pratt")
    assert JO in window.text
    await window.press("See what is held")
    assert "Jo Pratt" in window.text
    assert "1 signature for an organisation counts now. It stays" in window.text
    assert "must be answered by 2 July 2026" in window.text

    await window.press("Erase the details for good")
    assert "Choose why the details are erased" in window.text

    day = {"received_on-day": "1", "received_on-month": "6", "received_on-year": "2026"}
    await window.press("Erase the details for good", ground="asked", **day)
    assert window.path.startswith(DESK)
    assert "The details are erased" in window.text
    assert "Received on 1 June 2026, to be answered by 1 July 2026" in window.text
    assert "Contact records: 1" in window.text
    assert "Jo Pratt" not in window.text
    assert JO not in window.text


async def test_what_was_typed_is_still_there_when_something_is_wrong(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await as_person(client, story, "Nia", clock)
    await window.open(f"{DESK}/contact/{story.company.contacts[BEN].id}")
    assert f"{cast.MILL_ROAD} has nobody else to write to" in window.text

    day = {"received_on-day": "1", "received_on-month": "6", "received_on-year": "2027"}
    await window.press("Erase the details for good", ground="asked_for_them", **day)

    assert "The request cannot have come after today" in window.text
    assert window.value("received_on-year") == "2027"


async def test_the_signature_leads_there_and_an_erased_one_leads_nowhere(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(JO))
    signature = await story.newest()
    window = await as_person(client, story, "Nia", clock)
    await window.open(f"/secretariat/fair-futures/letters/{story.reference}/signatures/{signature.id}")
    await window.follow("Erase the signer’s details")
    day = {"received_on-day": "1", "received_on-month": "6", "received_on-year": "2026"}
    await window.press("Erase the details for good", ground="asked", **day)

    assert (await client.get(f"{DESK}/signature/{signature.id}")).status_code == 404
    assert (await client.get(f"{DESK}/contact/{story.company.contacts[JO].id}")).status_code == 404
    await window.open(f"/secretariat/fair-futures/letters/{story.reference}/signatures/{signature.id}")
    assert "by a representative (details removed)" in window.text
    await window.open(f"/secretariat/fair-futures/organisations/{story.company.organisations[cast.WENSUM].id}")
    assert "a representative (details removed), ended" in window.text


async def test_the_api_does_the_same(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    async with story.sessions.begin() as session:
        token = await start_session(session, story.company.people["Nia"], clock.now())
    api = "/api/v1/coalitions/fair-futures/erasures"
    headers = {"Authorization": f"Bearer {token}"}

    async def ask(path: str, **body: object) -> httpx.Response:
        return await client.post(api + path, json=body, headers=headers)

    [found] = (await ask("/find", who=JO)).json()["people"]
    assert (found["name"], found["email"], found["organisation"]) == ("Jo Pratt", JO, cast.WENSUM)
    held = (await ask("/held", email=JO)).json()
    assert held["refused"] == ""
    wanted = {"ground": "asked", "received_on": "2026-06-01", "email": JO}
    done = await ask("", **wanted)
    assert (done.status_code, done.json()["counts"]["contacts"], done.json()["answer_by"]) == (201, 1, "2026-07-01")
    assert (await ask("", **wanted)).status_code == 409
    assert (await ask("/held", email=JO)).status_code == 404
    assert (await ask("/erased", email=JO)).json() == {"erased": True}
    [row] = (await client.get(api, headers=headers)).json()["erasures"]
    assert (await client.get(f"{api}/{row['id']}", headers=headers)).json() == row


@pytest.mark.parametrize("name", ["Dev", "Rosa", "Amina"])
async def test_it_is_for_the_secretariat(client: httpx.AsyncClient, story: Story, clock: Clock, name: str) -> None:
    await as_person(client, story, name, clock)
    assert (await client.get(DESK)).status_code == 403
    assert (await client.get(f"{DESK}/contact/{story.company.contacts[JO].id}")).status_code == 403
