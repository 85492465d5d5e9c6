"""Headers on every answer, whatever it is."""

from typing import Any

import httpx
import pytest

from campaigns import jobs
from campaigns.settings import Settings
from campaigns.web.assets import asset
from campaigns.web.safety import is_private
from campaigns.web.wiring import application

from .conftest import HANDLERS

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize(
    "path",
    ["/cookies", "/reply", "/nowhere", "/raise/fault", "/raise/sign-in", "/raise/too-many", "/colours/6b2d3e.css",
     "/one-click", "/api/v1/raise/not-now", "/api/v1/schema",
     "/api/v1/schema/openapi.json", asset("site.js"), "/static/x/nothing.css"],
)  # fmt: skip
async def test_every_answer_carries_the_same_protection(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers["content-security-policy"] == STRICT
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert len(answer.headers["x-request-id"]) == 16
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["/secretariat/raise/not-now", "/r/any", "/s/any", "/v/any", "/a/any", "/o/any", "/sign-in/link/any", "/secretariat/"],
)
async def test_private_pages_are_not_kept_found_or_told(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"


def test_addresses_that_only_begin_alike_are_public() -> None:
    assert not any(is_private(path) for path in ("/", "/robots.txt", "/static/x", "/signatures", "/letters/s/v"))


async def test_a_secure_site_stays_secure(web_settings: Settings) -> None:
    values = {name: getattr(web_settings, name) for name in web_settings.__struct_fields__}
    no_sessions: Any = None
    app = application(Settings(**values | {"public_url": "https://letters.example"}), no_sessions, jobs.NoBell(), HANDLERS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://letters.example") as client:
        answer = await client.get("/nowhere")
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


async def test_a_request_id_that_came_in_is_not_ours(client: httpx.AsyncClient) -> None:
    answer = await client.get("/cookies", headers={"x-request-id": "forged"})
    assert answer.headers["x-request-id"] != "forged"


@pytest.mark.parametrize("path", ["/cookies", "/nowhere", "/raise/not-now"])
async def test_head_is_answered_like_get_without_a_body(client: httpx.AsyncClient, path: str) -> None:
    shown, head = await client.get(path), await client.head(path)
    assert head.status_code == shown.status_code
    assert head.headers["content-length"] == shown.headers["content-length"]
    assert head.content == b""


async def test_a_host_header_is_never_repeated(client: httpx.AsyncClient) -> None:
    for path in ("/cookies", "/reply", "/nowhere", "/raise/sign-in", "/api/v1/schema/openapi.json", "/api/v1/raise/fault"):
        answer = await client.get(path, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers)
