"""Ben, the only contact of the Mill Road Centre with an invitation, leaves. Its inbox is asked instead, or Nia is told."""

from datetime import UTC, datetime

import httpx
import pytest

from campaigns.database import hold_to
from campaigns.jobs import Job, transaction
from campaigns.letters.actions import close_signing
from campaigns.my_organisation.corrections.proposing import CONTACT_LEFT
from campaigns.organisations.actions import add_contact, end_contact
from campaigns.organisations.fields import ContactFields
from campaigns.responses.deadline import extend
from campaigns.responses.rows import Response
from campaigns.responses.takeover import CONTACT_RETURNED, follow_up_next_leaver
from tests import cast
from tests.mail.conftest import mailbox, with_mail
from tests.mail.reading import text_of, words_of_html
from tests.mail.reading import words as words_of_text
from tests.responses.test_takeover import NIA, OFFICE, TOM, Post, post
from tests.signatures.story import BEN, SIAN, Window, sign

__all__ = ["mailbox", "post", "with_mail"]


async def leave(post: Post, email: str = BEN) -> None:
    """Nia ends a contact."""
    async with transaction(post.story.sessions, post.bell) as session:
        hold_to(session, post.story.company.id)
        contact = post.story.company.contacts[email].id
        await end_contact(session, contact, post.story.company.actor("Nia"), post.clock.now())


async def follow_up(post: Post) -> int:
    followed = 0
    while True:
        async with transaction(post.story.sessions, post.bell) as session:
            if not await follow_up_next_leaver(session, post.clock.now()):
                return followed
        followed += 1


async def test_the_next_contact_is_asked_once_and_the_secretariat_is_told(post: Post, own_client: httpx.AsyncClient) -> None:
    await post.deliver()
    await leave(post)
    assert Job.FOLLOW_UP_BOUNCES in post.bell.jobs
    assert (await post.row(cast.MILL_ROAD)).response is Response.NOT_REACHED

    assert await follow_up(post) == 1
    assert await follow_up(post) == 0
    await post.deliver()

    [mail] = post.mails_to(OFFICE)
    assert "asks The Mill Road Centre to sign" in " ".join(text_of(mail).split())
    for person in (NIA, TOM):
        [told] = post.mails_to(person)
        assert words_of_text(text_of(told)) == words_of_html(told)
        assert str(told["Subject"]).startswith("A contact of The Mill Road Centre has left; somebody else is asked")
        said = " ".join(text_of(told).split())
        assert f"No longer contacts: Ben Marsh {BEN}." in said
        assert f"it was sent to somebody else there, with a link of their own: {OFFICE}." in said
    assert (await post.row(cast.MILL_ROAD)).response is Response.NO_REPLY


async def test_where_nobody_is_left_the_secretariat_has_the_task(post: Post) -> None:
    await post.deliver()
    await leave(post, SIAN)
    await follow_up(post)
    await post.deliver()

    [told] = post.mails_to(NIA)
    assert str(told["Subject"]).startswith("Llais Ynys Môn cannot be reached")
    assert "Nobody else there can be written to." in " ".join(text_of(told).split())
    assert (await post.row(cast.LLAIS)).response is Response.NOT_REACHED


async def test_whoever_took_over_may_leave_too_and_the_secretariat_hears_of_each(post: Post) -> None:
    await post.deliver()
    await leave(post)
    await follow_up(post)
    await post.deliver()
    async with post.story.sessions.begin() as session:
        hold_to(session, post.story.company.id)
        again = await add_contact(
            session,
            post.story.company.organisations[cast.MILL_ROAD].id,
            ContactFields(email=BEN, name="Ben Marsh"),
            post.story.company.actor("Nia"),
            post.clock.now(),
        )
        post.clock.advance(days=1)
        await end_contact(session, again.id, post.story.company.actor("Nia"), post.clock.now())
    assert await follow_up(post) == 1, "somebody who came back and left is seen to again"
    await post.deliver()
    assert len(post.mails_to(OFFICE)) == 1, "the inbox is reached"
    assert len(post.mails_to(NIA)) == 1


@pytest.mark.parametrize("answer", ["signed", "declined"])
async def test_an_answer_stays_whoever_leaves(post: Post, own_client: httpx.AsyncClient, answer: str) -> None:
    await post.deliver()
    window = Window(own_client)
    if answer == "signed":
        await sign(window, post.story.path(BEN))
    else:
        await window.open(post.story.path(BEN))
        await window.follow("Not sign, and say why")
        await window.press("Send this answer", reasons=["needs_board"])
    await post.deliver()
    before = len(post.mails_to(OFFICE))
    await leave(post)
    assert await follow_up(post) == 1
    await post.deliver()
    assert len(post.mails_to(OFFICE)) == before
    assert await post.story.mailed(CONTACT_RETURNED) == []


async def test_a_letter_that_opens_again_finds_who_left_while_it_was_closed(post: Post) -> None:
    await post.deliver()
    nia = post.story.company.actor("Nia")
    async with post.story.sessions.begin() as session:
        hold_to(session, post.story.company.id)
        await close_signing(session, post.story.letter_id, None, nia, post.clock.now())
    await leave(post)
    assert await follow_up(post) == 0
    async with post.story.sessions.begin() as session:
        hold_to(session, post.story.company.id)
        later = datetime(2026, 6, 8, 16, tzinfo=UTC)
        await extend(session, post.story.letter_id, later, "Europe/London", "A day.", None, nia, post.clock.now())
    assert await follow_up(post) == 1
    await post.deliver()
    assert any("asks The Mill Road Centre" in " ".join(text_of(one).split()) for one in post.mails_to(OFFICE))


async def test_ben_ends_his_own_contact_on_the_organisations_page(post: Post, own_client: httpx.AsyncClient) -> None:
    await post.deliver()
    window = await Window(own_client).open("/my-organisation")
    await window.press("Send", email=BEN)
    await window.open(await post.story.own_page_path(BEN))
    await window.press("Open the page")
    await window.follow("Change what you are sent")
    await window.press("End my contact")
    assert await follow_up(post) == 1
    await post.deliver()
    assert len(post.mails_to(OFFICE)) == 1
    assert sorted(await post.story.mailed(CONTACT_RETURNED)) == [NIA, TOM]
    assert BEN in await post.story.mailed(CONTACT_LEFT)
