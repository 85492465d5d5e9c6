"""In which language a page is answered, and the button that changes it."""

import httpx
import pytest

from campaigns.languages.locales import Locale
from campaigns.web.locales import asked_for

from .conftest import GOOD, Visitor


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", Locale.ENGLISH),
        ("cy", Locale.WELSH),
        ("cy-GB,cy;q=0.9,en;q=0.8", Locale.WELSH),
        ("en-US,en;q=0.9,cy;q=0.8", Locale.ENGLISH),
        ("en;q=0.3, cy;q=0.4", Locale.WELSH),
        ("fr,cy;q=0.1", Locale.WELSH),
        ("fr", Locale.ENGLISH),
        ("cy;q=0", Locale.ENGLISH),
        ("cy;q=lots, en", Locale.ENGLISH),
        ("cym, *", Locale.ENGLISH),
        (",;,q=;" * 400, Locale.ENGLISH),
    ],
)
def test_what_a_browser_asks_for(header: str, locale: Locale) -> None:
    assert asked_for(header) is locale


async def test_a_page_is_in_the_language_that_the_browser_asks_for(client: httpx.AsyncClient) -> None:
    welsh = await client.get("/cookies", headers={"accept-language": "cy"})
    english = await client.get("/cookies")

    assert '<html lang="cy"' in welsh.text
    assert welsh.headers["content-language"] == "cy"
    assert '<html lang="en-GB"' in english.text
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in english.headers["vary"].split(",")}


async def test_the_button_is_kept_by_the_browser_in_the_cookie_it_has(visitor: Visitor) -> None:
    client = visitor.client
    token = await visitor.token()
    secret = client.cookies["csrf"]
    answer = await client.post("/language", data={"locale": "cy", "next": "/cookies?part=2"})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/cookies?part=2"
    assert dict(client.cookies) == {"csrf": f"{secret}.cy"}
    assert '<html lang="cy"' in (await client.get("/cookies", headers={"accept-language": "en"})).text
    # A form that was open in another tab can still be sent.
    assert (await client.post("/reply", data={**GOOD, "csrf_token": token})).status_code == 303
    await client.post("/language", data={"locale": "en-GB", "next": "/"})
    assert dict(client.cookies) == {"csrf": f"{secret}.en-GB"}
    assert '<html lang="en-GB"' in (await client.get("/cookies", headers={"accept-language": "cy"})).text


async def test_whoever_has_no_cookie_gets_one_by_choosing(client: httpx.AsyncClient) -> None:
    await client.get("/cookies")
    assert not client.cookies
    answer = await client.post("/language", data={"locale": "cy"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.cookies["csrf"].endswith(".cy")
    assert "Max-Age=31536000" in answer.headers["set-cookie"]


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil"])
async def test_the_button_leads_nowhere_else(client: httpx.AsyncClient, away: str) -> None:
    assert (await client.post("/language", data={"locale": "cy", "next": away})).headers["location"] == "/"


@pytest.mark.parametrize("fields", [{}, {"locale": "fr"}, {"locale": ""}])
async def test_a_language_that_is_none_of_ours_is_refused(client: httpx.AsyncClient, fields: dict[str, str]) -> None:
    assert (await client.post("/language", data=fields)).status_code == 422
    assert "csrf" not in client.cookies


async def test_another_site_cannot_choose(client: httpx.AsyncClient) -> None:
    answer = await client.post("/language", data={"locale": "cy"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("cookie", ["c" * 43 + ".xx", "c" * 43 + ".", "c" * 43 + ".cy.cy", ".cy", "c" * 42 + ".cy"])
async def test_a_cookie_that_we_did_not_set_chooses_nothing(client: httpx.AsyncClient, cookie: str) -> None:
    client.cookies.set("csrf", cookie)
    assert '<html lang="en-GB"' in (await client.get("/cookies")).text


async def test_programs_are_answered_in_english(client: httpx.AsyncClient) -> None:
    nothing = {path: await client.get(path, headers={"accept-language": "cy"}) for path in ("/nothing", "/api/v1/nothing")}

    assert "There is nothing at this address." in nothing["/api/v1/nothing"].text
    assert "Nid oes dim byd yn y cyfeiriad hwn." in nothing["/nothing"].text
