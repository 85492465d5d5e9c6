"""What somebody who wishes us ill may try, tried: ended contacts, roles taken away, other origins, fixed sessions, https."""

from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import msgspec
import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.coalitions.models import CoalitionRole
from campaigns.coalitions.roles import Role
from campaigns.database import hold_to
from campaigns.handlers import HANDLERS
from campaigns.organisations.actions import end_contact
from campaigns.people.actions import request_sign_in
from campaigns.people.models import Person
from campaigns.people.sessions import start_session
from campaigns.settings import Settings
from campaigns.signatures.lifecycle import SignatureState
from campaigns.tokens import Keys, Purpose
from campaigns.web.csrf import FIELD, token_for
from campaigns.web.wiring import application
from tests.conftest import Clock, RecordingBell
from tests.signatures.story import AMINA, INFO, JO, SITE, Story, Window, begin_story, sign
from tests.walls.requests import CSRF_COOKIE

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
async def client(
    settings: Settings, sessions: Sessions, bell: RecordingBell, clock: Clock
) -> AsyncIterator[httpx.AsyncClient]:
    app = application(settings, sessions, bell, HANDLERS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        yield client


@pytest.fixture
async def story(sessions: Sessions, keys: Keys, now: datetime) -> Story:
    return await begin_story(sessions, keys, now)


async def end(story: Story, email: str, now: datetime) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await end_contact(session, story.company.contacts[email].id, story.company.actor("Nia"), now)


async def test_somebody_who_has_left_cannot_answer_for_the_organisation(
    client: httpx.AsyncClient, story: Story, now: datetime
) -> None:
    window = await Window(client).open(story.path(JO))
    path, fields = window.form("Sign for", {})

    await end(story, JO, now)

    assert (await client.get(story.path(JO))).status_code == 404
    assert (await client.post(path, data=fields)).status_code == 404
    assert (await client.get(f"/api/v1/invitations/{story.tokens[JO]}")).status_code == 404
    assert (await Window(client).open(story.path(AMINA))).status == 200


async def test_the_address_of_somebody_who_has_left_counts_for_nothing(
    client: httpx.AsyncClient, story: Story, now: datetime
) -> None:
    await end(story, JO, now)

    await sign(Window(client), story.path(INFO), signer_name="Jo Pratt", signer_title="Policy officer", signer_email=JO)

    assert (await story.newest()).state is SignatureState.AWAITING_EMAIL


async def signed_in(story: Story, name: str, now: datetime) -> str:
    async with story.sessions.begin() as session:
        return await start_session(session, story.company.people[name], now)


async def test_a_role_that_is_taken_away_ends_at_once(client: httpx.AsyncClient, story: Story, now: datetime) -> None:
    cookies = {"Cookie": f"session={await signed_in(story, 'Tom', now)}"}
    address = "/secretariat/fair-futures/letters"
    assert (await client.get(address, headers=cookies)).status_code == 200

    tom = story.company.people["Tom"].id
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await session.execute(delete(CoalitionRole).where(CoalitionRole.person_id == tom))
        session.add(CoalitionRole(coalition_id=story.company.id, person_id=tom, role=Role.MEMBER_REPRESENTATIVE))
    assert (await client.get(address, headers=cookies)).status_code == 403

    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await session.execute(delete(CoalitionRole).where(CoalitionRole.person_id == tom))
    assert (await client.get(address, headers=cookies)).status_code == 404

    async with story.sessions.begin() as session:
        await session.execute(delete(Person).where(Person.id == tom))
    assert (await client.get(address, headers=cookies)).status_code == 303


FOREIGN: list[dict[str, str]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://letters.example.evil.example"},
    {"Origin": "https://letters.example"},
    {"Origin": "http://letters.example:8080"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": SITE},
    {"Origin": ""},
]


@pytest.mark.parametrize("headers", FOREIGN)
async def test_another_site_cannot_send_a_form_even_with_a_token(
    client: httpx.AsyncClient, story: Story, settings: Settings, now: datetime, headers: dict[str, str]
) -> None:
    session_id = await signed_in(story, "Nia", now)
    before = await story.everything()
    fields = {FIELD: token_for(settings, CSRF_COOKIE, session_id), "reason": "Because"}
    for path in (f"/secretariat/fair-futures/letters/{story.reference}/close", f"{story.path(AMINA)}/sign", "/sign-out"):
        cookies = {"Cookie": f"session={session_id}; csrf={CSRF_COOKIE}"}
        answer = await client.post(path, data=fields, headers={**cookies, **headers})
        assert answer.status_code == 403, path
        assert session_id not in answer.text
    assert await story.everything() == before


async def test_a_token_of_another_browser_or_session_is_none(
    client: httpx.AsyncClient, story: Story, settings: Settings, now: datetime
) -> None:
    nia, tom = await signed_in(story, "Nia", now), await signed_in(story, "Tom", now)
    for token in (
        token_for(settings, CSRF_COOKIE, tom),
        token_for(settings, CSRF_COOKIE, None),
        token_for(settings, "d" * 43, nia),
    ):
        cookies = {"Cookie": f"session={nia}; csrf={CSRF_COOKIE}"}
        assert (await client.post("/sign-out", data={FIELD: token}, headers=cookies)).status_code == 403


async def sign_in(
    client: httpx.AsyncClient, story: Story, settings: Settings, now: datetime, **headers: str
) -> httpx.Response:
    """Nia presses the button of the page that her mailed link opens."""
    async with story.sessions.begin() as session:
        request = await request_sign_in(session, story.keys, "nia@harbour.example", "192.0.2.1", now)
    name, planted = ("__Host-" if settings.secure else ""), "p" * 43
    cookies = {"Cookie": f"{name}csrf={CSRF_COOKIE}; {name}session={planted}"}
    fields = {FIELD: token_for(settings, CSRF_COOKIE, planted)}
    path = f"/sign-in/link/{story.keys.token(Purpose.SIGN_IN, request)}"
    return await client.post(path, data=fields, headers={**cookies, **headers})


def session_cookie(answer: httpx.Response) -> str:
    [cookie] = [one for one in answer.headers.get_list("set-cookie") if "session=" in one]
    return str(cookie)


async def test_a_session_id_that_was_planted_is_never_signed_in(
    client: httpx.AsyncClient, story: Story, settings: Settings, now: datetime
) -> None:
    answer = await sign_in(client, story, settings, now)

    assert answer.status_code == 303
    given = session_cookie(answer).partition(";")[0].removeprefix("session=")
    assert given != "p" * 43
    letters = "/secretariat/fair-futures/letters"
    assert (await client.get(letters, headers={"Cookie": f"session={'p' * 43}"})).status_code == 303
    assert (await client.get(letters, headers={"Cookie": f"session={given}"})).status_code == 200


async def test_over_https_cookies_hold_to_the_host_and_are_secure(
    settings: Settings, sessions: Sessions, bell: RecordingBell, clock: Clock, story: Story, now: datetime
) -> None:
    secure = msgspec.structs.replace(settings, public_url="https://letters.example")
    app = application(secure, sessions, bell, HANDLERS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://letters.example") as client:
        page = await client.get(story.path(AMINA))
        answer = await sign_in(client, story, secure, now, Origin="https://letters.example")
        assert answer.status_code == 303
        given = session_cookie(answer)
        for cookie in (given, *page.headers.get_list("set-cookie")):
            name, _, rest = cookie.partition("=")
            assert name in {"__Host-session", "__Host-csrf"}
            said = {part.strip().lower() for part in rest.split(";")[1:]}
            assert {"secure", "httponly", "path=/", "samesite=lax"} <= said
            assert not any(part.startswith("domain") for part in said)
        assert page.headers.get_list("set-cookie")
        assert page.headers["strict-transport-security"].startswith("max-age=31536000")
        unsafe = given.partition(";")[0].removeprefix("__Host-")
        assert (await client.get("/secretariat", headers={"Cookie": unsafe})).headers["location"].startswith("/sign-in")


ELSEWHERE = [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "///evil.example",
    "/sign-in@evil.example\r\nLocation: https://evil.example",
    "",
    "evil.example",
    "/%0d%0aX: y",
    "/../..//evil.example",
]


@pytest.mark.parametrize("address", ELSEWHERE)
async def test_signing_in_leads_nowhere_else(client: httpx.AsyncClient, story: Story, now: datetime, address: str) -> None:
    cookies = {"Cookie": f"session={await signed_in(story, 'Nia', now)}"}
    answer = await client.get("/sign-in", params={"next": address}, headers=cookies)
    assert answer.status_code == 303
    location = answer.headers["location"]
    assert httpx.URL(SITE).join(location).host == "letters.example"
    assert not location.startswith(("//", "/\\"))
    assert not ({"x", "set-cookie"} & set(answer.headers))


async def test_the_host_that_was_asked_for_is_written_nowhere(client: httpx.AsyncClient, story: Story) -> None:
    await story.publish()
    headers = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "gopher",
        "Forwarded": "host=evil.example",
    }
    for path in (
        "/",
        "/feed.atom",
        "/sitemap.xml",
        "/robots.txt",
        "/api/v1/letters",
        "/secretariat",
        "/nothing",
        story.path(AMINA),
    ):
        answer = await client.get(path, headers=headers)
        told = answer.text + str(answer.headers)
        assert not {word for word in ("evil", "gopher") if word in told}, path
