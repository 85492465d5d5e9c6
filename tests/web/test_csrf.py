"""Only our own pages can make a browser act here."""

import html
import re
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import jobs
from campaigns.settings import Settings
from campaigns.web.csrf import token_for, token_holds
from campaigns.web.wiring import application

from .conftest import GOOD, HANDLERS, Visitor

COOKIE = "c" * 43
SESSION = "s" * 43


@pytest.fixture
def secret_settings(web_settings: Settings) -> Settings:
    return web_settings


async def test_a_form_of_ours_is_taken(visitor: Visitor) -> None:
    assert (await visitor.send("/reply", GOOD)).status_code == 303


async def test_a_form_without_its_token_is_refused(client: httpx.AsyncClient) -> None:
    await client.get("/reply")
    answer = await client.post("/reply", data=GOOD)
    assert answer.status_code == 403
    assert "could not tell that this form came from our own page" in answer.text


async def test_a_token_without_its_cookie_is_refused(visitor: Visitor) -> None:
    token = await visitor.token()
    visitor.client.cookies.clear()
    assert (await visitor.client.post("/reply", data={**GOOD, "csrf_token": token})).status_code == 403


async def test_a_token_does_not_outlive_a_sign_in(visitor: Visitor, web_settings: Settings) -> None:
    token = await visitor.token()
    visitor.client.cookies.set("session", SESSION)
    assert (await visitor.client.post("/reply", data={**GOOD, "csrf_token": token})).status_code == 403


async def test_a_planted_cookie_is_useless_without_our_secret(client: httpx.AsyncClient) -> None:
    client.cookies.set("csrf", COOKIE)
    assert (await client.post("/reply", data={**GOOD, "csrf_token": COOKIE + "x" * 21})).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "elsewhere"])
async def test_the_browser_says_that_another_site_sent_it(visitor: Visitor, site: str) -> None:
    answer = await visitor.send("/reply", GOOD, headers={"sec-fetch-site": site})
    assert answer.status_code == 403
    assert "Send it again" not in answer.text


@pytest.mark.parametrize("origin", ["https://letters.example", "http://letters.example.evil.example", "http://évil", "x"])
async def test_another_origin_is_refused(visitor: Visitor, origin: str) -> None:
    answer = await visitor.send("/reply", GOOD, headers=[("origin", origin.encode())])
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://LETTERS.example"}, {"origin": "null"}, {"origin": "null", "sec-fetch-site": "same-origin"}],
)
async def test_our_own_origin_and_a_page_without_referrer_are_taken(visitor: Visitor, headers: dict[str, str]) -> None:
    assert (await visitor.send("/reply", GOOD, headers=headers)).status_code == 303


async def test_the_origin_is_that_of_the_settings_and_never_of_the_host_header(visitor: Visitor) -> None:
    headers = {"origin": "http://evil.example", "host": "evil.example"}
    assert (await visitor.send("/reply", GOOD, headers=headers)).status_code == 403


async def test_what_was_typed_can_be_sent_again_when_the_browser_vouches_for_the_page(client: httpx.AsyncClient) -> None:
    typed = {**GOOD, "comment": '\nTwo lines\nand <b>"quotes"</b> & more'}
    refused = await client.post("/reply", data=typed, headers={"sec-fetch-site": "same-origin"})
    assert refused.status_code == 403
    kept = [
        (name, html.unescape(text))
        for name, text in re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', refused.text, re.DOTALL)
    ]
    assert ("comment", typed["comment"]) in kept
    assert kept.count(("others", "board")) == 1
    token = re.search(r'name="csrf_token" value="([^"]+)"', refused.text)
    assert token is not None
    again: dict[str, Any] = {"csrf_token": token[1]}
    for name, text in kept:
        again.setdefault(name, []).append(text)
    assert (await client.post("/reply", data=again)).status_code == 303


async def test_the_cookie_is_set_only_with_a_form_and_only_once(client: httpx.AsyncClient) -> None:
    assert "set-cookie" not in (await client.get("/cookies")).headers
    first = (await client.get("/reply")).headers["set-cookie"]
    assert re.fullmatch(r"csrf=[\w-]{43}; HttpOnly; Max-Age=604800; Path=/; SameSite=lax", first)
    assert "set-cookie" not in (await client.get("/reply")).headers


async def test_the_cookies_of_a_secure_site_are_bound_to_their_host(web_settings: Settings) -> None:
    secure = Settings(
        **{name: getattr(web_settings, name) for name in web_settings.__struct_fields__}
        | {"public_url": "https://letters.example"}
    )
    no_sessions: Any = None
    app = application(secure, no_sessions, jobs.NoBell(), HANDLERS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://letters.example") as client:
        cookie = (await client.get("/reply")).headers["set-cookie"]
    assert cookie.startswith("__Host-csrf=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


async def test_the_json_api_takes_no_cookie_and_needs_no_token(client: httpx.AsyncClient) -> None:
    body = {"title": "Homes", "work_email": "a@b.example", "reason": "board", "others": [], "row_version": 1}
    assert (await client.post("/api/v1/replies", json=body)).status_code == 201
    assert (await client.post("/api/v1/replies", json=body, headers={"sec-fetch-site": "cross-site"})).status_code == 403


async def test_a_route_may_do_without_a_token_but_not_with_another_site(client: httpx.AsyncClient) -> None:
    assert (await client.post("/one-click", data={"List-Unsubscribe": "One-Click"})).status_code == 200
    assert (await client.post("/one-click", headers={"sec-fetch-site": "cross-site"})).status_code == 403


async def test_reading_needs_nothing(client: httpx.AsyncClient) -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": "https://news.example"}
    assert (await client.get("/reply", headers=headers)).status_code == 200
    assert (await client.head("/reply", headers=headers)).status_code == 200


def test_a_token_holds_for_its_cookie_and_its_session_only(web_settings: Settings) -> None:
    token = token_for(web_settings, COOKIE, SESSION)
    assert token_holds(web_settings, token, COOKIE, SESSION)
    assert not token_holds(web_settings, token, "d" * 43, SESSION)
    assert not token_holds(web_settings, token, COOKIE, None)
    assert token_for(web_settings, COOKIE, SESSION) != token


@given(token=st.text() | st.from_regex(r"[\w-]{64}", fullmatch=True), cookie=st.text() | st.just(COOKIE))
def test_no_other_text_is_a_token(token: str, cookie: str) -> None:
    settings = Settings(database_url="", redis_url="", smtp_url="", public_url="http://a.example", secret="x" * 32)
    assert not token_holds(settings, token, cookie, None)


async def test_any_cookie_bytes_are_refused_and_replaced(client: httpx.AsyncClient) -> None:
    for value in (b"csrf=\xff\xfe", b"csrf=%00", b"csrf=" + b"a" * 5000, b"csrf", b"csrf=;;=;csrf=x"):
        answer = await client.post("/reply", data=GOOD, headers=[(b"cookie", value)])
        assert answer.status_code == 403
        assert "csrf=" in (await client.get("/reply", headers=[(b"cookie", value)])).headers["set-cookie"]
