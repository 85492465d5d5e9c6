"""Nia says who may do what in Fair Futures Alliance."""

import pytest
from lxml import html  # type: ignore[import-untyped]

from tests.coalitions.conftest import Desk, problems, words

HOME = "/secretariat/fair-futures/coalition"


async def test_somebody_gets_a_role_and_loses_it(nia: Desk) -> None:
    given = {"name": "Elin Vaz", "email": "Elin@Harbour.Example", "role": "reviewer"}
    answer = await nia.send(f"{HOME}/people/add", given)
    twice = await nia.send(f"{HOME}/people/add", given)

    assert answer.headers["location"] == f"{HOME}?done=given"
    assert problems(twice)["email"] == "Elin Vaz has the role “Reviewer” already."
    page = html.fromstring((await nia.get(HOME)).text)
    (end,) = page.xpath("//tr[contains(., 'Elin Vaz')]//a/@href")
    assert "of Elin Vaz?" in words(await nia.get(end))
    assert "Elin Vaz" in words(await nia.get(HOME)), "a GET ends nothing"
    ended = await nia.send(end, {})
    assert ended.headers["location"] == f"{HOME}?done=ended"
    assert "Elin Vaz" not in words(await nia.get(HOME))
    assert (await nia.client.post(end, data={})).status_code == 403, "without its token"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "nobody"}, "email"),
        ({"role": "king"}, "role"),
        ({"role": ""}, "role"),
    ],
)
async def test_a_person_is_not_added_by_half(nia: Desk, changes: dict[str, str], field: str) -> None:
    answer = await nia.send(
        f"{HOME}/people/add", {"name": "Elin Vaz", "email": "elin@harbour.example", "role": "drafter", **changes}
    )
    assert answer.status_code == 422
    assert set(problems(answer)) == {field}
    assert "Elin" not in words(await nia.get(HOME))


async def test_the_last_of_the_secretariat_stays(nia: Desk) -> None:
    for person, status in (("Tom Okello", 303), ("Nia Rees", 409)):
        (end,) = html.fromstring((await nia.get(HOME)).text).xpath(f"//tr[contains(., '{person}')]//a/@href")
        answer = await nia.send(end, {})
        assert answer.status_code == status
    assert "A coalition needs at least one member of its secretariat." in words(answer)
    assert "Nia Rees" in words(await nia.get(HOME))


async def test_nia_may_leave_and_is_shown_the_door(nia: Desk) -> None:
    (end,) = html.fromstring((await nia.get(HOME)).text).xpath("//tr[contains(., 'Nia Rees')]//a/@href")
    assert "This is you." in words(await nia.get(end))

    answer = await nia.send(end, {})

    assert (answer.status_code, answer.headers["location"]) == (303, "/secretariat")
    assert (await nia.get(HOME)).status_code == 404
