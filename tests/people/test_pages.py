"""Nia signs in, in a browser; and everybody who tries to be Nia."""

import re
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select, text

from campaigns.jobs import Job
from campaigns.mail.models import Message
from campaigns.people.limits import BY_ONE_CLIENT
from campaigns.people.models import BrowserSession, Person, SignInRequest
from campaigns.tokens import Keys, Purpose
from campaigns.web.sessions import hash_of
from campaigns.web.wiring import Application
from tests.conftest import Clock, RecordingBell
from tests.people.conftest import NIA, STRANGER, Post, Sessions, press, send

ATTACKERS_ID = "a" * 43


async def everything(sessions: Sessions) -> dict[str, list[str]]:
    """Every row of every table."""
    async with sessions() as session:
        tables = await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        return {
            table: sorted((await session.scalars(text(f'SELECT t::text FROM "{table}" t'))).all())  # noqa: S608 - our own names
            for table in tables.all()
        }


async def is_signed_in(client: httpx.AsyncClient) -> bool:
    return NIA in (await client.get("/sign-out")).text


def code_path(asked: httpx.Response) -> str:
    """The address of the code page that a request was answered with."""
    assert asked.status_code == 200, asked.text
    [path] = re.findall(r'action="(/sign-in/code/[^"]+)"', asked.text)
    return str(path)


async def test_nia_signs_in_with_the_link(client: httpx.AsyncClient, nia: Person, post: Post, bell: RecordingBell) -> None:
    asked = await press(client, "/sign-in", email="Nia@harbour.example")
    assert bell.jobs == [Job.DELIVER_MAIL]
    assert "<strong>Nia@harbour.example</strong>" in asked.text
    link, _ = await post.newest()
    shown = await client.get(link)
    assert shown.status_code == 200
    assert NIA in shown.text
    assert not await is_signed_in(client)
    signed_in = await press(client, link)
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/secretariat")
    assert await is_signed_in(client)
    assert "You are signed in" in (await client.get(link)).text


async def test_somebody_who_tries_every_address_there_is_is_stopped_and_others_are_not(
    client: httpx.AsyncClient, nia: Person, post: Post
) -> None:
    most, _ = BY_ONE_CLIENT[0]
    for number in range(most):
        asked = await press(client, "/sign-in", email=f"guess{number}@harbour.example")
        assert asked.status_code == 200
    refused = await press(client, "/sign-in", email="one-more@harbour.example")
    assert refused.status_code == 429
    assert "That was asked for too often." in refused.text
    client.headers["X-Forwarded-For"] = "203.0.113.9"
    assert (await press(client, "/sign-in", email=NIA)).status_code == 200


async def test_nia_signs_in_with_the_code(client: httpx.AsyncClient, nia: Person, post: Post) -> None:
    asked = await press(client, "/sign-in?next=/secretariat/fair-futures/letters%3Fshow=all%26page=2", email=NIA)
    _, code = await post.newest()
    signed_in = await send(client, asked, code=f"{code[:3]} {code[3:]}")
    assert (signed_in.status_code, signed_in.headers["location"]) == (
        303,
        "/secretariat/fair-futures/letters?show=all&page=2",
    )
    assert await is_signed_in(client)
    again = await client.get("/sign-in?next=/secretariat/fair-futures")
    assert (again.status_code, again.headers["location"]) == (303, "/secretariat/fair-futures")


async def test_a_wrong_code_loses_neither_the_address_nor_the_page_she_was_on_her_way_to(
    client: httpx.AsyncClient, nia: Person, post: Post
) -> None:
    asked = await press(client, "/sign-in?next=/secretariat/fair-futures", email="Nia@harbour.example")
    _, code = await post.newest()
    refused = await send(client, asked, code=f"{(int(code) + 1) % 1_000_000:06}")
    assert refused.status_code == 422
    assert "<strong>Nia@harbour.example</strong>" in refused.text
    assert (await send(client, refused, code=code)).headers["location"] == "/secretariat/fair-futures"


async def test_the_code_page_by_its_address_alone_signs_her_in_too(
    client: httpx.AsyncClient, nia: Person, post: Post
) -> None:
    path = code_path(await press(client, "/sign-in?next=/secretariat/fair-futures", email=NIA))
    assert NIA not in path
    assert "secretariat" not in path
    shown = await client.get(path)
    assert "the address you typed" in shown.text
    assert NIA not in shown.text
    _, code = await post.newest()
    assert (await send(client, shown, code=code)).headers["location"] == "/secretariat"


async def test_signing_in_leaves_two_cookies_and_neither_tells_anything(
    client: httpx.AsyncClient, nia: Person, post: Post
) -> None:
    asked = await press(client, "/sign-in?next=/secretariat/fair-futures", email=NIA)
    assert {cookie.name for cookie in client.cookies.jar} == {"csrf"}
    _, code = await post.newest()
    await send(client, asked, code=code)
    assert {cookie.name for cookie in client.cookies.jar} == {"csrf", "session"}


async def test_the_link_works_in_another_browser_too(
    client: httpx.AsyncClient, app: Application, nia: Person, post: Post
) -> None:
    await press(client, "/sign-in?next=/secretariat/fair-futures", email=NIA)
    link, _ = await post.newest()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://letters.example") as phone:
        assert (await press(phone, link)).headers["location"] == "/secretariat"
        assert await is_signed_in(phone)
    assert not await is_signed_in(client)


async def test_programs_that_open_every_link_change_nothing(
    client: httpx.AsyncClient, nia: Person, post: Post, own_sessions: Sessions
) -> None:
    asked = await press(client, "/sign-in", email=NIA)
    link, _ = await post.newest()
    before = await everything(own_sessions)
    scanner = httpx.AsyncClient(transport=client._transport, base_url="http://letters.example")
    for path in (link, code_path(asked), "/sign-in", "/sign-out"):
        for _ in range(50):
            assert (await scanner.get(path)).status_code == 200
            assert (await scanner.head(path)).status_code == 200
        scanner.cookies.clear()
    assert await everything(own_sessions) == before
    assert (await press(client, link)).status_code == 303
    assert await everything(own_sessions) != before


async def test_a_scanner_that_has_no_token_cannot_press_the_button(
    client: httpx.AsyncClient, nia: Person, post: Post, own_sessions: Sessions
) -> None:
    await press(client, "/sign-in", email=NIA)
    link, _ = await post.newest()
    before = await everything(own_sessions)
    assert (await client.post(link)).status_code == 403
    assert (await client.post(link, data={"csrf_token": "x" * 64})).status_code == 403
    assert await everything(own_sessions) == before


async def test_a_session_id_that_a_browser_brings_is_never_adopted(
    client: httpx.AsyncClient, nia: Person, post: Post, own_sessions: Sessions
) -> None:
    client.cookies.set("session", ATTACKERS_ID, domain="letters.example")
    asked = await press(client, "/sign-in", email=NIA)
    _, code = await post.newest()
    await send(client, asked, code=code)
    given = {
        cookie.value for cookie in client.cookies.jar if cookie.name == "session" and cookie.domain == "letters.example"
    }
    async with own_sessions() as session:
        stored = (await session.scalars(select(BrowserSession.id_hash))).all()
    assert hash_of(ATTACKERS_ID) not in stored
    assert [hash_of(value or "") for value in given] == list(stored)


async def test_the_session_changes_at_every_sign_in(
    client: httpx.AsyncClient, nia: Person, post: Post, own_sessions: Sessions
) -> None:
    elsewhere = httpx.AsyncClient(transport=client._transport, base_url="http://letters.example")
    ids = []
    for _ in range(2):
        await press(elsewhere, "/sign-in", email=NIA)
        link, _ = await post.newest()
        await press(client, link)
        ids.append(client.cookies["session"])
    assert ids[0] != ids[1]
    async with own_sessions() as session:
        assert await session.scalar(select(func.count()).where(BrowserSession.ended_at.is_(None))) == 1


async def test_the_cookie_is_out_of_reach(client: httpx.AsyncClient, nia: Person, post: Post) -> None:
    await press(client, "/sign-in", email=NIA)
    link, _ = await post.newest()
    cookies = (await press(client, link)).headers.get_list("set-cookie")
    [session_cookie] = [cookie for cookie in cookies if cookie.startswith("session=")]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(session_cookie.split("; "))
    assert "Domain" not in session_cookie


async def test_an_unknown_address_gets_the_same_answer(
    client: httpx.AsyncClient, nia: Person, own_sessions: Sessions, bell: RecordingBell
) -> None:
    seen = []
    for email in (NIA, STRANGER):
        client.cookies.clear()
        asked = await press(client, "/sign-in", email=email)
        code_page = await client.get(code_path(asked))
        refused = await send(client, asked, code="000000")
        seen.append([_alike(response, email) for response in (asked, code_page, refused)])
    assert seen[0] == seen[1]
    assert bell.jobs == [Job.DELIVER_MAIL] * 2
    async with own_sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Message)) == 2


def _alike(response: httpx.Response, email: str) -> tuple[int, list[tuple[str, str]], str]:
    headers = [(name, _neutral(value, email)) for name, value in response.headers.items() if name != "content-length"]
    return response.status_code, sorted(headers), _neutral(response.text, email)


def _neutral(text: str, email: str) -> str:
    text = re.sub(r'name="csrf_token" value="[^"]+"|csrf=[^;]+', "", text.replace(email, "EMAIL"))
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{16}\b", "ID", text)


async def test_an_address_that_cannot_be_one_is_shown_again_with_a_sentence(
    client: httpx.AsyncClient, own_sessions: Sessions
) -> None:
    refused = await press(client, "/sign-in?next=/secretariat/fair-futures", email="nia@")
    assert refused.status_code == 422
    assert "There is a problem" in refused.text
    assert 'value="nia@"' in refused.text
    assert 'name="next" value="/secretariat/fair-futures"' in refused.text
    async with own_sessions() as session:
        assert await session.scalar(select(func.count()).select_from(SignInRequest)) == 0


async def test_asking_too_often_is_a_page_with_when_to_come_back(client: httpx.AsyncClient, nia: Person) -> None:
    for _ in range(5):
        code_path(await press(client, "/sign-in", email=NIA))
    refused = await press(client, "/sign-in", email=NIA)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) in {900, 901}
    assert "ask again in 15 minutes" in refused.text


async def test_wrong_codes_are_counted_though_the_page_is_shown_again(
    client: httpx.AsyncClient, nia: Person, post: Post, own_sessions: Sessions, keys: Keys
) -> None:
    path = code_path(await press(client, "/sign-in", email=NIA))
    _, code = await post.newest()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for left in ("4 more times", "3 more times", "2 more times", "1 more time"):
        refused = await press(client, path, code=wrong)
        assert refused.status_code == 422
        assert left in refused.text
        assert f'value="{wrong}"' in refused.text
    over = await press(client, path, code=wrong)
    assert "no tries left" in over.text
    assert "Ask for a new link and code" in over.text
    assert (await press(client, path, code=code)).status_code == 422
    assert not await is_signed_in(client)


@pytest.mark.parametrize("typed", ["", "1" * 41, "\0"])
async def test_nothing_typed_as_a_code_is_no_try(
    client: httpx.AsyncClient, nia: Person, own_sessions: Sessions, typed: str
) -> None:
    path = code_path(await press(client, "/sign-in", email=NIA))
    assert (await press(client, path, code=typed)).status_code == 422
    async with own_sessions() as session:
        assert await session.scalar(select(SignInRequest.wrong_codes)) == 0


async def test_a_used_or_old_link_says_so_and_offers_a_new_one(
    client: httpx.AsyncClient, app: Application, nia: Person, post: Post, clock: Clock
) -> None:
    await press(client, "/sign-in", email=NIA)
    link, _ = await post.newest()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://letters.example") as late:
        opened = await late.get(link)
        token = re.findall(r'name="csrf_token" value="([^"]+)"', opened.text)[0]
        await press(client, link)
        assert "This link has been used" in (await late.get(link)).text
        refused = await late.post(link, data={"csrf_token": token})
        assert refused.status_code == 409
        assert 'href="/sign-in"' in refused.text
        assert not await is_signed_in(late)

        await press(late, "/sign-in", email=NIA)
        link, _ = await post.newest()
        token = re.findall(r'name="csrf_token" value="([^"]+)"', (await late.get(link)).text)[0]
        clock.advance(minutes=10)
        assert "This link is too old" in (await late.get(link)).text
        assert (await late.post(link, data={"csrf_token": token})).status_code == 409
        assert not await is_signed_in(late)


async def test_what_is_no_link_looks_like_any_page_that_is_not_there(client: httpx.AsyncClient, keys: Keys) -> None:
    missing = await client.get("/sign-in/nowhere")
    for path in (
        f"/sign-in/link/{keys.token(Purpose.SIGN_IN, uuid4())}",
        f"/sign-in/link/{keys.token(Purpose.INVITATION, uuid4())}",
        "/sign-in/link/x",
        "/sign-in/code/x",
    ):
        shown = await client.get(path)
        assert shown.status_code == missing.status_code == 404


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
async def test_signing_in_leads_to_a_page_of_ours(
    client: httpx.AsyncClient, nia: Person, post: Post, elsewhere: str
) -> None:
    form = await client.get("/sign-in", params={"next": elsewhere})
    assert elsewhere not in form.text
    asked = await press(client, "/sign-in", email=NIA, next=elsewhere)
    assert elsewhere not in asked.text
    _, code = await post.newest()
    assert (await send(client, asked, code=code, next=elsewhere)).headers["location"] == "/secretariat"


async def test_nia_signs_out(client: httpx.AsyncClient, nia: Person, post: Post, own_sessions: Sessions) -> None:
    await press(client, "/sign-in", email=NIA)
    link, _ = await post.newest()
    await press(client, link)
    stolen = client.cookies["session"]
    signed_out = await press(client, "/sign-out")
    assert (signed_out.status_code, signed_out.headers["location"]) == (303, "/sign-out")
    assert "session" not in client.cookies
    assert "You are signed out" in (await client.get("/sign-out")).text
    client.cookies.set("session", stolen, domain="letters.example")
    assert not await is_signed_in(client)


async def test_pages_with_secrets_are_kept_by_nobody(client: httpx.AsyncClient, nia: Person, post: Post) -> None:
    await press(client, "/sign-in", email=NIA)
    link, _ = await post.newest()
    shown = await client.get(link)
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["referrer-policy"] == "no-referrer"
