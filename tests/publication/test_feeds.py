"""Feed readers, crawlers and finders of weaknesses fetch what is meant for them."""

from datetime import UTC, datetime, timedelta

import httpx
from lxml import etree, html  # type: ignore[import-untyped]

from tests import cast
from tests.publication.stage import SITE, Stage

ATOM = "{http://www.w3.org/2005/Atom}"
SITE_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def check_feed(feed: etree._Element) -> None:
    """What RFC 4287 demands: 4.1.1 of a feed, 4.1.2 of an entry, 4.2.6 of ids and 3.3 of dates."""
    assert feed.tag == f"{ATOM}feed"
    everything = [feed, *feed.findall(f"{ATOM}entry")]
    ids = []
    for part in everything:
        for required in ("id", "title", "updated"):
            assert len(part.findall(ATOM + required)) == 1, required
        ids.append(part.findtext(f"{ATOM}id"))
        assert part.findtext(f"{ATOM}title").strip()
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated")).tzinfo is not None
        alternates = [link for link in part.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert [link.get("type") for link in alternates] == ["text/html"]
        assert part.find(f"{ATOM}author/{ATOM}name") is not None or part is feed
    assert len(set(ids)) == len(ids)
    assert all(":" in one for one in ids)
    (own,) = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href").startswith(SITE)
    times = [entry.findtext(f"{ATOM}updated") for entry in feed.findall(f"{ATOM}entry")]
    assert times == sorted(times, reverse=True)
    assert not times or feed.findtext(f"{ATOM}updated") == times[0]


async def read(client: httpx.AsyncClient, address: str) -> etree._Element:
    answer = await client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(answer.content)
    check_feed(feed)
    return feed


async def test_each_released_edition_is_an_entry_for_ever(client: httpx.AsyncClient, stage: Stage) -> None:
    letter = await stage.open(cast.statement(title="Fair & <b>equal</b> funding"))
    await stage.sign(letter, cast.WENSUM)
    await stage.edition(letter)
    await stage.session.commit()
    (first,) = (await read(client, "/feed.atom")).findall(f"{ATOM}entry")

    await stage.sign(letter, cast.MILL_ROAD)
    await stage.edition(letter, stage.now + timedelta(days=1))
    await stage.session.commit()

    feed = await read(client, "/letters/fair-futures/feed.atom")
    newer, older = feed.findall(f"{ATOM}entry")
    assert etree.tostring(older).replace(b"\n", b"") == etree.tostring(first).replace(b"\n", b"")
    assert older.findtext(f"{ATOM}title") == "Fair & <b>equal</b> funding"
    assert newer.findtext(f"{ATOM}title") == "Fair & <b>equal</b> funding (edition 2)"
    assert newer.findtext(f"{ATOM}summary").startswith("2 organisations, edition 2, as at ")
    assert newer.find(f"{ATOM}link").get("href") == f"{SITE}/letters/fair-futures/{letter.slug}/editions/2"
    content = newer.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert "1. " not in content.text
    assert [ask.text for ask in html.fromstring(content.text).xpath("//ol/li")] == [
        "Fund insulation for every rented home.",
        "Publish the figures each year.",
    ]


async def test_a_feed_without_letters_is_a_feed(client: httpx.AsyncClient, stage: Stage) -> None:
    await stage.session.commit()
    for address in ("/feed.atom", "/letters/fair-futures/feed.atom"):
        assert (await read(client, address)).findall(f"{ATOM}entry") == []
    assert (await client.get("/letters/nobody/feed.atom")).status_code == 404


async def test_the_site_map_has_what_is_published(client: httpx.AsyncClient, stage: Stage) -> None:
    letter = await stage.published(signed_by=[cast.WENSUM])
    await stage.session.commit()

    robots = await client.get("/robots.txt")
    answer = await client.get("/sitemap.xml")

    assert f"Sitemap: {SITE}/sitemap.xml" in robots.text.splitlines()
    assert {"Disallow: /r/", "Disallow: /s/", "Disallow: /v/"} <= set(robots.text.splitlines())
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    places = [place.text for place in etree.fromstring(answer.content).iter(f"{SITE_MAP}loc")]
    assert places == [f"{SITE}/", f"{SITE}/letters/fair-futures", f"{SITE}/letters/fair-futures/{letter.slug}"]


async def test_weaknesses_can_be_reported(client: httpx.AsyncClient, now: datetime) -> None:
    answer = await client.get("/.well-known/security.txt")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:letters@localhost.localdomain"
    assert fields["Canonical"] == f"{SITE}/.well-known/security.txt"
    expires = datetime.fromisoformat(fields["Expires"])
    assert now < expires.astimezone(UTC) < now + timedelta(days=365), "RFC 9116, 2.5.5"
