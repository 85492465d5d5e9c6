"""Long lists, of names and of letters, are read a page at a time and searched."""

from datetime import timedelta

import httpx
import pytest
from lxml import html  # type: ignore[import-untyped]

from tests import cast
from tests.publication.conftest import Statements
from tests.publication.stage import Stage
from tests.publication.test_pages import STATEMENT, TITLES, names

FIRST_ROWS = 300
NEXT = "//a[@rel='next']/@href"


async def test_a_long_list_has_a_page_of_its_own_and_the_letter_costs_the_same(
    client: httpx.AsyncClient, stage: Stage, statements: Statements
) -> None:
    await stage.of_members(698)
    await stage.session.commit()

    with statements() as run:
        page = (await client.get(STATEMENT)).text
    assert len(run) == 3
    assert len(names(page)) == FIRST_ROWS
    (whole,) = html.fromstring(page).xpath("//p[@class='signatories__all']/a")
    assert whole.get("href") == f"{STATEMENT}/signatories"
    assert "All 701" in whole.text

    listed, address = [], whole.get("href")
    while address:
        page = (await client.get(address)).text
        listed += names(page)
        following = html.fromstring(page).xpath(NEXT)
        address = following[0] if following else None
    assert len(set(listed)) == len(listed) == 701
    assert listed[:2] == ["Invented Trust 000000", "Invented Trust 000001"]
    assert listed[-3:] == [cast.LLAIS, cast.MILL_ROAD, cast.WENSUM]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ynys mon", [cast.LLAIS]),
        ("MÔN", [cast.LLAIS]),
        ("centre mill", [cast.MILL_ROAD]),
        ("quay", [f"{cast.WENSUM} and Quay Mutual"]),
        ("100%", []),
        ("_", []),
        ("<script>", []),
        ("\\", []),
    ],
)
async def test_the_list_is_searched_with_or_without_accents(
    client: httpx.AsyncClient, stage: Stage, typed: str, found: list[str]
) -> None:
    letter = await stage.open(cast.statement())
    await stage.sign(letter, cast.WENSUM, "Quay Mutual")
    for name in (cast.MILL_ROAD, cast.LLAIS):
        await stage.sign(letter, name)
    await stage.edition(letter)
    await stage.session.commit()

    answer = await client.get(f"{STATEMENT}/signatories", params={"search": typed})

    assert answer.status_code == 200
    assert names(answer.text) == found
    assert html.fromstring(answer.text).get_element_by_id("search").get("value") == typed


async def test_the_newest_letters_come_first_a_page_at_a_time(client: httpx.AsyncClient, stage: Stage) -> None:
    for number in range(23):
        stage.now += timedelta(minutes=1)
        await stage.published(cast.letter(title=f"Letter {number:02}"))
    await stage.session.commit()

    titles: list[str] = []
    address: str | None = "/"
    while address:
        tree = html.fromstring((await client.get(address)).text)
        titles += [link.text for link in tree.xpath(TITLES)]
        following = tree.xpath(NEXT)
        address = following[0] if following else None

    assert titles == [f"Letter {number:02}" for number in reversed(range(23))]
    assert (await client.get("/?after=nonsense")).status_code == 404
