"""Amina's link got out: Nia replaces it, the old one says so and no more, and everybody else's goes on working."""

import asyncio
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from campaigns.database import hold_to, make_engine, make_sessions
from campaigns.errors import Conflict, NotFound
from campaigns.invitations.access import open_link
from campaigns.invitations.actions import invite
from campaigns.invitations.answering import Decline, decline
from campaigns.invitations.models import InvitationLink, WhoSees
from campaigns.invitations.reasons import Reason
from campaigns.letters.actions import begin_letter, close_signing, lock
from campaigns.mail.models import Message
from campaigns.responses.links import replace
from campaigns.settings import Settings
from campaigns.signatures.passing import Colleague, pass_on
from campaigns.tokens import Keys, Purpose
from campaigns.web.wiring import Application
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import SITE, Open, Writing, app, company, desk, rivers, words, writing
from tests.mail.reading import text_of, words_of_html
from tests.mail.reading import words as words_of_text
from tests.responses.test_board import BOARD, invited_letter
from tests.signatures.story import Story
from tests.signatures.test_mails import mails
from tests.signatures.test_signing import opened_by

__all__ = ["app", "company", "desk", "rivers", "writing"]

AMINA, JO = "amina@wensum.example", "jo@wensum.example"


async def link_of(writing: Writing, email: str) -> InvitationLink:
    async with writing.held() as session:
        contact = writing.company.contacts[email].id
        return (await session.scalars(select(InvitationLink).where(InvitationLink.contact_id == contact))).one()


def path_of(keys: Keys, link: InvitationLink) -> str:
    return f"/r/{keys.token(Purpose.INVITATION, link.id, link.rotation)}"


async def pages(writing: Writing) -> tuple[str, str]:
    organisation = f"{BOARD}/{writing.company.organisations[cast.WENSUM].id}"
    return organisation, f"{organisation}/links/{(await link_of(writing, AMINA)).id}/replace"


async def invitations_to(writing: Writing, email: str) -> int:
    async with writing.held() as session:
        found = await session.scalars(
            select(Message.id).where(Message.kind == "invitation", Message.recipient_email == email)
        )
        return len(found.all())


async def test_the_old_link_says_that_it_was_replaced_and_the_others_go_on_working(
    desk: Open, writing: Writing, keys: Keys, app: Application
) -> None:
    await invited_letter(writing)
    old, jos = path_of(keys, await link_of(writing, AMINA)), path_of(keys, await link_of(writing, JO))
    nia = await desk("Nia")
    organisation, here = await pages(writing)
    assert f'href="{nia.base}{here}"' in (await nia.get(organisation)).text
    answer = await nia.post(here, reason="Posted on a forum.", send="now")

    shown = words(await nia.follow(answer))
    assert "The link is replaced, and the new one is on its way." in shown
    assert "by Nia Rees: Posted on a forum." in shown
    assert await invitations_to(writing, AMINA) == 2
    assert await invitations_to(writing, JO) == 1
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as stranger:
        gone = await stranger.get(old)
        assert gone.status_code == 410
        assert "This link was replaced" in gone.text
        assert "letters@fair-futures.example" in gone.text
        assert "Warm homes" not in gone.text
        assert "Wensum" not in gone.text
        assert (await stranger.post(f"{old}/sign")).status_code in {403, 410}
        for path in (jos, path_of(keys, await link_of(writing, AMINA))):
            assert (await stranger.get(path)).status_code == 200
        assert (await stranger.get(old.replace("/r/", "/api/v1/invitations/"))).status_code == 410
        forged = f"/r/{keys.token(Purpose.INVITATION, (await link_of(writing, AMINA)).id, 7)}"
        assert (await stranger.get(forged)).status_code == 404, "only one that was mailed was replaced"


async def test_a_reason_and_a_choice_are_wanted_and_what_was_typed_stays(desk: Open, writing: Writing) -> None:
    await invited_letter(writing)
    nia, (_, here) = await desk("Nia"), await pages(writing)
    assert (await link_of(writing, AMINA)).rotation == 0
    missing = await nia.post(here, 422, reason="Posted on a forum.")
    assert "Posted on a forum." in missing.text
    await nia.post(here, 422, reason="", send="later")
    assert (await link_of(writing, AMINA)).rotation == 0


async def test_colleagues_who_have_it_from_that_link_lose_theirs_and_what_they_answered_stays(
    desk: Open, writing: Writing, keys: Keys, app: Application
) -> None:
    await invited_letter(writing)
    async with writing.held() as session:
        amina = await opened_by(session, keys, writing.company, AMINA)
        jo = await opened_by(session, keys, writing.company, JO)
        lee = await pass_on(session, amina, Colleague(name="Lee Hart", email="lee@wensum.example"), writing.clock.now())
        kim = await pass_on(session, jo, Colleague(name="Kim Shaw", email="kim@wensum.example"), writing.clock.now())
        lees = await open_link(session, keys, keys.token(Purpose.INVITATION, lee.link_id))
        no = Decline(person_name="Lee Hart", reasons=[Reason.RISK], who_sees=WhoSees.SECRETARIAT)
        await decline(session, lees, no, writing.clock.now())
    nia, (organisation, here) = await desk("Nia"), await pages(writing)
    before = words(await nia.get(here))
    assert "Lee Hart, lee@wensum.example has answered" in before
    assert "Kim Shaw" not in before

    await nia.post(here, reason="Posted on a forum.", send="later")

    assert await invitations_to(writing, AMINA) == 1
    page = words(await nia.get(organisation))
    assert "Taken back by Nia Rees" in page
    assert "Lee Hart declined." in page
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as stranger:
        statuses = [
            (await stranger.get(f"/r/{keys.token(Purpose.INVITATION, one.link_id)}")).status_code for one in (lee, kim)
        ]
    assert statuses == [404, 200]


async def test_a_program_replaces_a_link_and_of_two_who_do_one_is_told(desk: Open, writing: Writing) -> None:
    await invited_letter(writing)
    nia, (organisation, here) = await desk("Nia"), await pages(writing)
    body = {"reason": "Posted on a forum.", "send": False, "rotation": 0}
    shown = await nia.get(here)
    found = await nia.api("POST", here, **body)
    link = next(one for one in found["links"] if one["email"] == AMINA)
    assert (link["rotation"], link["replaced"][0]["reason"]) == (1, "Posted on a forum.")
    assert "Somebody replaced this link" in (await nia.api("POST", here, 409, **body))["detail"]
    late = await nia.send(shown, here, 409, reason="On a forum", send="later")
    assert "Somebody replaced this link" in words(late)
    assert "On a forum" in late.text
    await nia.api("POST", here, 422, **{**body, "reason": " ", "rotation": 1})
    assert found["links"] == (await nia.api("GET", organisation))["links"]


async def test_once_signing_is_closed_it_is_replaced_without_a_mail(desk: Open, writing: Writing) -> None:
    letter = await invited_letter(writing)
    async with writing.held() as session:
        await close_signing(session, letter.id, None, writing.company.actor("Nia"), writing.clock.now())
    nia, (_, here) = await desk("Nia"), await pages(writing)
    body = {"reason": "Posted on a forum.", "rotation": 0}
    await nia.api("POST", here, 409, send=True, **body)
    await nia.post(here, reason="Posted on a forum.")
    assert (await link_of(writing, AMINA)).rotation == 1
    assert await invitations_to(writing, AMINA) == 1


async def test_only_who_invites_replaces_links_of_their_own_coalition(
    desk: Open, writing: Writing, rivers: cast.Company
) -> None:
    await invited_letter(writing)
    _, here = await pages(writing)
    body = {"reason": "Posted on a forum.", "send": False, "rotation": 0}
    for name in ("Dev", "Rosa", "Amina"):
        browser = await desk(name)
        await browser.get(here, 403)
        await browser.api("POST", here, 403, **body)
    sam = await desk("Sam", rivers)
    await sam.get(here, 404)
    await sam.api("POST", here, 404, **body)
    nia = await desk("Nia")
    other = here.replace(
        str(writing.company.organisations[cast.WENSUM].id), str(writing.company.organisations[cast.LLAIS].id)
    )
    await nia.api("POST", other, 404, **body)


async def test_two_people_at_once_replace_it_once(database_url: str, keys: Keys, now) -> None:
    engine = make_engine(database_url)
    sessions = make_sessions(engine)
    async with sessions.begin() as session:
        company = await cast.fair_futures(session, now)
        hold_to(session, company.id)
        nia = company.actor("Nia")
        letter = await begin_letter(session, company.id, cast.letter(), nia, now)
        await lock(session, letter.id, None, nia, now)
        wensum = company.organisations[cast.WENSUM].id
        await invite(session, letter.id, [wensum], None, nia, now)
        link = (await opened_by(session, keys, company, AMINA)).link_id

    async def once(letter_id: UUID) -> int:
        async with sessions.begin() as session:
            hold_to(session, company.id)
            return await replace(
                session, letter_id, wensum, link, reason="On a forum.", rotation=0, send=True, by=nia, now=now
            )

    outcomes = await asyncio.gather(once(letter.id), once(letter.id), return_exceptions=True)
    assert sorted(map(str, map(type, outcomes))) == sorted([str(Conflict), str(int)])
    await engine.dispose()


async def test_whoever_had_the_old_link_open_passes_it_on_to_nobody_once_it_is_replaced(
    writing: Writing, keys: Keys
) -> None:
    letter = await invited_letter(writing)
    link = await link_of(writing, AMINA)
    async with writing.held() as session:
        opened_before = await opened_by(session, keys, writing.company, AMINA)
    async with writing.held() as session:
        wensum, nia = writing.company.organisations[cast.WENSUM].id, writing.company.actor("Nia")
        now = writing.clock.now()
        await replace(session, letter.id, wensum, link.id, reason="It got out.", rotation=0, send=False, by=nia, now=now)
    async with writing.held() as session:
        with pytest.raises(NotFound):
            await pass_on(session, opened_before, Colleague(name="Lee", email="lee@elsewhere.example"), writing.clock.now())


async def test_the_mail_with_a_new_link_says_that_the_one_before_opens_nothing(
    story: Story, settings: Settings, clock: Clock
) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        amina = select(InvitationLink).where(InvitationLink.contact_id == story.company.contacts[AMINA].id)
        (await session.scalars(amina)).one().rotation = 1
    told = await mails(story, settings, clock, "invitation")
    says = "Use this link: one that you had before opens nothing any more."
    assert says in " ".join(text_of(told[AMINA]).split())
    assert [word for word in words_of_text(says) if word not in words_of_html(told[AMINA])] == []
    assert says not in " ".join(text_of(told[JO]).split())
