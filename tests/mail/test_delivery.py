"""Mail from the outbox to a real mail server, through everything that goes wrong on the way."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.database import Unscoped
from campaigns.mail import delivery
from campaigns.mail.claims import GIVE_UP_AFTER, LEASE, LONGEST_WAIT, claim, mark, next_attempt
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.delivery import IN_FLIGHT, NOT_WRITTEN, deliver_due
from campaigns.mail.lifecycle import MessageState, MessageStep
from campaigns.mail.models import Message, Stream
from campaigns.mail.outbox import Outgoing, Recipient, deliveries, send, send_many
from campaigns.organisations.models import Organisation
from campaigns.settings import Settings
from campaigns.tokens import Keys
from tests.conftest import Clock
from tests.mail.conftest import Sessions
from tests.mail.mailbox import Mailbox, open_mailbox
from tests.mail.reading import text_of

AMINA, JO, INFO = (f"{name}@wensum.example" for name in ("amina", "jo", "info"))


async def hello(_session: AsyncSession, message: Message, _composing: Composing) -> Mail:
    context = {"name": message.recipient_name, "link": "https://letters.example/r/x", "digits": "012345", "until": "10:10"}
    return Mail(from_name="Fair Futures Alliance secretariat", template="sign_in", context=context)


async def not_wanted(_session: AsyncSession, _message: Message, _composing: Composing) -> None:
    return None


async def broken(_session: AsyncSession, message: Message, _composing: Composing) -> Mail:
    raise KeyError(message.kind)


COMPOSERS: Mapping[str, Composer] = {"hello": hello, "not_wanted": not_wanted, "broken": broken}


@dataclass
class Post:
    """A database of our own, a mail server and the time of day."""

    sessions: Sessions
    settings: Settings
    keys: Keys
    clock: Clock

    async def ask(self, email: str, kind: str = "hello", stream: Stream = Stream.NOTICE) -> UUID:
        subject = uuid4()
        async with self.sessions.begin() as session:
            await send(session, kind, subject, to=Recipient("Amina", email), stream=stream, now=self.clock.now())
        return subject

    async def deliver(self, composers: Mapping[str, Composer] = COMPOSERS) -> int:
        return await deliver_due(self.sessions, self.settings, self.keys, composers, self.clock.now)

    async def messages(self) -> dict[UUID, Message]:
        async with self.sessions() as session:
            return {message.subject_id: message for message in await session.scalars(select(Message))}

    async def message(self, subject: UUID) -> Message:
        return (await self.messages())[subject]


@pytest.fixture
def post(own_sessions: Sessions, with_mail: Settings, keys: Keys, clock: Clock) -> Post:
    return Post(own_sessions, with_mail, keys, clock)


async def test_a_message_is_sent_once_and_its_state_can_be_seen(post: Post, mailbox: Mailbox) -> None:
    asked = await post.ask(AMINA)
    post.clock.advance(seconds=2)
    assert await post.deliver() == 1
    assert await post.deliver() == 0
    [mail] = mailbox.mails
    assert mailbox.envelopes == [("letters@fair-futures.example", AMINA)]
    assert "Hello Amina" in text_of(mail)
    async with post.sessions() as session:
        seen = (await deliveries(session, "hello", [asked]))[asked]
    assert (seen.state, seen.attempts, seen.sent_at) == (MessageState.SENT, 1, post.clock.now())
    assert seen.smtp_reply == "250 OK"


async def test_a_wave_goes_out_whole_over_few_connections(post: Post, mailbox: Mailbox) -> None:
    wave = [Outgoing("hello", uuid4(), Recipient("", f"contact{n}@member.example"), Stream.INVITATION) for n in range(60)]
    async with post.sessions.begin() as session:
        await send_many(session, wave, now=post.clock.now())
    assert await post.deliver() == 60
    assert sorted(mailbox.recipients) == sorted(message.to.email for message in wave)
    assert mailbox.connections <= IN_FLIGHT


async def test_two_workers_at_once_send_each_message_once(post: Post, mailbox: Mailbox) -> None:
    wave = [Outgoing("hello", uuid4(), Recipient("", f"contact{n}@member.example"), Stream.INVITATION) for n in range(40)]
    async with post.sessions.begin() as session:
        await send_many(session, wave, now=post.clock.now())
    sent = await asyncio.gather(post.deliver(), post.deliver())
    assert sum(sent) == 40
    assert sorted(mailbox.recipients) == sorted(message.to.email for message in wave)
    assert all(message.attempts == 1 for message in (await post.messages()).values())


async def test_what_nobody_wants_any_more_is_not_sent(post: Post, mailbox: Mailbox) -> None:
    asked = await post.ask(AMINA, "not_wanted")
    assert await post.deliver() == 0
    assert (await post.message(asked)).state is MessageState.CANCELLED
    assert mailbox.mails == []


async def test_a_notice_does_not_wait_behind_a_wave(post: Post, mailbox: Mailbox) -> None:
    wave = [Outgoing("hello", uuid4(), Recipient("", f"contact{n}@member.example"), Stream.INVITATION) for n in range(30)]
    async with post.sessions.begin() as session:
        await send_many(session, wave, now=post.clock.now())
    post.clock.advance(seconds=1)
    await post.ask(AMINA)
    await post.deliver()
    assert mailbox.recipients.index(AMINA) < IN_FLIGHT


async def test_a_message_that_cannot_be_written_does_not_block_the_others(
    post: Post, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    bad = [await post.ask(AMINA, kind) for kind in ("broken", "kind_of_no_composer") for _ in range(IN_FLIGHT)]
    post.clock.advance(seconds=1)
    good = await post.ask(JO)
    assert await post.deliver() == 1
    assert mailbox.recipients == [JO]
    messages = await post.messages()
    assert messages[good].state is MessageState.SENT
    for subject in bad:
        assert (messages[subject].state, messages[subject].smtp_reply) == (MessageState.QUEUED, NOT_WRITTEN)
        assert messages[subject].next_attempt_at > post.clock.now()
    assert str(messages[bad[0]].id) in caplog.text
    assert AMINA not in caplog.text


async def test_a_letter_title_that_attacks_mail_is_put_off_and_never_sent(post: Post, mailbox: Mailbox) -> None:
    async def hostile(session: AsyncSession, message: Message, composing: Composing) -> Mail:
        mail = await hello(session, message, composing)
        return msgspec.structs.replace(mail, from_name="=?utf-8?q?x=0D=0ABcc=3A_v=40rivers.example?=")

    asked = await post.ask(AMINA)
    assert await post.deliver({"hello": hostile}) == 0
    assert mailbox.mails == []
    assert (await post.message(asked)).smtp_reply == NOT_WRITTEN


async def test_550_is_returned_and_can_be_seen(post: Post, mailbox: Mailbox) -> None:
    mailbox.at_recipient[AMINA] = mailbox.at_end[INFO] = "550 5.1.1 no such mailbox"
    asked = [await post.ask(email) for email in (AMINA, INFO, JO)]
    assert await post.deliver() == 1
    async with post.sessions() as session:
        board = await deliveries(session, "hello", asked)
    assert [board[subject].state for subject in asked] == [MessageState.BOUNCED, MessageState.BOUNCED, MessageState.SENT]
    assert board[asked[0]].smtp_reply == board[asked[1]].smtp_reply == "550 5.1.1 no such mailbox"
    assert board[asked[0]].sent_at is None
    post.clock.advance(days=4)
    assert await post.deliver() == 0


async def test_451_is_tried_later_and_then_taken(post: Post, mailbox: Mailbox) -> None:
    mailbox.at_recipient[AMINA] = "451 4.7.1 greylisted"
    asked = await post.ask(AMINA)
    assert await post.deliver() == 0
    waiting = await post.message(asked)
    assert (waiting.state, waiting.smtp_reply) == (MessageState.QUEUED, "451 4.7.1 greylisted")
    assert await post.deliver() == 0
    assert (await post.message(asked)).attempts == 1
    mailbox.at_recipient.clear()
    post.clock.set(waiting.next_attempt_at)
    assert await post.deliver() == 1
    assert (await post.message(asked)).attempts == 2


async def test_after_three_days_of_later_it_has_come_back(post: Post, mailbox: Mailbox) -> None:
    mailbox.at_recipient[AMINA] = "451 4.7.1 greylisted"
    asked, since = await post.ask(AMINA), post.clock.now()
    while (message := await post.message(asked)).state is MessageState.QUEUED:
        post.clock.set(max(message.next_attempt_at, post.clock.now()))
        await post.deliver()
    assert message.state is MessageState.BOUNCED
    assert timedelta(0) < post.clock.now() - since - GIVE_UP_AFTER < LONGEST_WAIT * 1.25
    assert message.smtp_reply == "451 4.7.1 greylisted"


async def test_an_outage_of_ours_does_not_use_up_the_three_days(post: Post, mailbox: Mailbox) -> None:
    mailbox.at_recipient[AMINA] = "451 4.7.1 greylisted"
    asked = await post.ask(AMINA)
    post.clock.advance(days=10)
    await post.deliver()
    assert (await post.message(asked)).state is MessageState.QUEUED


async def test_with_the_mail_server_down_everything_waits_and_then_goes(post: Post) -> None:
    async with open_mailbox() as gone:
        port = gone.port
    post.settings = msgspec.structs.replace(post.settings, smtp_url=f"smtp://127.0.0.1:{port}")
    asked = [await post.ask(f"contact{n}@member.example") for n in range(10)]
    assert await post.deliver() == 0
    tried = [message for message in (await post.messages()).values() if message.attempts]
    assert len(tried) == IN_FLIGHT
    assert all("could not be reached" in message.smtp_reply for message in tried)
    async with open_mailbox(port) as back:
        post.clock.advance(minutes=1)
        assert await post.deliver() == len(asked) == len(back.mails)


async def test_a_worker_killed_after_the_claim_has_its_message_sent_after_the_lease(post: Post, mailbox: Mailbox) -> None:
    asked = await post.ask(AMINA)
    async with post.sessions.begin() as session:
        claimed = await claim(session, post.clock.now())
    assert claimed is not None
    post.clock.advance(seconds=LEASE.total_seconds() - 1)
    assert await post.deliver() == 0
    post.clock.advance(seconds=1)
    assert await post.deliver() == 1
    assert mailbox.recipients == [AMINA]
    message = await post.message(asked)
    assert (message.state, message.attempts, message.smtp_reply) == (MessageState.SENT, 2, "250 OK")


async def test_a_worker_that_was_only_slow_does_not_speak_for_the_next(post: Post) -> None:
    asked = await post.ask(AMINA)
    async with post.sessions.begin() as session:
        slow = await claim(session, post.clock.now())
    post.clock.advance(seconds=LEASE.total_seconds())
    async with post.sessions.begin() as session:
        present = await claim(session, post.clock.now())
    assert slow is not None
    assert present is not None
    async with post.sessions.begin() as session:
        await mark(session, slow, MessageStep.BOUNCE, "550 too late", post.clock.now())
    assert (await post.message(asked)).state is MessageState.SENDING
    async with post.sessions.begin() as session:
        await mark(session, present, MessageStep.SEND, "250 OK", post.clock.now())
        await mark(session, slow, MessageStep.BOUNCE, "550 too late", post.clock.now())
    message = await post.message(asked)
    assert (message.state, message.smtp_reply) == (MessageState.SENT, "250 OK")


async def test_the_mark_is_tried_again_and_the_mail_is_not(
    post: Post, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter(range(3))

    async def failing(session: AsyncSession, message: Message, step: MessageStep, reply: str, now: datetime) -> None:
        if next(failures, None) is not None:
            raise OperationalError("UPDATE message", {}, ConnectionResetError())
        await mark(session, message, step, reply, now)

    monkeypatch.setattr(delivery, "mark", failing)
    monkeypatch.setattr(delivery, "_MARK_AGAIN_SECONDS", 0)
    asked = await post.ask(AMINA)
    assert await post.deliver() == 1
    assert mailbox.recipients == [AMINA]
    assert (await post.message(asked)).state is MessageState.SENT


async def test_a_worker_told_to_stop_finishes_the_message_in_its_hands(post: Post, mailbox: Mailbox) -> None:
    handed_over, answer = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        handed_over.set()
        await answer.wait()

    mailbox.before_answer = slow
    asked = await post.ask(AMINA)
    work = asyncio.create_task(post.deliver())
    await handed_over.wait()
    work.cancel()
    answer.set()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert (await post.message(asked)).state is MessageState.SENT
    assert mailbox.recipients == [AMINA]


async def test_one_slow_answer_holds_up_nobody_else(post: Post, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "LOOK_AGAIN_SECONDS", 0.01)
    slow_mail, answer, others = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def only_the_first_is_slow() -> None:
        if not slow_mail.is_set():
            slow_mail.set()
            await answer.wait()
        else:
            others.set()

    mailbox.before_answer = only_the_first_is_slow
    await post.ask(AMINA)
    work = asyncio.create_task(post.deliver())
    await slow_mail.wait()
    await post.ask(JO)
    await others.wait()
    answer.set()
    assert await work == 2
    assert mailbox.recipients == [JO, AMINA]


async def test_nothing_is_begun_after_the_turn_is_over(
    post: Post, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "TURN_SECONDS", 0)
    await post.ask(AMINA)
    assert await post.deliver() == 0
    assert mailbox.mails == []


async def test_a_composer_sees_the_messages_coalition_only(
    post: Post, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mine, other = [
        Coalition(
            slug=slug, name=slug, host_name=slug, reference_prefix=slug, accent_colour="#1f4e5f",
            contact_email=f"post@{slug}.example", created_at=post.clock.now(), logo_hash=None,
        )
        for slug in ("fair-futures", "clean-rivers")
    ]  # fmt: skip
    seen: list[Coalition] = []

    async def look(session: AsyncSession, message: Message, composing: Composing) -> Mail:
        assert (await session.scalars(select(Organisation))).all() == []
        seen.append(await session.get_one(Coalition, message.coalition_id))
        return await hello(session, message, composing)

    async with post.sessions.begin() as session:
        session.add_all([mine, other])
        await session.flush()
        to = Recipient("", AMINA)
        await send(session, "held", uuid4(), to=to, stream=Stream.NOTICE, now=post.clock.now(), coalition_id=mine.id)
        await send(session, "free", uuid4(), to=to, stream=Stream.NOTICE, now=post.clock.now())
    assert await post.deliver({"held": look, "free": look}) == 1
    assert [coalition.slug for coalition in seen] == ["fair-futures"]
    assert f"{Unscoped.__name__}: Organisation is read by a session held to no coalition" in caplog.text
    assert sorted(message.state for message in (await post.messages()).values()) == [MessageState.QUEUED, MessageState.SENT]


def test_each_wait_is_longer_up_to_two_hours(now: datetime) -> None:
    for attempts in range(1, 20):
        wait = next_attempt(attempts, now) - now
        meant = min(timedelta(seconds=30) * 2 ** (attempts - 1), LONGEST_WAIT)
        assert 0.75 * meant <= wait <= 1.25 * meant
