"""Jo asks what her organisation has signed: by her address alone, behind a button, for an hour."""

from datetime import datetime

import httpx
import pytest
from sqlalchemy import func, select, update

from campaigns.database import hold_to
from campaigns.mail.models import Message
from campaigns.my_organisation.actions import MY_ORGANISATION, NOBODY, forget_old_links
from campaigns.my_organisation.models import PageLink
from campaigns.organisations.models import Contact, Organisation, SignOff
from campaigns.tokens import Purpose
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, JO, SIAN, Story, Window, sign


async def ask(client: httpx.AsyncClient, email: str) -> Window:
    window = await Window(client).open("/my-organisation")
    return await window.press("Send the link", email=email)


async def paths(story: Story, email: str) -> list[str]:
    """Where the links in the mails to an address lead, the newest last."""
    async with story.sessions() as session:
        found = await session.scalars(
            select(Message.subject_id)
            .where(Message.kind == MY_ORGANISATION, Message.recipient_email == email)
            .order_by(Message.id)
        )
        return [f"/m/{story.keys.token(Purpose.MY_ORGANISATION, one)}" for one in found]


async def opened(client: httpx.AsyncClient, story: Story, email: str) -> Window:
    await ask(client, email)
    window = await Window(client).open((await paths(story, email))[-1])
    return await window.press("Open the page")


async def test_jo_sees_what_was_signed_and_who_the_contacts_are(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path(AMINA))

    window = await opened(client, story, JO)

    assert window.heading == cast.WENSUM
    signature = await story.newest()
    assert f"{story.reference}-0001" in window.text
    assert "Signed by Amina Cole" in window.text
    assert "Version 1" in window.text
    assert "Not in a published edition" in window.text
    assert "Jo Pratt, Policy officer: jo@wensum.example (you)" in window.text
    assert "Amina Cole, Chief executive: a…@wensum.example" in window.text
    assert AMINA not in window.text
    assert "No letter waits for you." in window.text
    await window.follow("See, change or withdraw it")
    assert window.path == story.path(JO), "it is her own link, and no colleague's"
    assert signature.display_name in window.heading


async def test_ben_finds_the_letter_that_waits_and_sian_what_she_answered(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(f"{story.path(SIAN)}/decline")
    await window.press("Send this answer", reasons=["risk"], explanation="A private reason.")

    bens = await opened(client, story, BEN)
    assert "Warm homes for every family" in bens.text
    assert "Please answer by 5pm on Friday 5 June 2026" in bens.text
    await bens.follow("Read it and reply")
    assert bens.path == story.path(BEN)

    hers = await opened(client, story, SIAN)
    assert "Siân Huws declined" in hers.text
    assert "A private reason." not in hers.text


async def test_every_address_gets_the_same_answer(client: httpx.AsyncClient, story: Story) -> None:
    known, unknown = await ask(client, JO), await ask(client, "nobody.here@post.example")

    assert known.status == unknown.status == 200
    assert known.text.replace(JO, "") == unknown.text.replace("nobody.here@post.example", "")
    assert await story.mailed(MY_ORGANISATION) == [JO, NOBODY.email]
    async with story.sessions() as session:
        states = await session.scalars(select(Message.state).where(Message.kind == MY_ORGANISATION).order_by(Message.id))
        assert states.all() == ["queued", "cancelled"]
    assert (await ask(client, "no address")).status == 422


async def test_the_link_shows_nothing_before_its_button_and_nothing_after_an_hour(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(AMINA))
    await ask(client, JO)
    [path] = await paths(story, JO)
    before = await story.everything()

    window = await Window(client).open(path)
    assert window.heading == f"Open the page of {cast.WENSUM}?"
    assert "Amina Cole" not in window.text
    assert await story.everything() == before
    await window.press("Open the page")
    await window.open(path)
    assert "Amina Cole" in window.text, "it can be read again"
    assert window.answer.headers["cache-control"] == "no-store"
    clock.advance(minutes=61)

    await window.open(path)
    assert window.heading == "This link is too old"
    assert "Amina Cole" not in window.text


async def test_who_has_left_opens_nothing_and_is_not_written_to(
    client: httpx.AsyncClient, story: Story, now: datetime
) -> None:
    await ask(client, JO)
    [path] = await paths(story, JO)
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await session.execute(update(Contact).where(Contact.email == JO).values(ended_at=now))

    assert (await client.get(path)).status_code == 404
    assert (await client.post(path.replace("/m/", "/api/v1/my-organisation/"))).status_code == 404
    await ask(client, JO)
    assert await story.mailed(MY_ORGANISATION) == [JO, NOBODY.email]


async def test_a_contact_in_two_coalitions_gets_a_mail_from_each(
    client: httpx.AsyncClient, story: Story, now: datetime
) -> None:
    async with story.sessions.begin() as session:
        otter = await session.scalar(
            select(Organisation).where(Organisation.display_name == "Otter Trust").execution_options(unscoped="tests")
        )
        assert otter is not None
        session.add(
            Contact(coalition_id=otter.coalition_id, organisation_id=otter.id, name="Jo Pratt", email=JO, email_key=JO)
        )
    await ask(client, JO)

    headings = set()
    for path in await paths(story, JO):
        window = await Window(client).open(path)
        await window.press("Open the page")
        headings.add(window.heading)
    assert headings == {cast.WENSUM, "Otter Trust"}


async def test_one_address_is_written_to_five_times_a_day_and_old_links_are_forgotten(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    for _ in range(7):
        assert (await ask(client, JO)).heading == "Check your email"
        clock.advance(minutes=1)

    assert await story.mailed(MY_ORGANISATION) == [JO] * 5
    clock.advance(days=1, minutes=10)
    async with story.sessions.begin() as session:
        assert await forget_old_links(session, clock.now()) == 5
        assert await session.scalar(select(func.count()).select_from(PageLink)) == 0


@pytest.mark.parametrize(("rule", "words"), [(SignOff.ONE_PERSON, "One person"), (SignOff.TWO_PEOPLE, "Two people")])
async def test_the_page_says_who_may_sign(client: httpx.AsyncClient, story: Story, rule: SignOff, words: str) -> None:
    await story.change_organisation(cast.WENSUM, sign_off=rule)
    assert words in (await opened(client, story, JO)).text


async def test_a_program_asks_and_reads_the_same(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path(AMINA))
    answer = await client.post("/api/v1/my-organisation", json={"email": JO})
    assert answer.status_code == 202
    [path] = await paths(story, JO)

    answer = await client.post(path.replace("/m/", "/api/v1/my-organisation/"))

    told = answer.json()
    assert told["organisation"] == cast.WENSUM
    assert told["signed"][0]["fingerprint"]
    assert [one["address"] for one in told["contacts"] if one["own"]] == [JO]
