"""A program signs in for Nia."""

from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from campaigns.people.models import Person, SignInRequest
from tests.people.conftest import NIA, STRANGER, Post, Sessions

REQUESTS, SESSIONS, CURRENT = "/api/v1/sign-in-requests", "/api/v1/sessions", "/api/v1/sessions/current"


async def asked(client: httpx.AsyncClient, email: str = NIA) -> dict[str, str]:
    response = await client.post(REQUESTS, json={"email": email})
    assert response.status_code == 202, response.text
    body: dict[str, str] = response.json()
    return body


async def test_a_token_by_the_code_and_its_end(client: httpx.AsyncClient, nia: Person, post: Post) -> None:
    request = await asked(client)
    assert request["expires_at"] == "2026-06-02T09:10:00Z"
    _, code = await post.newest()
    begun = await client.post(SESSIONS, json={"sign_in_id": request["sign_in_id"], "code": code})
    assert begun.status_code == 201
    assert begun.json()["expires_at"] == "2026-06-09T09:00:00Z"
    assert begun.headers["cache-control"] == "no-store"
    assert "set-cookie" not in begun.headers
    bearer = {"Authorization": f"Bearer {begun.json()['token']}"}
    assert (await client.delete(CURRENT, headers=bearer)).status_code == 204
    assert (await client.delete(CURRENT, headers=bearer)).status_code == 401


async def test_a_token_by_the_link(client: httpx.AsyncClient, nia: Person, post: Post) -> None:
    await asked(client)
    link, _ = await post.newest()
    mailed = {"token": link.rpartition("/")[2]}
    assert (await client.post(SESSIONS, json=mailed)).status_code == 201
    again = await client.post(SESSIONS, json=mailed)
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")
    assert "has been used" in again.json()["detail"]


async def test_a_cookie_is_not_a_token_nor_a_token_a_cookie(client: httpx.AsyncClient, nia: Person, post: Post) -> None:
    await asked(client)
    link, _ = await post.newest()
    token = (await client.post(SESSIONS, json={"token": link.rpartition("/")[2]})).json()["token"]
    client.cookies.set("session", token, domain="letters.example")
    assert (await client.delete(CURRENT)).status_code == 401


async def test_a_wrong_code_is_told_and_stays_counted(
    client: httpx.AsyncClient, nia: Person, post: Post, own_sessions: Sessions
) -> None:
    request = await asked(client)
    _, code = await post.newest()
    wrong = {"sign_in_id": request["sign_in_id"], "code": f"{(int(code) + 1) % 1_000_000:06}"}
    refused = await client.post(SESSIONS, json=wrong)
    assert refused.status_code == 422
    assert "4 more times" in refused.json()["errors"]["code"]
    async with own_sessions() as session:
        assert await session.scalar(select(SignInRequest.wrong_codes)) == 1


async def test_known_and_unknown_addresses_are_answered_alike(client: httpx.AsyncClient, nia: Person) -> None:
    known, unknown = await asked(client), await asked(client, STRANGER)
    assert known.keys() == unknown.keys()
    answers = [
        (await client.post(SESSIONS, json={"sign_in_id": request["sign_in_id"], "code": "000000"})).json()
        for request in (known, unknown)
    ]
    assert answers[0]["errors"] == answers[1]["errors"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (REQUESTS, {"email": "nia@"}, 422),
        (REQUESTS, {}, 422),
        (REQUESTS, [], 422),
        (SESSIONS, {}, 422),
        (SESSIONS, {"token": "x"}, 404),
        (SESSIONS, {"token": "\u0000é" * 30}, 404),
        (SESSIONS, {"sign_in_id": str(uuid4()), "code": "123456"}, 422),
        (SESSIONS, {"sign_in_id": "x", "code": "123456"}, 422),
    ],
)
async def test_what_cannot_be_used_is_said_in_problem_json(
    client: httpx.AsyncClient, path: str, body: object, status: int
) -> None:
    refused = await client.post(path, json=body)
    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")


async def test_bytes_that_are_no_json_are_refused(client: httpx.AsyncClient) -> None:
    refused = await client.post(SESSIONS, content=b"\xff{", headers={"Content-Type": "application/json"})
    assert 400 <= refused.status_code < 500
