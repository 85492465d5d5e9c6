"""A reader and a journalist open what Fair Futures Alliance has published."""

import json
from datetime import timedelta

import httpx
import pytest
from lxml import html  # type: ignore[import-untyped]

from campaigns.actors import Actor, ActorKind
from campaigns.letters.models import Attribution
from campaigns.signatures.leaving import withdraw
from tests import cast
from tests.conftest import Clock
from tests.publication.conftest import Statements
from tests.publication.stage import SITE, Stage

COALITION = "/letters/fair-futures"
LETTER = f"{COALITION}/warm-homes-for-every-family"
STATEMENT = f"{COALITION}/principles-for-fair-funding"
TITLES = "//h2[@class='letter-list__title']/a"


def names(page: str) -> list[str]:
    return [name.text for name in html.fromstring(page).find_class("signatories__name")]


def words(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


async def test_a_reader_finds_the_letter_and_reads_it(
    client: httpx.AsyncClient, stage: Stage, statements: Statements
) -> None:
    await stage.published(signed_by=[cast.WENSUM, cast.MILL_ROAD, cast.LLAIS])
    await stage.session.commit()

    home, coalition = await client.get("/"), await client.get(COALITION)
    with statements() as run:
        answer = await client.get(LETTER)

    for page in (home, coalition):
        (link,) = html.fromstring(page.text).xpath(TITLES)
        assert (link.get("href"), link.text) == (LETTER, "Warm homes for every family")
    assert answer.status_code == 200
    assert len(run) == 3
    assert names(answer.text) == [cast.LLAIS, cast.MILL_ROAD, cast.WENSUM]
    text = words(answer.text)
    for expected in (
        "Fair Futures Alliance 2 June 2026 FFA-2026-01",
        "The Rt Hon Alex Venn Secretary of State for Housing",
        "One family in five was cold last winter.",
        "3 organisations, edition 1, as at 10am on Tuesday 2 June 2026 (BST)",
        "1 Quay Street, Port Example",
        "How signatures were checked",
    ):
        assert expected in text
    tree = html.fromstring(answer.text)
    assert [ask.get("id") for ask in tree.xpath("//div[@class='letter__body']/ol/li")] == ["ask-1", "ask-2"]
    assert tree.xpath("string(//link[@rel='canonical']/@href)") == SITE + LETTER
    assert tree.xpath("string(//link[@rel='alternate'][@type='application/atom+xml']/@href)") == f"{COALITION}/feed.atom"
    assert not tree.xpath("//a[contains(@href, '/sign') and not(contains(@href, '/signatories'))]"), "it is closed"
    assert not tree.xpath("//*[@property='og:image']")
    assert tree.xpath("//main//form") == []
    sums = [code.text for code in tree.xpath("//ul[@class='takeaway']//*[@class='fingerprint__whole']")]
    assert [len(digest) for digest in sums] == [64] * 4


async def test_a_person_is_shown_only_where_the_organisation_chose_to(client: httpx.AsyncClient, stage: Stage) -> None:
    letter = await stage.open(cast.statement())
    await stage.sign(letter, cast.WENSUM, show=True)
    await stage.sign(letter, cast.MILL_ROAD)
    await stage.edition(letter)
    await stage.session.commit()

    page = (await client.get(STATEMENT)).text

    assert "Amina Cole, Chief executive" in words(page)
    for hidden in ("Ben Marsh", "amina@wensum.example", "ben@millroad.example", "info@wensum.example"):
        assert hidden not in page


async def test_a_row_on_behalf_of_members_says_so_on_the_page_and_to_programs(
    client: httpx.AsyncClient, stage: Stage
) -> None:
    letter = await stage.open(cast.statement())
    await stage.sign(letter, cast.WENSUM, group=True)
    await stage.sign(letter, cast.MILL_ROAD)
    await stage.edition(letter)
    await stage.session.commit()

    page = words((await client.get(STATEMENT)).text)
    rows = (await client.get(f"/api/v1{STATEMENT}/editions/1/signatories")).json()["signatories"]

    assert f"{cast.MILL_ROAD} {cast.WENSUM} on behalf of its members" in page
    assert page.count("on behalf of its members") == 1
    assert [(row["display_name"], row["group"]) for row in rows] == [(cast.MILL_ROAD, False), (cast.WENSUM, True)]
    assert "2 organisations, edition 1" in page


async def test_a_rolling_statement_says_what_each_edition_changed(client: httpx.AsyncClient, stage: Stage) -> None:
    letter = await stage.open(cast.statement())
    left = await stage.sign(letter, cast.WENSUM)
    await stage.sign(letter, cast.MILL_ROAD)
    await stage.edition(letter)
    await withdraw(stage.session, left.id, "", Actor(ActorKind.LINK, "Amina Cole"), stage.now)
    await stage.sign(letter, cast.LLAIS)
    await stage.edition(letter, stage.now + timedelta(days=7))
    await stage.session.commit()

    newest, first = await client.get(STATEMENT), await client.get(f"{STATEMENT}/editions/1")
    second = await client.get(f"{STATEMENT}/editions/2")

    assert names(newest.text) == names(second.text) == [cast.LLAIS, cast.MILL_ROAD]
    assert names(first.text) == [cast.MILL_ROAD, cast.WENSUM]
    text = words(newest.text)
    assert "Edition 2, Tuesday 9 June 2026: 2 organisations; 1 added, 1 no longer listed." in text
    assert "Edition 1, Tuesday 2 June 2026: 2 organisations." in text
    assert f"{cast.LLAIS} new in this edition" in text
    assert f"{cast.MILL_ROAD} new in this edition" not in text
    assert "It is kept as it was. The newest is edition 2" in words(first.text)
    assert "It is kept as it was" not in words(second.text)
    (sign,) = html.fromstring(newest.text).find_class("govuk-button")
    assert (sign.get("href"), sign.text.strip()) == (f"{STATEMENT}/sign", "Sign for your organisation")


async def test_a_statement_in_the_coalitions_name_lists_members_as_members(client: httpx.AsyncClient, stage: Stage) -> None:
    fields = cast.statement(attribution=Attribution.COALITION, attestation="", rolling=False)
    letter = await stage.locked(fields)
    await stage.edition(letter)
    await stage.session.commit()

    page = (await client.get(STATEMENT)).text

    assert names(page) == [cast.LLAIS, cast.MILL_ROAD, cast.WENSUM]
    assert html.fromstring(page).get_element_by_id("signatories").text == "Members of Fair Futures Alliance"
    assert "3 member organisations, edition 1" in words(page)
    assert "being listed says that they are members, not that each signed this text" in words(page)
    assert "How signatures were checked" not in page
    data = json.loads(html.fromstring(page).xpath("string(//script[@type='application/ld+json'])"))
    assert data["author"]["name"] == "Fair Futures Alliance"


async def test_who_has_the_page_already_is_told_so_by_one_statement(
    client: httpx.AsyncClient, stage: Stage, statements: Statements
) -> None:
    letter = await stage.open(cast.statement())
    await stage.sign(letter, cast.WENSUM)
    await stage.edition(letter)
    await stage.session.commit()
    addresses = [STATEMENT, f"{STATEMENT}/editions/1", f"{STATEMENT}/signatories", COALITION, "/feed.atom", "/sitemap.xml"]
    tags = {address: (await client.get(address)).headers["etag"] for address in addresses}
    assert len(set(tags.values())) == len(tags)

    for address, tag in tags.items():
        with statements() as run:
            again = await client.get(address, headers={"If-None-Match": f'"something else", W/{tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert len(run) <= 2
    with statements() as run:
        await client.get(STATEMENT, headers={"If-None-Match": tags[STATEMENT]})
    assert len(run) == 1

    await stage.edition(letter)
    await stage.session.commit()
    for address, tag in tags.items():
        assert (await client.get(address, headers={"If-None-Match": tag})).status_code == 200, address


async def test_head_is_get_without_the_body(client: httpx.AsyncClient, stage: Stage) -> None:
    await stage.published(signed_by=[cast.WENSUM])
    await stage.session.commit()
    pdf = f"{LETTER}/editions/1/FFA-2026-01-edition-1.pdf"
    for address in (
        "/",
        COALITION,
        LETTER,
        f"{LETTER}/editions/1",
        f"{LETTER}/signatories",
        pdf,
        "/feed.atom",
        "/api/v1/letters",
    ):
        got, head = await client.get(address), await client.head(address)
        assert head.content == b""
        assert head.status_code == got.status_code == 200
        assert {**head.headers, "x-request-id": ""} == {**got.headers, "x-request-id": ""}


async def test_the_deadline_ends_the_offer_to_sign_even_if_the_clock_job_is_late(
    client: httpx.AsyncClient, stage: Stage, clock: Clock
) -> None:
    letter = await stage.open(cast.statement())
    await stage.edition(letter)
    letter.deadline_at = stage.now + timedelta(hours=1)
    await stage.session.commit()

    before = await client.get(STATEMENT)
    clock.advance(hours=1)
    after = await client.get(STATEMENT)

    assert "Organisations can sign until 11am on Tuesday 2 June 2026 (BST)." in words(before.text)
    assert "Open for signature" not in after.text
    assert before.headers["etag"] != after.headers["etag"]


async def test_a_letter_is_found_under_its_own_coalition_only(client: httpx.AsyncClient, stage: Stage) -> None:
    await stage.published(signed_by=[cast.WENSUM])
    stage.session.info.clear()
    await cast.clean_rivers(stage.session, stage.now)
    await stage.session.commit()

    assert (await client.get("/letters/clean-rivers/warm-homes-for-every-family")).status_code == 404
    rivers = await client.get("/letters/clean-rivers")
    assert rivers.status_code == 200
    assert "has not published a letter here yet" in rivers.text
    assert "Warm homes" not in rivers.text
    assert "Clean Rivers" not in (await client.get("/")).text, "it has published nothing"


@pytest.mark.parametrize("number", ["0", "01", "+1", "2", "1.0", "٣", "999999999999", "one"])
async def test_an_edition_has_one_address(client: httpx.AsyncClient, stage: Stage, number: str) -> None:
    await stage.published()
    await stage.session.commit()

    assert (await client.get(f"{LETTER}/editions/1")).status_code == 200
    assert (await client.get(f"{LETTER}/editions/{number}")).status_code == 404
