"""Names in five scripts, and words that were typed to break a page, come through every output as they were typed."""

import json

import httpx
import pytest
from lxml import etree, html  # type: ignore[import-untyped]

from campaigns.publication.documents.files import files
from tests import cast
from tests.publication.stage import SITE, Stage

SCRIPTS = [
    "Llais Ynys Môn",
    "Żubr Polonia Society",
    "مركز الأمل (Markaz al-Amal)",
    "希望中心",
    "আশা কেন্দ্র",
    "Re'New Transport Circle",
]
HOSTILE = [
    "<script>alert(1)</script> Trust",
    "\"quotes\" & 'more' Trust",
    "</script><img src=x onerror=alert(1)> Trust",
    "]]> Trust {{ 7*7 }} {% raw %}",
    "‘Smart’ quotes & “more” Trust",
]
TITLE = "Homes </title></script><script>alert('t')</script> & \"warmth\" for all"
OFFICE = "Office <b>of</b> \"Housing\" & 'Heat'"
SHOWN = "Homes </title></script><script>alert('t')</script> & \"warmth\" for all"


@pytest.fixture
async def address(stage: Stage) -> str:
    stage.make = files
    names = [*SCRIPTS[1:], *HOSTILE]
    for number, name in enumerate(names):
        person = ("Ó'Nélly <b>", 'Chief & "only"', f"contact{number}@body.example")
        await cast.organisation(stage.session, stage.company, name, [person], stage.now)
    stage.company.organisations.pop(cast.WENSUM)
    letter = await stage.published(
        cast.letter(title=TITLE, addressee_office=OFFICE), [*names, cast.LLAIS, cast.MILL_ROAD], show=True
    )
    await stage.session.commit()
    return f"/letters/fair-futures/{letter.slug}"


async def test_pages_show_them_and_run_nothing(client: httpx.AsyncClient, address: str) -> None:
    for page in (address, f"{address}/editions/1", f"{address}/signatories"):
        tree = html.fromstring((await client.get(page)).text)
        shown = [name.text for name in tree.find_class("signatories__name")]
        assert sorted(shown) == sorted([*SCRIPTS, *HOSTILE, cast.MILL_ROAD])
        assert {name.get("dir") for name in tree.find_class("signatories__name")} == {"auto"}
        assert [script.get("src") or script.get("type") for script in tree.xpath("//script")][1:] in (
            [],
            ["application/ld+json"],
        )
        assert tree.xpath("//img | //@onerror | //@style | //main//b") == []
        assert tree.xpath("string(//title)").startswith(("Homes </title></script>", "Signed by: Homes </title></script>"))
    for page in ("/", "/letters/fair-futures"):
        tree = html.fromstring((await client.get(page)).text)
        assert [link.text for link in tree.xpath("//h2/a")] == [SHOWN]
        assert OFFICE in tree.text_content()


async def test_linked_data_is_data(client: httpx.AsyncClient, address: str) -> None:
    page = (await client.get(address)).text
    inside = page.split('<script type="application/ld+json">')[1].split("</script>")[0]

    assert not set("<>&'") & set(inside)
    data = json.loads(inside)
    assert data["headline"] == SHOWN
    assert sorted(one["name"] for one in data["author"]) == sorted([*SCRIPTS, *HOSTILE, cast.MILL_ROAD])
    assert data["url"] == SITE + address


async def test_the_feed_is_well_formed(client: httpx.AsyncClient, address: str) -> None:
    feed = etree.fromstring((await client.get("/feed.atom")).content)
    atom = {"a": "http://www.w3.org/2005/Atom"}

    assert feed.xpath("string(a:entry/a:title)", namespaces=atom) == SHOWN
    letter = html.fromstring(feed.xpath("string(a:entry/a:content)", namespaces=atom))
    assert letter.xpath("//script | //b") == []
    assert letter.xpath("string(//h1)") == SHOWN
    assert etree.fromstring((await client.get("/sitemap.xml")).content) is not None


async def test_files_and_answers_keep_them(client: httpx.AsyncClient, address: str) -> None:
    told = (await client.get(f"/api/v1{address}")).json()
    rows = (await client.get(told["signatories"].removeprefix(SITE))).json()["signatories"]
    got = {
        file["media_type"]: (await client.get(file["address"])).content
        for file in told["files"]
        if "SUMS" not in file["address"]
    }

    expected = sorted([*SCRIPTS, *HOSTILE, cast.MILL_ROAD])
    assert sorted(row["display_name"] for row in rows) == expected
    assert told["title"] == SHOWN
    plain = got["text/plain; charset=utf-8"].decode().splitlines()
    assert all(name in plain for name in expected)
    everything = json.loads(got["application/json"])
    assert sorted(row["name"] for row in everything["signatories"]) == expected
    table = got["text/csv; charset=utf-8; header=present"].decode("utf-8-sig")
    assert all(name.replace('"', '""') in table for name in expected)
    assert got["application/pdf"].startswith(b"%PDF-")
