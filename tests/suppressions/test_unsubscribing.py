"""Ben wants no more invitations: by the page, by his mail service's one click, and as often as anybody presses."""

import re
from dataclasses import dataclass
from email.message import EmailMessage

import httpx
import pytest
from sqlalchemy import select

from campaigns.database import hold_to, unscoped
from campaigns.invitations.actions import invite, send_again
from campaigns.letters.actions import begin_letter, lock
from campaigns.mail.compose import LONGEST_LINK
from campaigns.mail.delivery import deliver_due
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Suppression
from campaigns.mailings import COMPOSERS
from campaigns.settings import Settings
from campaigns.tokens import Keys, Purpose
from tests import cast
from tests.conftest import Clock
from tests.mail.conftest import Sessions
from tests.mail.mailbox import Mailbox
from tests.mail.reading import html_of, links, text_of
from tests.signatures.story import BEN, SIAN, Story, Window, sign

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@dataclass
class Post:
    """The story's mail, really sent."""

    story: Story
    settings: Settings
    keys: Keys
    clock: Clock
    mailbox: Mailbox

    async def deliver(self) -> int:
        return await deliver_due(self.story.sessions, self.settings, self.keys, COMPOSERS, self.clock.now)

    def mail_to(self, email: str) -> EmailMessage:
        [mail] = [one for one in self.mailbox.mails if one["To"] == email]
        return mail

    def unsubscribe_path(self, email: str) -> str:
        address = str(self.mail_to(email)["List-Unsubscribe"])
        assert re.fullmatch("<[^ ]+>", address)
        return address[1:-1].removeprefix(self.settings.public_url)

    async def states(self, email: str) -> list[tuple[str, MessageState, str]]:
        async with self.story.sessions() as session:
            found = await session.scalars(select(Message).where(Message.recipient_email == email).order_by(Message.id))
            return [(one.kind, one.state, one.smtp_reply) for one in found]

    async def standing(self) -> list[Suppression]:
        async with self.story.sessions() as session:
            found = await session.scalars(
                select(Suppression).where(Suppression.lifted_at.is_(None)).execution_options(**unscoped("a test's look"))
            )
            return list(found)


@pytest.fixture
async def post(own_story: Story, with_mail: Settings, keys: Keys, clock: Clock, mailbox: Mailbox) -> Post:
    """Everybody has their invitation."""
    post = Post(own_story, with_mail, keys, clock, mailbox)
    assert await post.deliver() == 5
    return post


async def another_letter(post: Post) -> None:
    """Nia invites everybody to the next letter."""
    async with post.story.sessions.begin() as session:
        hold_to(session, post.story.company.id)
        nia, now = post.story.company.actor("Nia"), post.clock.now()
        letter = await begin_letter(session, post.story.company.id, cast.letter(title="Safe streets"), nia, now)
        await lock(session, letter.id, None, nia, now)
        ids = [one.id for one in post.story.company.organisations.values()]
        wave = await invite(session, letter.id, ids, None, nia, now)
        assert (wave.mails, wave.unreachable) == (4, 1)


async def test_every_invitation_says_how_to_stop_them_and_no_notice_does(post: Post, own_client: httpx.AsyncClient) -> None:
    mail = post.mail_to(BEN)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(mail["List-Unsubscribe"])[1:-1]
    assert len(address) <= LONGEST_LINK
    assert address in links(text_of(mail))
    assert address in links(html_of(mail))
    post.mailbox.mails.clear()
    await sign(Window(own_client), post.story.path(BEN))
    assert await post.deliver() >= 1
    notices = post.mailbox.mails
    assert all("List-Unsubscribe" not in one and "List-Unsubscribe-Post" not in one for one in notices)
    assert all("/u/" not in text_of(one) for one in notices)


async def test_the_page_changes_nothing_and_its_button_stops_invitations(post: Post, own_client: httpx.AsyncClient) -> None:
    path = post.unsubscribe_path(BEN)
    before = await post.story.everything()
    window = await Window(own_client).open(path)
    assert window.heading == "Stop invitations?"
    assert BEN in window.text
    assert "You still get mail about signatures" in window.text
    assert window.answer.headers["Referrer-Policy"] == "no-referrer"
    assert window.answer.headers["Cache-Control"] == "no-store"
    assert await post.story.everything() == before

    await window.press("Stop invitations")

    assert window.heading == "No more invitations"
    [row] = await post.standing()
    assert (row.email, row.reason, row.stream) == (BEN, "unsubscribed", "invitation")
    post.mailbox.mails.clear()
    await another_letter(post)
    assert await post.deliver() == 4
    assert BEN not in {one["To"] for one in post.mailbox.mails}
    assert (await post.states(BEN))[-1] == ("invitation", MessageState.SUPPRESSED, "wants no invitations")


async def test_notices_still_arrive_and_the_link_still_signs(post: Post, own_client: httpx.AsyncClient) -> None:
    await (await Window(own_client).open(post.unsubscribe_path(BEN))).press("Stop invitations")
    post.mailbox.mails.clear()
    await sign(Window(own_client), post.story.path(BEN))
    await post.deliver()
    assert "signed" in str(post.mail_to(BEN)["Subject"]).lower()


async def test_one_click_needs_no_cookie_and_no_token_and_is_the_same_twice(
    post: Post, own_client: httpx.AsyncClient
) -> None:
    path = post.unsubscribe_path(SIAN)
    for _ in range(2):
        own_client.cookies.clear()
        answer = await own_client.post(path, data=ONE_CLICK)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
        assert "set-cookie" not in answer.headers
    assert [row.email for row in await post.standing()] == [SIAN]
    own_client.cookies.clear()
    multipart = await own_client.post(post.unsubscribe_path(BEN), files={"List-Unsubscribe": (None, "One-Click")})
    assert multipart.status_code == 200
    assert len(await post.standing()) == 2


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "Two-Clicks"}, {"list-unsubscribe": "One-Click"}])
async def test_any_other_post_to_the_address_stops_nothing(
    post: Post, own_client: httpx.AsyncClient, body: dict[str, str]
) -> None:
    assert (await own_client.post(post.unsubscribe_path(BEN), data=body)).status_code == 422
    assert await post.standing() == []


async def test_the_buttons_need_the_forms_token(post: Post, own_client: httpx.AsyncClient) -> None:
    for button in ("stop", "start-again"):
        answer = await own_client.post(f"{post.unsubscribe_path(BEN)}/{button}", data=ONE_CLICK)
        assert answer.status_code == 403
    assert await post.standing() == []


async def test_no_other_token_opens_it(post: Post, own_client: httpx.AsyncClient, keys: Keys) -> None:
    async with post.story.sessions() as session:
        message = await session.scalar(select(Message).where(Message.recipient_email == BEN))
        assert message is not None
    for wrong in (post.story.tokens[BEN], keys.token(Purpose.OBJECTION, message.id), "A" * 43):
        assert (await own_client.get(f"/u/{wrong}")).status_code == 404
        assert (await own_client.post(f"/u/{wrong}", data=ONE_CLICK)).status_code == 404
    assert await post.standing() == []


async def test_a_notice_has_no_such_link_even_for_whoever_makes_one(
    post: Post, own_client: httpx.AsyncClient, keys: Keys
) -> None:
    await sign(Window(own_client), post.story.path(BEN))
    async with post.story.sessions() as session:
        notice = await session.scalar(select(Message).where(Message.kind == "signature_accepted"))
        assert notice is not None
    assert (await own_client.get(f"/u/{keys.token(Purpose.UNSUBSCRIBE, notice.id)}")).status_code == 404


async def test_it_is_undone_from_the_same_page(post: Post, own_client: httpx.AsyncClient) -> None:
    window = await Window(own_client).open(post.unsubscribe_path(BEN))
    await window.press("Stop invitations")
    await window.press("Send me invitations again")
    assert window.heading == "Stop invitations?"
    assert await post.standing() == []
    await window.press("Stop invitations")
    assert len(await post.standing()) == 1, "and stopped again, as often as he likes"


async def test_whoever_stops_while_the_mail_waits_does_not_get_it(post: Post, own_client: httpx.AsyncClient) -> None:
    post.clock.advance(minutes=5)
    async with post.story.sessions.begin() as session:
        hold_to(session, post.story.company.id)
        mill_road = post.story.company.organisations[cast.MILL_ROAD].id
        assert await send_again(session, post.story.letter_id, mill_road, post.clock.now()) == 1
    await own_client.post(post.unsubscribe_path(BEN), data=ONE_CLICK)
    assert await post.deliver() == 0
    assert [state for _, state, _ in await post.states(BEN)] == [MessageState.SENT, MessageState.SUPPRESSED]


async def test_another_coalition_goes_on_writing(post: Post, own_client: httpx.AsyncClient, own_sessions: Sessions) -> None:
    await own_client.post(post.unsubscribe_path(BEN), data=ONE_CLICK)
    [row] = await post.standing()
    assert row.coalition_id == post.story.company.id


async def test_a_program_stops_and_starts_invitations(post: Post, own_client: httpx.AsyncClient) -> None:
    address = f"/api/v1/subscriptions/{post.unsubscribe_path(BEN).removeprefix('/u/')}"
    seen = (await own_client.get(address)).json()
    assert seen == {"coalition": "Fair Futures Alliance", "email": BEN, "invitations": True}
    assert (await own_client.delete(address)).json()["invitations"] is False
    assert (await own_client.post(address)).json()["invitations"] is True
