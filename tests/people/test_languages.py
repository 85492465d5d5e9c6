"""Nia reads Welsh: on every page once she has signed in, wherever she signs in, and in the mail to her."""

import httpx

from campaigns.languages.locales import Locale
from campaigns.mail.delivery import deliver_due
from campaigns.mailings import COMPOSERS
from campaigns.people.models import Person
from campaigns.web.wiring import Application
from tests.mail.reading import text_of
from tests.people.conftest import NIA, Post, Sessions, press


async def locale_of(sessions: Sessions, person: Person) -> Locale | None:
    async with sessions() as session:
        return (await session.get_one(Person, person.id)).locale


async def language_of(client: httpx.AsyncClient) -> str:
    page = await client.get("/sign-out")
    return page.headers["content-language"]


async def sign_in(client: httpx.AsyncClient, post: Post) -> None:
    await press(client, "/sign-in", email=NIA)
    link, _ = await post.newest()
    assert (await press(client, link)).status_code == 303


async def test_what_she_chose_before_she_signed_in_is_kept_for_her(
    app: Application, client: httpx.AsyncClient, nia: Person, post: Post, own_sessions: Sessions
) -> None:
    await client.post("/language", data={"locale": "cy", "next": "/sign-in"})
    assert "Mewngofnodi" in (await client.get("/sign-in")).text
    await press(client, "/sign-in", email=NIA)
    await deliver_due(own_sessions, post.settings, post.keys, COMPOSERS, post.clock.now)
    first = post.mailbox.mails[-1]
    assert first["Subject"] == "Eich dolen i fewngofnodi", "it is in the language of the page on which she asked"
    assert await locale_of(own_sessions, nia) is None, "anybody may have typed her address"
    await sign_in(client, post)
    assert await locale_of(own_sessions, nia) is Locale.WELSH

    # On another machine, whose browser asks for English, her pages and the mail are in Welsh.
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://letters.example") as elsewhere:
        elsewhere.headers["accept-language"] = "en-GB"
        asked = await press(elsewhere, "/sign-in", email=NIA)
        assert asked.headers["content-language"] == "en-GB"
        await deliver_due(own_sessions, post.settings, post.keys, COMPOSERS, post.clock.now)
        mail = post.mailbox.mails[-1]
        assert mail["Subject"] == "Eich dolen i fewngofnodi"
        assert "Neu teipiwch y cod hwn" in text_of(mail)
        [link] = [line for line in text_of(mail).split() if "/sign-in/link/" in line]
        await press(elsewhere, link.removeprefix(post.settings.public_url))
        assert await language_of(elsewhere) == "cy"


async def test_her_own_button_changes_it_on_every_machine(
    client: httpx.AsyncClient, nia: Person, post: Post, own_sessions: Sessions
) -> None:
    await sign_in(client, post)
    assert await locale_of(own_sessions, nia) is None
    token = (await client.get("/sign-out")).text.split('name="csrf_token" value="')[1].split('"')[0]
    for locale, language in (("cy", Locale.WELSH), ("en-GB", Locale.ENGLISH)):
        answer = await client.post("/person/language", data={"csrf_token": token, "locale": locale, "next": "/sign-out"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-out")
        assert await locale_of(own_sessions, nia) is language
        assert await language_of(client) == locale


async def test_nobody_else_can_press_it(client: httpx.AsyncClient, nia: Person, post: Post, own_sessions: Sessions) -> None:
    stranger = await client.post("/person/language", data={"locale": "cy"})
    assert stranger.status_code == 403
    await sign_in(client, post)
    assert (await client.post("/person/language", data={"locale": "cy"})).status_code == 403
    assert (await client.post("/person/language", data={"locale": "fr"})).status_code == 403
    assert await locale_of(own_sessions, nia) is None


async def test_a_language_that_is_none_of_ours_changes_nothing(
    client: httpx.AsyncClient, nia: Person, post: Post, own_sessions: Sessions
) -> None:
    await sign_in(client, post)
    token = (await client.get("/sign-out")).text.split('name="csrf_token" value="')[1].split('"')[0]
    refused = await client.post("/person/language", data={"csrf_token": token, "locale": "fr"})
    assert refused.status_code == 422
    assert await locale_of(own_sessions, nia) is None
