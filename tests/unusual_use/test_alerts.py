"""Amina's link is posted on a forum: the secretariat is told once, and leaves it or replaces it."""

from uuid import uuid4

import httpx
from sqlalchemy import select

from campaigns.invitations.models import InvitationLink
from campaigns.mail.compose import Composing
from campaigns.mail.models import Message
from campaigns.mailings import COMPOSERS
from campaigns.settings import Settings
from campaigns.tokens import Keys
from campaigns.unusual_use.alerts import UNUSUAL, count_use
from campaigns.unusual_use.models import UseAlert, Used
from campaigns.web.models import RateLimit
from campaigns.web.wiring import Application
from tests import cast
from tests.letters.desk import SITE, Open, Writing, app, company, desk, rivers, words, writing
from tests.responses.test_board import BOARD, invited_letter
from tests.responses.test_links import AMINA, JO, link_of, path_of
from tests.signatures.story import Window

__all__ = ["app", "company", "desk", "rivers", "writing"]

FEW = UNUSUAL[Used.INVITATION]
LETTER = "/letters/FFA-2026-01"


async def used_from(writing: Writing, keys: Keys, link: InvitationLink, letter_id, *places: int) -> None:
    async with writing.held() as session:
        for place in places:
            client = f"192.0.2.{place}"
            await count_use(session, keys, Used.INVITATION, link.id, letter_id, client, writing.clock.now())


async def told(writing: Writing) -> list[Message]:
    """The mails about it to Nia, who is not the only one of the secretariat."""
    which = (Message.kind == "unusual_use", Message.recipient_email == "nia@harbour.example")
    async with writing.held() as session:
        return list(await session.scalars(select(Message).where(*which)))


async def test_as_many_places_as_are_unusual_are_told_once_and_no_address_is_kept(
    desk: Open, writing: Writing, keys: Keys, settings: Settings
) -> None:
    letter = await invited_letter(writing)
    link = await link_of(writing, AMINA)
    await used_from(writing, keys, link, letter.id, *[1] * 20, *range(2, FEW))
    assert await told(writing) == []

    await used_from(writing, keys, link, letter.id, FEW, FEW + 1, FEW + 2)

    [message] = await told(writing)
    async with writing.held() as session:
        mail = await COMPOSERS["unusual_use"](session, message, Composing(settings, keys, writing.clock.now()))
        assert "192.0.2" not in repr([(one.key, one.count) for one in await session.scalars(select(RateLimit))])
    assert mail is not None
    assert mail.context["alert"].clients == FEW
    nia = await desk("Nia")
    organisation = f"{BOARD}/{writing.company.organisations[cast.WENSUM].id}"
    said = f"was used from at least {FEW} places in one day"
    for page in (BOARD, f"{LETTER}/review", organisation):
        assert said in words(await nia.get(page)), page
    other = f"{BOARD}/{writing.company.organisations[cast.LLAIS].id}"
    assert said not in words(await nia.get(other))


async def test_nia_leaves_it_and_is_told_again_another_day(desk: Open, writing: Writing, keys: Keys) -> None:
    letter = await invited_letter(writing)
    link = await link_of(writing, AMINA)
    await used_from(writing, keys, link, letter.id, *range(FEW + 1))
    nia = await desk("Nia")
    [alert] = await nia.api("GET", f"{LETTER}/alerts")
    assert (alert["used"], alert["clients"], alert["holder"]) == ("invitation", FEW, "Amina Cole")

    answer = await nia.post(f"{LETTER}/alerts/{alert['id']}/leave", page=BOARD)

    assert "Nothing is changed." in words(await nia.follow(answer))
    assert await nia.api("POST", f"{LETTER}/alerts/{alert['id']}/leave") == [], "again changes nothing"
    await used_from(writing, keys, link, letter.id, *range(50))
    assert len(await told(writing)) == 1, "once a day"
    writing.clock.advance(days=1)
    await used_from(writing, keys, link, letter.id, *range(FEW + 1))
    assert len(await told(writing)) == 2
    assert len(await (await desk("Nia")).api("GET", f"{LETTER}/alerts")) == 1


async def test_replacing_the_link_settles_it_and_whoever_is_late_is_told(
    desk: Open, writing: Writing, keys: Keys, settings: Settings
) -> None:
    letter = await invited_letter(writing)
    link = await link_of(writing, AMINA)
    await used_from(writing, keys, link, letter.id, *range(FEW))
    nia = await desk("Nia")
    organisation = f"{BOARD}/{writing.company.organisations[cast.WENSUM].id}"
    here = f"{organisation}/links/{link.id}/replace"
    assert f'href="{nia.base}{here}"' in (await nia.get(BOARD)).text
    await nia.post(here, reason="Posted on a forum.", send="later")
    assert await nia.api("GET", f"{LETTER}/alerts") == []
    async with writing.held() as session:
        alert = (await session.scalars(select(UseAlert))).one()
        [message] = await told(writing)
        composing = Composing(settings, keys, writing.clock.now())
        assert await COMPOSERS["unusual_use"](session, message, composing) is None, "nothing is left to decide"
    refused = await nia.api("POST", f"{LETTER}/alerts/{alert.id}/leave", 409)
    assert "Nia Rees has decided about this already." in refused["detail"]


async def test_only_a_form_that_is_sent_counts(desk: Open, writing: Writing, keys: Keys, app: Application) -> None:
    await invited_letter(writing)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        path = path_of(keys, await link_of(writing, JO))
        window = await Window(client).open(path)
        for page in ("", "/name", "/decline", "/text"):
            await client.get(f"{path}{page}")

        async def counted() -> int:
            async with writing.held() as session:
                return len((await session.scalars(select(RateLimit))).all())

        assert await counted() == 0
        path_before = window.path
        form = next(one.get("action") for one in window.page.iter("form") if str(one.get("action")).endswith("/sign"))
        assert form.startswith(path_before)
        token = window.page.xpath("//form[@action=$action]//input[@name]", action=form)
        await client.post(form, data={one.get("name"): one.get("value") for one in token})
        assert await counted() == 2, "the place, and the number of places"


async def test_only_who_invites_decides_and_only_of_their_own_coalition(
    desk: Open, writing: Writing, keys: Keys, rivers: cast.Company
) -> None:
    letter = await invited_letter(writing)
    await used_from(writing, keys, await link_of(writing, AMINA), letter.id, *range(FEW))
    async with writing.held() as session:
        alert = (await session.scalars(select(UseAlert.id))).one()
    for name in ("Dev", "Rosa", "Amina"):
        await (await desk(name)).api("POST", f"{LETTER}/alerts/{alert}/leave", 403)
    await (await desk("Sam", rivers)).api("POST", f"{LETTER}/alerts/{alert}/leave", 404)


async def test_the_mail_about_one_goes_out_however_many_wait_before_it(
    writing: Writing, keys: Keys, settings: Settings
) -> None:
    letter = await invited_letter(writing)
    link, at = await link_of(writing, AMINA), writing.clock.now()
    async with writing.held() as session:
        for _ in range(60):
            row = UseAlert(
                coalition_id=letter.coalition_id, letter_id=letter.id, used=Used.CASCADE, used_id=uuid4(), clients=150, at=at
            )
            session.add(row)
    await used_from(writing, keys, link, letter.id, *range(FEW + 1))

    [message] = await told(writing)
    async with writing.held() as session:
        mail = await COMPOSERS["unusual_use"](session, message, Composing(settings, keys, at))
    assert mail is not None
    assert mail.context["alert"].used_id == link.id
