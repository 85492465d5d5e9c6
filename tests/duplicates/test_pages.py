"""Nia looks at two organisations side by side and decides, on a page or by a program."""

from campaigns.duplicates.finding import find_pairs
from tests.organisations.browsing import text_of
from tests.organisations.conftest import signed_in

HERE = "/organisations/duplicates"


async def add(nia, name, **others):
    answer = await nia.send("/organisations/add", {"display_name": name, "is_member": "yes", **others})
    assert answer.status_code == 303, text_of(answer)
    return answer.headers["location"].partition("?")[0]


async def test_from_the_list_to_one_organisation(nia, sessions, bell, now):
    wensum = await add(nia, "Wensum Voluntary Action (WVA)")
    twin = await add(nia, "Wensum Volunatry Action")
    assert "0 pairs to look at" in text_of(await nia.get(HERE))
    await find_pairs(sessions, bell, now)
    shown = await nia.get(HERE)
    assert "1 pair to look at" in text_of(shown)
    assert "Their names are much alike" in text_of(shown)
    path = next(link for link in shown.text.split('"') if f"{HERE}/" in link)
    nothing = await nia.send(path, {})
    assert nothing.status_code == 422
    assert "Choose what the two organisations are to each other" in text_of(nothing)
    page = text_of(nothing)
    keep = (
        "keep_one" if page.index("Wensum Voluntary Action (WVA)") < page.index("Wensum Volunatry Action") else "keep_other"
    )
    done = await nia.send(path, {"decision": keep})
    assert "The two organisations are one now" in text_of(await nia.get(done.headers["location"]))
    assert "Also known as Wensum Volunatry Action" in text_of(await nia.get(wensum))
    assert (await nia.get(twin)).status_code == 404
    assert (await nia.get(path)).status_code == 404


async def test_two_are_compared_by_hand_and_said_to_be_different(nia):
    for name in ("Llais Ynys Môn", "Cromer Quay"):
        await add(nia, name)
    refused = await nia.send(HERE, {"one": "Llais Ynys Mon", "other": "Nobody"})
    assert refused.status_code == 422
    assert "No organisation called “Nobody” is known" in text_of(refused)
    opened = await nia.send(HERE, {"one": "llais ynys mon", "other": "cromer quay"})
    path = opened.headers["location"]
    assert "You asked to compare them" in text_of(await nia.get(path))
    done = await nia.send(path, {"decision": "different"})
    assert "You will not be asked about these two again" in text_of(await nia.get(done.headers["location"]))
    assert "Nia Rees decided on Tuesday 2 June 2026: different" in text_of(await nia.get(path))


async def test_a_program_does_the_same(client, sessions, futures, now):
    client.headers["authorization"] = f"Bearer {await signed_in(sessions, futures, now)}"
    base = "/api/v1/coalitions/fair-futures/organisations"
    ids = [
        (await client.post(base, json={"display_name": name})).json()["id"]
        for name in ("Amber Trust", "Birch Group", "Cedar")
    ]
    pair = (await client.post(f"{base}/duplicates", json={"one_id": ids[0], "other_id": ids[1]})).json()
    assert (await client.get(f"{base}/duplicates")).json()["total"] == 1
    there = f"{base}/duplicates/{pair['id']}"
    assert (await client.get(there)).json()["likeness"] == "by_hand"
    wrong = {"decision": "branch", "organisation_id": ids[2]}
    assert (await client.post(f"{there}/decide", json=wrong)).status_code == 422
    said = {"decision": "branch", "organisation_id": ids[1]}
    assert (await client.post(f"{there}/decide", json=said)).status_code == 204
    assert (await client.get(f"{base}/{ids[1]}")).json()["branch_of"] == {"id": ids[0], "name": "Amber Trust"}
    same = {"decision": "same", "organisation_id": ids[0]}
    assert (await client.post(f"{there}/decide", json=same)).status_code == 204
    assert (await client.post(f"{there}/decide", json=same)).status_code == 409
    assert (await client.get(there)).status_code == 404
    assert (await client.get(f"{base}/{ids[1]}")).status_code == 404
