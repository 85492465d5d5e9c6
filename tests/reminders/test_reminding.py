"""Nia plans two reminders. They go to those who have not answered, once, and not a second after they have."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import httpx
import pytest
from sqlalchemy import select

from campaigns.database import hold_to
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.jobs import transaction
from campaigns.letters.actions import close_signing
from campaigns.mail.delivery import deliver_due
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.mailings import COMPOSERS
from campaigns.reminders.actions import plan, send_by_hand, send_next_due
from campaigns.reminders.queries import reminders_of
from campaigns.reminders.times import Lead
from campaigns.responses.deadline import extend
from campaigns.settings import Settings
from campaigns.tokens import Keys
from tests import cast
from tests.conftest import Clock, RecordingBell
from tests.letters.desk import Open, Writing, words
from tests.mail.mailbox import Mailbox
from tests.mail.reading import links, text_of, words_of_html
from tests.mail.reading import words as words_of_text
from tests.signatures.story import AMINA, BEN, INFO, JO, SIAN, Story, Window, sign

#: The letter is due at 5pm on Friday 5 June, London time; invitations went out at 10am on Tuesday 2 June.
WEDNESDAY, FRIDAY = datetime(2026, 6, 3, 16, tzinfo=UTC), datetime(2026, 6, 5, 12, tzinfo=UTC)
DEADLINE = datetime(2026, 6, 5, 16, tzinfo=UTC)
BOTH: list[Lead | None] = [Lead.TWO_WORKING_DAYS, Lead.FOUR_HOURS]
PAGE = "/letters/FFA-2026-01/reminders"


@dataclass
class Desk:
    """The story's mail, really sent, and the worker's look at the clock."""

    story: Story
    settings: Settings
    keys: Keys
    clock: Clock
    mailbox: Mailbox
    bell: RecordingBell

    async def deliver(self) -> list[str]:
        """Who was written to."""
        before = len(self.mailbox.mails)
        await deliver_due(self.story.sessions, self.settings, self.keys, COMPOSERS, self.clock.now)
        return sorted(str(one["To"]) for one in self.mailbox.mails[before:])

    async def sweep(self) -> None:
        more = True
        while more:
            async with transaction(self.story.sessions, self.bell) as session:
                more = await send_next_due(session, self.clock.now())

    async def at(self, time: datetime) -> list[str]:
        """Move the clock, let the worker look, and say who was written to."""
        self.clock.set(time)
        await self.sweep()
        return await self.deliver()

    async def plan(self, leads: list[Lead | None]) -> None:
        async with self.story.sessions.begin() as session:
            hold_to(session, self.story.company.id)
            await plan(session, self.story.letter_id, leads, self.clock.now())

    async def by_hand(self, number: int) -> int:
        async with self.story.sessions.begin() as session:
            hold_to(session, self.story.company.id)
            nia = self.story.company.actor("Nia")
            return await send_by_hand(session, self.story.letter_id, number, nia, self.clock.now())

    async def sent(self) -> list[tuple[int, int, int]]:
        async with self.story.sessions() as session:
            hold_to(session, self.story.company.id)
            found = await reminders_of(session, self.story.letter_id, DEADLINE, "Europe/London")
            return [(one.number, one.organisations, one.mails) for one in found if one.sent_at]

    def newest_to(self, email: str) -> EmailMessage:
        return [one for one in self.mailbox.mails if one["To"] == email][-1]


@pytest.fixture
async def reminding(
    own_story: Story, with_mail: Settings, keys: Keys, clock: Clock, mailbox: Mailbox, bell: RecordingBell
) -> Desk:
    """Everybody has their invitation, and both reminders are planned."""
    desk = Desk(own_story, with_mail, keys, clock, mailbox, bell)
    assert len(await desk.deliver()) == 5
    await desk.plan(BOTH)
    return desk


async def test_two_reminders_go_out_at_their_times_and_no_third(reminding: Desk) -> None:
    assert await reminding.at(WEDNESDAY - timedelta(minutes=1)) == []
    assert await reminding.at(WEDNESDAY) == sorted([AMINA, JO, INFO, BEN, SIAN])
    assert await reminding.at(WEDNESDAY + timedelta(minutes=1)) == []
    assert await reminding.at(FRIDAY) == sorted([AMINA, JO, INFO, BEN, SIAN])
    assert await reminding.at(FRIDAY + timedelta(minutes=1)) == []
    assert await reminding.sent() == [(1, 3, 5), (2, 3, 5)]
    with pytest.raises(Conflict):
        await reminding.by_hand(2)


async def test_the_mail_has_the_same_link_and_says_the_deadline_and_how_to_stop(reminding: Desk) -> None:
    await reminding.at(WEDNESDAY)
    mail = reminding.newest_to(SIAN)
    assert mail["Subject"] == "Reminder: sign by 5pm on Friday 5 June 2026 (BST) – Warm homes for every family"
    assert words_of_text(text_of(mail)) == words_of_html(mail)
    said = " ".join(text_of(mail).split())
    assert "Hello Siân Huws, Llais Ynys Môn has not answered yet" in said
    assert links(text_of(mail))[0] == reminding.settings.public_url + reminding.story.path(SIAN)
    assert str(mail["List-Unsubscribe"])[1:-1] in links(text_of(mail))


async def test_whoever_has_answered_in_any_way_is_not_reminded(reminding: Desk, own_client: httpx.AsyncClient) -> None:
    await sign(Window(own_client), reminding.story.path(AMINA))
    window = await Window(own_client).open(f"{reminding.story.path(SIAN)}/decline")
    await window.press("Send this answer", reasons=["no_time"])
    await reminding.deliver()
    assert await reminding.at(WEDNESDAY) == [BEN]
    assert await reminding.sent() == [(1, 1, 1)]


async def test_an_answer_that_comes_while_the_reminder_waits_stops_it(
    reminding: Desk, own_client: httpx.AsyncClient
) -> None:
    reminding.clock.set(WEDNESDAY)
    await reminding.sweep()
    await sign(Window(own_client), reminding.story.path(BEN))
    written_to = await reminding.deliver()
    reminders = [one for one in reminding.mailbox.mails if "Reminder" in str(one["Subject"])]
    assert BEN not in {one["To"] for one in reminders}
    assert SIAN in written_to
    async with reminding.story.sessions() as session:
        found = await session.scalars(select(Message).where(Message.kind == "reminder", Message.recipient_email == BEN))
        assert found.one().state is MessageState.CANCELLED


async def test_whoever_asked_for_time_is_not_reminded_before_their_day(
    reminding: Desk, own_client: httpx.AsyncClient
) -> None:
    window = await Window(own_client).open(f"{reminding.story.path(BEN)}/more-time")
    day = date(2026, 6, 5)
    await window.press(
        "Ask for more time", **{"needed_by-day": day.day, "needed_by-month": day.month, "needed_by-year": day.year}
    )
    await reminding.deliver()
    assert BEN not in await reminding.at(WEDNESDAY)
    assert BEN in await reminding.at(FRIDAY)


async def test_two_workers_at_once_remind_once(reminding: Desk) -> None:
    reminding.clock.set(WEDNESDAY)
    await asyncio.gather(*(reminding.sweep() for _ in range(4)))
    assert len(await reminding.deliver()) == 5


async def test_a_letter_that_has_closed_reminds_nobody(reminding: Desk) -> None:
    reminding.clock.set(WEDNESDAY)
    await reminding.sweep()
    async with reminding.story.sessions.begin() as session:
        hold_to(session, reminding.story.company.id)
        await close_signing(
            session, reminding.story.letter_id, None, reminding.story.company.actor("Nia"), reminding.clock.now()
        )
    assert await reminding.deliver() == [], "not even those that waited"
    assert await reminding.at(FRIDAY) == []
    with pytest.raises(NotAllowedNow):
        await reminding.by_hand(2)


async def test_the_reminders_move_with_the_deadline(reminding: Desk) -> None:
    async with reminding.story.sessions.begin() as session:
        hold_to(session, reminding.story.company.id)
        nia, monday = reminding.story.company.actor("Nia"), DEADLINE + timedelta(days=3)
        letter_id, now = reminding.story.letter_id, reminding.clock.now()
        await extend(session, letter_id, monday, "Europe/London", "A weekend more.", None, nia, now)
    await reminding.deliver()
    assert await reminding.at(WEDNESDAY) == []
    assert len(await reminding.at(WEDNESDAY + timedelta(days=1))) == 5
    assert await reminding.at(FRIDAY) == []
    assert len(await reminding.at(FRIDAY + timedelta(days=3))) == 5


async def test_one_whose_time_passed_unseen_is_left_out(reminding: Desk) -> None:
    assert await reminding.at(WEDNESDAY + timedelta(hours=18)) == []
    assert len(await reminding.at(FRIDAY)) == 5


async def test_by_hand_counts_as_one_of_the_two_and_twice_is_once(reminding: Desk) -> None:
    reminding.clock.advance(hours=4)
    assert await reminding.by_hand(1) == 5
    with pytest.raises(Conflict):
        await reminding.by_hand(1)
    assert len(await reminding.deliver()) == 5
    assert await reminding.at(WEDNESDAY) == [], "the first was sent already"
    assert len(await reminding.at(FRIDAY)) == 5


async def test_nobody_is_reminded_of_what_they_got_only_just_now(reminding: Desk) -> None:
    reminding.clock.advance(hours=1)
    with pytest.raises(Invalid):
        await reminding.by_hand(1)


async def test_the_second_comes_after_the_first(reminding: Desk) -> None:
    with pytest.raises(Invalid):
        await reminding.plan([Lead.FOUR_HOURS, Lead.TWO_WORKING_DAYS])
    await reminding.plan([None, None])
    assert await reminding.at(WEDNESDAY) == []
    with pytest.raises(Invalid, match="That time has passed"):
        await reminding.plan(BOTH)


async def test_nia_plans_looks_and_sends_on_the_page(desk: Open, writing: Writing, clock: Clock) -> None:
    await writing.locked()
    nia = await desk("Nia")
    invite = "/letters/FFA-2026-01/invite"
    await nia.send(await nia.post(invite, 200, who="members", do="check"), invite, do="send")
    page = await nia.get(PAGE)
    assert "Nothing is planned yet." in words(page)
    assert "Two working days before the deadline (5pm on Wednesday 3 June 2026 (BST))" in words(page)
    assert "or was invited less than three hours ago" in words(page)
    refused = await nia.send(page, f"{PAGE}/plan", 422, first="4_hours", second="2_working_days")
    assert "The second reminder must come after the first one." in words(refused)
    saved = await nia.follow(await nia.send(page, f"{PAGE}/plan", first="2_working_days", second="4_hours"))
    assert "First reminder: goes out at 5pm on Wednesday 3 June 2026 (BST)." in words(saved).replace(
        "reminder :", "reminder:"
    )
    clock.advance(hours=4)
    page = await nia.get(PAGE)
    assert "5 contacts of 3 organisations." in words(page)
    assert "The mail, as Siân Huws of Llais Ynys Môn will get it" in words(page)
    assert "http://letters.example/r/…" in words(page)
    other = page.text.partition("/reminders?to=")[2].partition("#")[0]
    assert "The mail, as Ben Marsh of The Mill Road Centre will get it" in words(await nia.get(f"{PAGE}?to={other}"))
    sent = await nia.send(page, f"{PAGE}/send")
    assert "sent 2pm on Tuesday 2 June 2026 (BST) by Nia Rees to 5 contacts of 3 organisations." in words(
        await nia.follow(sent)
    )
    again = await nia.send(page, f"{PAGE}/send", 409)
    assert "This reminder was sent while you were on this page." in words(again)


async def test_a_program_plans_and_sends(desk: Open, writing: Writing, clock: Clock) -> None:
    await writing.locked()
    nia, dev = await desk("Nia"), await desk("Dev")
    invite = "/letters/FFA-2026-01/invite"
    await nia.send(await nia.post(invite, 200, who="members", do="check"), invite, do="send")
    planned = await nia.api("PUT", PAGE, first="2_working_days", second="4_hours")
    assert [one["due_at"] for one in planned["reminders"]] == ["2026-06-03T16:00:00Z", "2026-06-05T12:00:00Z"]
    assert (planned["next_number"], planned["would_get"]) == (1, 0)
    await dev.api("POST", PAGE, 403, number=1)
    clock.advance(hours=4)
    assert await nia.api("POST", PAGE, number=1) == {"mails": 5}
    await nia.api("POST", PAGE, 409, number=1)
    assert (await nia.api("GET", PAGE))["next_number"] == 2


async def test_a_statement_without_a_deadline_is_reminded_of_by_hand_only(
    desk: Open, writing: Writing, clock: Clock
) -> None:
    letter = await writing.locked(cast.statement())
    nia = await desk("Nia")
    invite = "/letters/FFA-2026-01/invite"
    await nia.send(await nia.post(invite, 200, who="members", do="check"), invite, do="send")
    async with writing.held() as session:
        with pytest.raises(NotAllowedNow):
            await plan(session, letter.id, BOTH, clock.now())
    clock.advance(hours=4)
    page = await nia.get(PAGE)
    assert "When they are sent" not in words(page)
    await nia.send(page, f"{PAGE}/send")
