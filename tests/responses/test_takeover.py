"""Mail to Ben comes back. The Mill Road Centre's shared inbox is asked instead, and Nia and Tom are told once."""

import asyncio
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from sqlalchemy import select

from campaigns.database import hold_to, unscoped
from campaigns.jobs import transaction
from campaigns.letters.actions import close_signing
from campaigns.mail.delivery import deliver_due
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.maildir import read_maildir
from campaigns.mail.models import Message, Suppression
from campaigns.mail.return_address import return_address
from campaigns.mail.returned import take_mail
from campaigns.mailings import COMPOSERS
from campaigns.organisations.models import Contact
from campaigns.responses.queries import BoardRow
from campaigns.responses.queries import page as board_page
from campaigns.responses.rows import Response
from campaigns.responses.takeover import follow_up_next
from campaigns.settings import Settings
from campaigns.tokens import Keys
from campaigns.web.wiring import Application
from tests import cast
from tests.conftest import Clock, RecordingBell
from tests.letters.desk import Open, Writing, company, desk, words, writing
from tests.mail.conftest import mailbox, with_mail
from tests.mail.mailbox import Mailbox
from tests.mail.reading import links, text_of, words_of_html
from tests.mail.reading import words as words_of_text
from tests.mail.returns import AUTO_REPLY, complaint, status_notification
from tests.signatures.story import AMINA, BEN, INFO, JO, Story, Window, sign

__all__ = ["company", "desk", "mailbox", "with_mail", "writing"]

OFFICE = "office@millroad.example"
NO_SUCH = "550 5.1.1 no such mailbox"
SECRET = "a secret of the mail service, of more than 32 characters"
BOUNCES = "bounces@fair-futures.example"
NIA, TOM = "nia@harbour.example", "tom@harbour.example"


@dataclass
class Post:
    """The story's mail, really sent, and what comes back."""

    story: Story
    settings: Settings
    keys: Keys
    clock: Clock
    mailbox: Mailbox
    bell: RecordingBell

    async def deliver(self) -> int:
        return await deliver_due(self.story.sessions, self.settings, self.keys, COMPOSERS, self.clock.now)

    async def follow_up(self) -> int:
        followed = 0
        while True:
            async with transaction(self.story.sessions, self.bell) as session:
                if not await follow_up_next(session, self.clock.now()):
                    return followed
            followed += 1

    async def message(self, email: str) -> Message:
        """The newest message to an address."""
        async with self.story.sessions() as session:
            found = await session.scalars(
                select(Message).where(Message.recipient_email == email).order_by(Message.id.desc()).limit(1)
            )
            return found.one()

    async def suppressed(self) -> dict[str, str]:
        async with self.story.sessions() as session:
            found = await session.scalars(select(Suppression).execution_options(**unscoped("a test's look")))
            return {one.email: one.reason for one in found}

    async def row(self, name: str) -> BoardRow:
        async with self.story.sessions() as session:
            hold_to(session, self.story.company.id)
            [row] = [one for one in await board_page(session, self.story.letter_id) if one.name == name]
            return row

    def mails_to(self, email: str) -> list[EmailMessage]:
        return [one for one in self.mailbox.mails if one["To"] == email]

    async def returned(self, email: str, action: str, status: str, words: str, **more: Any) -> bytes:
        """What comes back about the newest message to an address, to the return address it had."""
        row = (await self.message(email)).id
        to = return_address(self.keys, BOUNCES, row)
        return status_notification(action, status, words, row, recipient=email, **{"to": to, **more})


@pytest.fixture
async def post(
    own_story: Story, with_mail: Settings, keys: Keys, clock: Clock, mailbox: Mailbox, bell: RecordingBell
) -> Post:
    """The Mill Road Centre has an inbox that gets notices only; no invitation has gone out yet."""
    async with own_story.sessions.begin() as session:
        hold_to(session, own_story.company.id)
        mill_road = own_story.company.organisations[cast.MILL_ROAD]
        session.add(
            Contact(
                coalition_id=own_story.company.id,
                organisation_id=mill_road.id,
                name="",
                email=OFFICE,
                email_key=OFFICE,
                gets_invitations=False,
            )
        )
    settings = msgspec.structs.replace(with_mail, bounce_address=BOUNCES, bounce_secret=SECRET)
    return Post(own_story, settings, keys, clock, mailbox, bell)


@pytest.fixture
def service(post: Post, own_app: Application, own_client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The mail service that brings what came back."""
    own_app.state.update({"settings": post.settings})
    own_client.headers["Authorization"] = f"Bearer {SECRET}"
    return own_client


async def test_the_next_contact_is_asked_once_and_the_secretariat_is_told_once(
    post: Post, own_client: httpx.AsyncClient
) -> None:
    post.mailbox.at_recipient[BEN] = NO_SUCH
    assert await post.deliver() == 4
    assert (await post.row(cast.MILL_ROAD)).response is Response.NOT_REACHED
    assert await post.suppressed() == {BEN: "bounced"}

    assert await post.follow_up() == 1
    assert await post.follow_up() == 0
    assert await post.deliver() == 3

    [mail] = post.mails_to(OFFICE)
    assert "asks The Mill Road Centre to sign" in " ".join(text_of(mail).split())
    for person in (NIA, TOM):
        [told] = post.mails_to(person)
        assert words_of_text(text_of(told)) == words_of_html(told)
        said = " ".join(text_of(told).split())
        assert f"{BEN}: {NO_SUCH}" in said
        assert f"it was sent to somebody else there, with a link of their own: {OFFICE}." in said
    [link] = [one for one in links(text_of(mail)) if "/r/" in one]
    assert link.removeprefix(post.settings.public_url) != post.story.path(BEN)
    path = link.removeprefix(post.settings.public_url)
    window = await sign(Window(own_client), path, signer_name="Ola Green", signer_title="Director")
    assert window.heading == "The Mill Road Centre has signed"


async def test_nobody_left_is_said_on_the_board_and_in_the_mail(post: Post) -> None:
    post.mailbox.at_recipient.update({BEN: NO_SUCH, OFFICE: "550 5.1.1 gone too"})
    await post.deliver()
    await post.follow_up()
    await post.deliver()
    await post.follow_up()
    await post.deliver()
    assert len(post.mails_to(NIA)) == 1, "one mail for an organisation and letter"
    row = await post.row(cast.MILL_ROAD)
    assert (row.response, row.mail) == (Response.NOT_REACHED, "bounced")
    assert row.mail_why.splitlines() == [f"{BEN}: {NO_SUCH}", f"{OFFICE}: 550 5.1.1 gone too"]


async def test_an_organisation_with_nobody_else_is_told_of_as_not_reached(post: Post) -> None:
    post.mailbox.at_recipient["sian@llais.example"] = NO_SUCH
    await post.deliver()
    await post.follow_up()
    await post.deliver()
    [told] = post.mails_to(NIA)
    assert str(told["Subject"]).startswith("Llais Ynys Môn cannot be reached")
    assert "Nobody else there can be written to." in " ".join(text_of(told).split())


async def test_while_a_colleague_is_reached_nobody_takes_over(post: Post) -> None:
    post.mailbox.at_recipient[AMINA] = NO_SUCH
    await post.deliver()
    assert await post.follow_up() == 1
    assert await post.deliver() == 0
    assert await post.suppressed() == {AMINA: "bounced"}


async def test_an_organisation_that_has_signed_needs_nobody_else(post: Post, own_client: httpx.AsyncClient) -> None:
    await post.deliver()
    await sign(Window(own_client), post.story.path(BEN))
    notification = await post.returned(BEN, "failed", "5.1.1", "smtp; 550 5.1.1 gone")
    async with transaction(post.story.sessions, post.bell) as session:
        await take_mail(session, post.keys, notification, post.clock.now())
    await post.follow_up()
    assert post.mails_to(OFFICE) == []


async def test_two_workers_at_once_ask_the_next_contact_once(post: Post) -> None:
    post.mailbox.at_recipient.update({BEN: NO_SUCH, "sian@llais.example": NO_SUCH})
    await post.deliver()
    await asyncio.gather(*(post.follow_up() for _ in range(4)))
    await post.deliver()
    assert len(post.mails_to(OFFICE)) == 1
    assert len(post.mails_to(NIA)) == 2, "two organisations"


async def test_a_return_that_arrives_later_is_known_by_its_address_alone(post: Post, service: httpx.AsyncClient) -> None:
    await post.deliver()
    assert post.mailbox.envelopes
    senders = {recipient: sender for sender, recipient in post.mailbox.envelopes}
    assert senders[BEN] == return_address(post.keys, BOUNCES, (await post.message(BEN)).id)
    about_jo = (await post.message(JO)).id
    text = await post.returned(BEN, "failed", "5.1.1", "smtp; 550 5.1.1 user unknown")
    # Whatever the text claims, the address that it came back to decides.
    text = text.replace((await post.message(BEN)).id.hex.encode() + b"@fair", about_jo.hex.encode() + b"@fair")

    for _ in range(2):
        answer = await service.post("/api/v1/returned-mail", content=text, headers={"Content-Type": "message/rfc822"})
        assert answer.json() == {"taken": "bounced"}

    returned = await post.message(BEN)
    assert (returned.state, returned.smtp_reply) == (MessageState.BOUNCED, "550 5.1.1 user unknown")
    assert (await post.message(JO)).state is MessageState.SENT
    assert (await post.row(cast.MILL_ROAD)).response is Response.NOT_REACHED
    await post.follow_up()
    await post.deliver()
    assert len(post.mails_to(OFFICE)) == 1


async def test_a_delay_is_shown_as_one(post: Post, service: httpx.AsyncClient) -> None:
    await post.deliver()
    text = await post.returned(BEN, "delayed", "4.4.1", "smtp; connection timed out")
    answer = await service.post("/api/v1/returned-mail", content=text, headers={"Content-Type": "message/rfc822"})
    assert answer.json() == {"taken": "delayed"}
    row = await post.row(cast.MILL_ROAD)
    assert (row.response, row.mail, row.mail_why) == (Response.NO_REPLY, "delayed", f"{BEN}: 4.4.1 connection timed out")
    assert await post.suppressed() == {}


async def test_what_the_server_puts_off_says_when_it_is_tried_again(post: Post) -> None:
    post.mailbox.at_recipient[BEN] = "451 4.7.1 come back later"
    await post.deliver()
    row = await post.row(cast.MILL_ROAD)
    assert (row.response, row.mail) == (Response.NO_REPLY, "deferred")
    assert row.mail_next is not None
    assert row.mail_next > post.clock.now()
    assert row.mail_why == f"{BEN}: 451 4.7.1 come back later"


async def test_a_mail_service_may_tell_it_in_json(post: Post, service: httpx.AsyncClient) -> None:
    await post.deliver()
    row: UUID = (await post.message(BEN)).id
    told = {"event": "bounced", "message_id": f"<invitation.{row.hex}@fair-futures.example>", "words": "5.1.1 unknown"}
    assert (await service.post("/api/v1/returned-mail", json=told)).json() == {"taken": "bounced"}
    assert await post.suppressed() == {BEN: "bounced"}
    refused = await service.post("/api/v1/returned-mail", json={**told, "message_id": "<x@y.example>"})
    assert refused.status_code == 422
    strange = await service.post("/api/v1/returned-mail", json={**told, "message_id": f"<x.{'0' * 32}@y.example>"})
    assert strange.json() == {"taken": "not_ours"}


async def test_a_complaint_stops_invitations_and_leaves_the_message_sent(post: Post, service: httpx.AsyncClient) -> None:
    await post.deliver()
    text = complaint((await post.message(BEN)).id)
    answer = await service.post("/api/v1/returned-mail", content=text, headers={"Content-Type": "message/rfc822"})
    assert answer.json() == {"taken": "complained"}
    assert await post.suppressed() == {BEN: "complained"}
    assert (await post.message(BEN)).state is MessageState.SENT


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer wrong", f"Basic {SECRET}", f"Bearer {SECRET}x"])
async def test_without_the_secret_nothing_is_taken(post: Post, service: httpx.AsyncClient, token: str) -> None:
    await post.deliver()
    text = await post.returned(BEN, "failed", "5.1.1", "smtp; 550 5.1.1 gone")
    headers = {"Content-Type": "message/rfc822", "Authorization": token}
    assert (await service.post("/api/v1/returned-mail", content=text, headers=headers)).status_code == 401
    assert (await post.message(BEN)).state is MessageState.SENT


async def test_what_is_too_large_or_of_another_kind_is_refused(post: Post, service: httpx.AsyncClient) -> None:
    mail = {"Content-Type": "message/rfc822"}
    assert (await service.post("/api/v1/returned-mail", content=b"x" * 1_100_000, headers=mail)).status_code == 413
    assert (await service.post("/api/v1/returned-mail", data={"a": "b"})).status_code == 415
    assert (await service.post("/api/v1/returned-mail", content=AUTO_REPLY, headers=mail)).json() == {"taken": "no_report"}


async def test_another_address_that_failed_behind_ours_is_not_suppressed(post: Post, service: httpx.AsyncClient) -> None:
    await post.deliver()
    row = (await post.message(INFO)).id
    text = status_notification(
        "failed", "5.1.1", "smtp; 550 5.1.1 gone", row, recipient="old@wensum.example",
        to=return_address(post.keys, BOUNCES, row),
    )  # fmt: skip
    await service.post("/api/v1/returned-mail", content=text, headers={"Content-Type": "message/rfc822"})
    assert (await post.message(INFO)).state is MessageState.BOUNCED
    assert await post.suppressed() == {}


async def test_a_maildir_is_read_once_and_what_people_wrote_stays(post: Post, tmp_path: Path) -> None:
    await post.deliver()
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    (tmp_path / "new" / "1.report").write_bytes(await post.returned(BEN, "failed", "5.1.1", "smtp; 550 5.1.1 gone"))
    (tmp_path / "new" / "2.away").write_bytes(AUTO_REPLY)

    async def read() -> int:
        return await read_maildir(post.story.sessions, post.bell, post.keys, tmp_path, post.clock.now)

    assert await read() == 2
    assert await read() == 0
    assert sorted(one.name for one in (tmp_path / "cur").iterdir()) == ["1.report:2,S", "2.away:2,S"]
    assert (await post.message(BEN)).state is MessageState.BOUNCED
    assert (await post.message(JO)).state is MessageState.SENT


async def test_a_return_that_is_faster_than_our_own_mark_waits(post: Post, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.report").write_bytes(await post.returned(BEN, "failed", "5.1.1", "smtp; 550 5.1.1 gone"))
    assert await read_maildir(post.story.sessions, post.bell, post.keys, tmp_path, post.clock.now) == 0
    await post.deliver()
    assert await read_maildir(post.story.sessions, post.bell, post.keys, tmp_path, post.clock.now) == 1
    assert (await post.message(BEN)).state is MessageState.BOUNCED


async def test_a_letter_that_has_closed_asks_nobody_else(post: Post, service: httpx.AsyncClient) -> None:
    await post.deliver()
    async with post.story.sessions.begin() as session:
        hold_to(session, post.story.company.id)
        await close_signing(session, post.story.letter_id, None, post.story.company.actor("Nia"), post.clock.now())
    text = await post.returned(BEN, "failed", "5.1.1", "smtp; 550 5.1.1 gone")
    await service.post("/api/v1/returned-mail", content=text, headers={"Content-Type": "message/rfc822"})
    assert await post.follow_up() == 1
    assert await post.deliver() == 0


async def test_each_mail_is_shown_with_how_far_it_came(desk: Open, writing: Writing, clock: Clock) -> None:
    await writing.locked()
    nia, rosa = await desk("Nia"), await desk("Rosa")
    invite = "/letters/FFA-2026-01/invite"
    await nia.send(await nia.post(invite, 200, who="members", do="check"), invite, do="send")
    async with writing.held() as session:
        message = await session.scalar(select(Message).where(Message.recipient_email == BEN))
        assert message is not None
        message.attempts, message.smtp_reply = 1, "451 4.7.1 come back later"
        message.next_attempt_at = clock.now()
    mill_road = writing.company.organisations[cast.MILL_ROAD].id
    path = f"/letters/FFA-2026-01/responses/{mill_road}/mail"
    board = await nia.get("/letters/FFA-2026-01/responses")
    assert f"{nia.base}{path}" in board.text
    assert "put off by the mail server, next try 10am BST, 2 June 2026" in words(board)
    page = words(await nia.get(path))
    assert "ben@millroad.example Ben Marsh Invitation, asked for 10am BST, 2 June 2026" in page
    assert "put off by the mail server, next try 10am BST, 2 June 2026 451 4.7.1 come back later" in page
    told = await nia.api("GET", path)
    assert [(one["email"], one["state"]) for one in told["mails"]] == [(BEN, "deferred")]
    await rosa.api("GET", path, 403)


async def test_whoever_knows_a_message_id_alone_silences_nobody(post: Post, service: httpx.AsyncClient) -> None:
    """Somebody to whom the mail was forwarded can work out its Message-ID, but not the address that it comes back to."""
    await post.deliver()
    text = status_notification("failed", "5.1.1", "smtp; 550 5.1.1 gone", (await post.message(BEN)).id, recipient=BEN)
    await service.post("/api/v1/returned-mail", content=text, headers={"Content-Type": "message/rfc822"})
    assert (await post.message(BEN)).state is MessageState.BOUNCED
    assert await post.suppressed() == {}


async def test_what_a_mail_service_says_holds_nothing_unseen(post: Post, service: httpx.AsyncClient) -> None:
    await post.deliver()
    row: UUID = (await post.message(BEN)).id
    told = {"event": "bounced", "message_id": f"<invitation.{row.hex}@fair-futures.example>", "words": "5.1.1 un\x00known"}
    assert (await service.post("/api/v1/returned-mail", json=told)).json() == {"taken": "bounced"}
    assert (await post.message(BEN)).smtp_reply == "5.1.1 unknown"
