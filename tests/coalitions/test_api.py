"""The same as the pages, for programs."""

from base64 import b64encode

from tests.coalitions.conftest import Desk
from tests.coalitions.test_pages import picture

API = "/api/v1/coalitions/fair-futures"


async def test_details_are_read_and_changed(nia: Desk) -> None:
    details = (await nia.program.get(API)).json()
    change = {
        name: details[name]
        for name in ("name", "host_name", "contact_name", "contact_email", "contact_phone", "postal_address", "state")
    }

    changed = await nia.program.put(API, json={**change, "accent_colour": "#0B5D4F"})
    late = await nia.program.put(API, json={**change, "accent_colour": "#1b4d8f"})
    wrong = await nia.program.put(API, json={**change, "accent_colour": "#ffd700"})
    odd = await nia.program.put(API, json={**change, "accent_colour": "#0b5d4f", "slug": "other"})

    assert (changed.status_code, changed.json()["accent_colour"]) == (200, "#0b5d4f")
    assert changed.json()["state"] != details["state"]
    assert (late.status_code, wrong.status_code) == (409, 422)
    assert "too light" in wrong.json()["errors"]["accent_colour"]
    assert odd.status_code in {400, 422}


async def test_a_logo_comes_and_goes(nia: Desk) -> None:
    sent = {"picture": b64encode(picture("JPEG")).decode(), "alt": "A kite"}
    with_logo = (await nia.program.put(f"{API}/logo", json=sent)).json()
    wrong = await nia.program.put(f"{API}/logo", json={"picture": b64encode(b"no").decode(), "alt": "A kite"})

    assert (with_logo["logo_alt"], len(with_logo["logo_hash"])) == ("A kite", 64)
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["logo"])
    assert (await nia.program.delete(f"{API}/logo")).status_code == 204
    assert (await nia.program.get(API)).json()["logo_hash"] is None


async def test_roles_are_given_and_ended(nia: Desk) -> None:
    person = {"name": "Elin Vaz", "email": "elin@harbour.example", "role": "drafter"}
    given = await nia.program.post(f"{API}/roles", json=person)
    twice = await nia.program.post(f"{API}/roles", json=person)

    assert given.status_code == 201
    (elin,) = [holder for holder in given.json() if holder["name"] == "Elin Vaz"]
    assert twice.status_code == 422
    assert (await nia.program.delete(f"{API}/roles/{elin['id']}")).status_code == 204
    assert (await nia.program.delete(f"{API}/roles/{elin['id']}")).status_code == 404
    left = (await nia.program.get(f"{API}/roles")).json()
    assert "Elin Vaz" not in {holder["name"] for holder in left}
    secretaries = [holder["id"] for holder in left if holder["role"] == "secretariat"]
    statuses = [(await nia.program.delete(f"{API}/roles/{role}")).status_code for role in secretaries]
    assert statuses.count(204) == len(secretaries) - 1
