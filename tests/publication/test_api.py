"""A reporter's program reads what is published."""

from datetime import timedelta

import httpx
import pytest

from tests import cast
from tests.publication.conftest import Statements
from tests.publication.stage import SITE, Stage

LETTERS = "/api/v1/letters"
LETTER = f"{LETTERS}/fair-futures/warm-homes-for-every-family"


async def test_a_program_finds_a_letter_and_everybody_who_signed_it(
    client: httpx.AsyncClient, stage: Stage, statements: Statements
) -> None:
    await stage.published(signed_by=[cast.WENSUM, cast.MILL_ROAD, cast.LLAIS])
    await stage.session.commit()

    (line,) = (await client.get(LETTERS)).json()["letters"]
    with statements() as run:
        letter = (await client.get(line["api_address"].removeprefix(SITE))).json()
    assert len(run) == 1
    rows = (await client.get(letter["signatories"].removeprefix(SITE))).json()

    assert line["coalition"] == {
        "slug": "fair-futures",
        "name": "Fair Futures Alliance",
        "address": f"{SITE}/letters/fair-futures",
    }
    assert letter["asks"] == ["Fund insulation for every rented home.", "Publish the figures each year."]
    assert (letter["edition"], letter["current_edition"], letter["organisation_count"], letter["row_count"]) == (1, 1, 3, 3)
    assert letter["count_sentence"] == "3 organisations, edition 1, as at 10am on Tuesday 2 June 2026 (BST)"
    assert len(letter["sha256"]) == 64
    assert [(row["position"], row["display_name"]) for row in rows["signatories"]] == [
        (1, cast.LLAIS),
        (2, cast.MILL_ROAD),
        (3, cast.WENSUM),
    ]
    assert rows["signatories"][1]["sort_name"] == "Mill Road Centre, The"
    assert rows["next"] is None
    assert "@" not in str(rows), "nobody's address is published"


async def test_a_joint_row_is_one_row_and_two_organisations(client: httpx.AsyncClient, stage: Stage) -> None:
    letter = await stage.open(cast.statement())
    await stage.sign(letter, cast.WENSUM, "Quay Mutual")
    await stage.edition(letter)
    await stage.session.commit()
    address = f"{LETTERS}/fair-futures/{letter.slug}"

    told = (await client.get(address)).json()
    (row,) = (await client.get(f"{address}/editions/1/signatories")).json()["signatories"]
    page = (await client.get(f"/letters/fair-futures/{letter.slug}")).text

    assert (told["organisation_count"], told["row_count"]) == (2, 1)
    assert row["organisations"] == [cast.WENSUM, "Quay Mutual"]
    assert "2 organisations in 1 signature, as at" in " ".join(page.split())


async def test_a_long_list_is_read_a_page_at_a_time(client: httpx.AsyncClient, stage: Stage) -> None:
    letter = await stage.of_members(120)
    await stage.session.commit()

    address: str | None = f"{SITE}{LETTERS}/fair-futures/{letter.slug}/editions/1/signatories?limit=50"
    positions = []
    while address:
        page = (await client.get(address)).json()
        positions += [row["position"] for row in page["signatories"]]
        address = page["next"]

    assert positions == list(range(1, 124))


async def test_each_edition_is_told_with_what_it_changed(client: httpx.AsyncClient, stage: Stage) -> None:
    letter = await stage.open(cast.statement())
    await stage.sign(letter, cast.WENSUM)
    await stage.edition(letter)
    await stage.sign(letter, cast.MILL_ROAD)
    await stage.edition(letter, stage.now + timedelta(days=1))
    await stage.session.commit()
    address = f"{LETTERS}/fair-futures/{letter.slug}"

    second, first = (await client.get(f"{address}/editions")).json()["editions"]
    old = (await client.get(first["api_address"].removeprefix(SITE))).json()

    assert [(one["number"], one["added"], one["left"]) for one in (second, first)] == [(2, 1, 0), (1, 1, 0)]
    assert (old["edition"], old["current_edition"], old["open"]) == (1, 2, True)


async def test_who_has_an_answer_is_not_sent_it_again(client: httpx.AsyncClient, stage: Stage) -> None:
    await stage.published(signed_by=[cast.WENSUM])
    await stage.session.commit()
    for address in (LETTERS, LETTER, f"{LETTER}/editions", f"{LETTER}/editions/1/signatories"):
        answer = await client.get(address)
        again = await client.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=ten", "after=-1", "after=x", "after=99999999999999999999", "after=2147483648"]
)
async def test_a_query_that_makes_no_sense_is_a_problem_in_words(
    client: httpx.AsyncClient, stage: Stage, query: str
) -> None:
    await stage.published(signed_by=[cast.WENSUM])
    await stage.session.commit()

    answer = await client.get(f"{LETTER}/editions/1/signatories?{query}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
