"""Bodies of any bytes get an answer in words, never a fault."""

import asyncio
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import jobs
from campaigns.settings import Settings
from campaigns.web.csrf import token_for
from campaigns.web.wiring import Application, application

from .conftest import GOOD, HANDLERS, Visitor

COOKIE = "c" * 43
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
URL_ENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=edge"


def post(app: Application, body: bytes, headers: dict[str, str]) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://letters.example") as client:
            return await client.post("/reply", content=body, headers={"cookie": f"csrf={COOKIE}", **headers})

    return asyncio.run(send())


def multipart(*parts: bytes) -> bytes:
    return b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"


def text_part(name: str, text: bytes) -> bytes:
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + text


class TestAnyBytes:
    """Not under the session's event loop: each example has its own."""

    @SLOW
    @given(
        body=st.binary(max_size=400),
        content_type=st.sampled_from([URL_ENCODED, MULTIPART, "x/y"]),
    )
    def test_any_bytes_as_a_body(self, app: Application, body: bytes, content_type: str) -> None:
        assert post(app, body, {"content-type": content_type}).status_code in {400, 403, 413}

    @SLOW
    @given(tail=st.binary(max_size=200))
    def test_any_bytes_after_a_good_token(self, app: Application, web_settings: Settings, tail: bytes) -> None:
        token = token_for(web_settings, COOKIE, None)
        body = urlencode({**GOOD, "csrf_token": token}, doseq=True).encode() + b"&comment=" + tail
        assert post(app, body, {"content-type": URL_ENCODED}).status_code in {303, 400, 403, 422}

    @SLOW
    @given(header=st.binary(max_size=80), content=st.binary(max_size=80))
    def test_any_bytes_in_a_part(self, app: Application, web_settings: Settings, header: bytes, content: bytes) -> None:
        token = text_part("csrf_token", token_for(web_settings, COOKIE, None).encode())
        body = multipart(token, header + b"\r\n\r\n" + content)
        answer = post(app, body, {"content-type": MULTIPART})
        assert answer.status_code in {400, 403, 413, 422}

    @SLOW
    @given(content_type=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
    def test_any_content_type(self, app: Application, content_type: str) -> None:
        answer = post(app, b"title=x", {"content-type": f"multipart/form-data; {content_type}"})
        assert answer.status_code in {400, 403, 413}


async def test_a_file_part_called_like_the_token_is_no_token(client: httpx.AsyncClient) -> None:
    answer = await client.post("/reply", files={"csrf_token": ("x", b"\xff")})
    assert answer.status_code == 403


@pytest.mark.parametrize("content_type", [URL_ENCODED, MULTIPART])
async def test_a_body_over_the_limit_is_413_in_words(client: httpx.AsyncClient, content_type: str) -> None:
    answer = await client.post("/reply", content=b"x" * 70_000, headers={"content-type": content_type})
    assert answer.status_code == 413
    assert "larger than this page accepts" in answer.text


async def test_a_chunked_body_is_stopped_at_the_limit(client: httpx.AsyncClient) -> None:
    read = 0

    async def endless() -> Any:
        nonlocal read
        while read < 10_000_000:
            read += 4096
            yield b"x" * 4096

    answer = await client.post("/reply", content=endless(), headers={"content-type": URL_ENCODED})
    assert answer.status_code == 413
    assert read < 100_000


async def test_a_route_may_take_more(visitor: Visitor) -> None:
    answer = await visitor.send("/large", {**GOOD, "comment": "x" * 200_000})
    assert (answer.status_code, answer.text) == (200, "comment")


@pytest.mark.parametrize("separator", ["&", "&a="])
async def test_a_million_fields_are_refused_before_they_are_parsed(client: httpx.AsyncClient, separator: str) -> None:
    answer = await client.post("/large", content=separator * 200_000, headers={"content-type": URL_ENCODED})
    assert answer.status_code == 413
    assert "too many fields" in answer.text


async def test_ten_thousand_parts_are_refused(client: httpx.AsyncClient) -> None:
    body = multipart(*[text_part("a", b"")] * 10_000)
    answer = await client.post("/large", content=body, headers={"content-type": MULTIPART})
    assert answer.status_code == 413


async def test_a_body_that_dribbles_in_is_answered_408(web_settings: Settings) -> None:
    no_sessions: Any = None
    app = application(web_settings, no_sessions, jobs.NoBell(), HANDLERS, body_seconds=0.05)
    never = asyncio.Event()

    async def dribbling() -> Any:
        yield b"title="
        await never.wait()

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://letters.example") as client:
        answer = await client.post("/reply", content=dribbling(), headers={"content-type": URL_ENCODED})
    assert answer.status_code == 408
    assert "took too long" in answer.text


async def test_a_client_that_goes_away_is_no_fault_of_ours(app: Application) -> None:
    messages: list[Any] = []
    incoming = iter([{"type": "http.request", "body": b"title=", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(incoming)

    async def send(message: Any) -> None:
        messages.append(message)

    headers = [(b"content-type", URL_ENCODED.encode()), (b"host", b"letters.example")]
    scope = {
        "type": "http", "method": "POST", "path": "/reply", "raw_path": b"/reply", "query_string": b"", "headers": headers,
        "http_version": "1.1", "scheme": "http", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1), "asgi": {},
    }  # fmt: skip
    await app(scope, receive, send)
    assert messages[0]["status"] == 400
