"""The deadline moves: everybody who had the old time is told once, and the links they have go on working."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from campaigns.database import hold_to
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.jobs import Job
from campaigns.letters.actions import close_due
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Letter, LetterEvent
from campaigns.mail.models import Message
from campaigns.responses.deadline import extend
from campaigns.settings import Settings
from campaigns.signatures.leaving import suspend
from campaigns.tokens import Purpose
from tests.conftest import Clock, RecordingBell
from tests.letters.desk import Open, Writing, app, company, desk, words, writing
from tests.mail.reading import links, text_of, words_of_html
from tests.mail.reading import words as words_of_text
from tests.signatures.story import AMINA, BEN, INFO, JO, SIAN, Story, Window, sign
from tests.signatures.test_mails import mails

__all__ = ["app", "company", "desk", "writing"]

FRIDAY = datetime(2026, 6, 5, 16, tzinfo=UTC)
SATURDAY = FRIDAY + timedelta(days=1)
LONDON = "Europe/London"


async def move(story: Story, at: datetime, now: datetime, reason: str = "The committee sits a day later.") -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await extend(session, story.letter_id, at, LONDON, reason, None, story.company.actor("Nia"), now)


async def test_everybody_who_had_the_old_time_is_told_once(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    await sign(Window(client), story.path(BEN), signer_email="ben.private@post.example")
    await move(story, SATURDAY, clock.now())

    told = await mails(story, settings, clock, "deadline_changed")
    assert set(told) == {AMINA, JO, INFO, BEN, SIAN, "ben.private@post.example"}
    signer = await story.newest()
    own = f"/s/{story.keys.token(Purpose.REPLY, signer.id, signer.rotation)}"
    assert links(text_of(told["ben.private@post.example"])) == [settings.public_url + own]
    mail = told[AMINA]
    assert mail["Subject"] == "New deadline 5pm on Saturday 6 June 2026 (BST): “Warm homes for every family”"
    assert words_of_text(text_of(mail)) == words_of_html(mail)
    said = " ".join(text_of(mail).split())
    assert "From 5pm on Friday 5 June 2026 (BST) to 5pm on Saturday 6 June 2026 (BST)." in said
    assert "The committee sits a day later." in said
    assert links(text_of(mail)) == [settings.public_url + story.path(AMINA)]

    window = await Window(client).open(story.path(AMINA))
    assert "5pm on Saturday 6 June 2026 (BST)" in window.text


async def test_whoever_signed_is_not_told_that_a_suspended_signature_stands(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    await sign(Window(client), story.path(BEN))
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await suspend(session, (await story.newest()).id, "A doubt", story.company.actor("Nia"), clock.now())
    await move(story, SATURDAY, clock.now())

    mail = (await mails(story, settings, clock, "deadline_changed"))[BEN]
    assert words_of_text(text_of(mail)) == words_of_html(mail)
    said = " ".join(text_of(mail).split())
    assert "is off the list until the secretariat has settled whether it is right" in said
    assert "stands" not in said
    assert "you can answer until then" not in said


async def test_a_mail_that_was_overtaken_by_another_change_is_not_sent(
    story: Story, settings: Settings, clock: Clock
) -> None:
    await move(story, SATURDAY, clock.now())
    clock.advance(minutes=5)
    await move(story, FRIDAY, clock.now(), "It sits on Friday after all.")
    async with story.sessions() as session:
        kept = (await session.scalars(select(Message).where(Message.kind == "deadline_changed"))).all()
        assert len(kept) == 2 * len({AMINA, JO, INFO, BEN, SIAN})
    told = await mails(story, settings, clock, "deadline_changed")
    assert "It sits on Friday after all." in text_of(told[AMINA])


async def test_a_letter_that_has_closed_opens_again_until_the_new_time(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    clock.set(FRIDAY)
    async with story.sessions.begin() as session:
        assert await close_due(session, clock.now()) == [story.letter_id]
    clock.advance(minutes=10)
    late = await Window(client).open(story.path(AMINA))
    assert "Signing has closed. The deadline was" in late.text

    await move(story, SATURDAY, clock.now())

    await sign(late, story.path(AMINA))
    assert late.heading == "Wensum Voluntary Action (WVA) has signed"
    clock.set(SATURDAY)
    async with story.sessions.begin() as session:
        assert await close_due(session, clock.now()) == [story.letter_id]
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        steps = await session.scalars(
            select(LetterEvent.step).where(LetterEvent.machine == "signing").order_by(LetterEvent.id)
        )
        assert list(steps) == ["open", "close", "extend", "close"]


@pytest.mark.parametrize(
    ("at", "reason", "refusal"),
    [
        (SATURDAY, " ", Invalid),
        (FRIDAY, "No other day", Invalid),
        (datetime(2026, 6, 2, 8, 59, tzinfo=UTC), "Back in time", NotAllowedNow),
    ],
)
async def test_what_cannot_be_told_is_refused_and_nobody_is_written_to(
    story: Story, clock: Clock, at: datetime, reason: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await move(story, at, clock.now(), reason)
    assert await story.mailed("deadline_changed") == []


async def test_a_form_that_somebody_overtook_moves_nothing(story: Story, clock: Clock) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        old = (await session.get_one(Letter, story.letter_id)).row_version
    await move(story, SATURDAY, clock.now())
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        nia, sunday = story.company.actor("Nia"), SATURDAY + timedelta(days=1)
        with pytest.raises(Conflict):
            await extend(session, story.letter_id, sunday, LONDON, "Again", old, nia, clock.now())


async def test_nia_moves_it_on_its_page(desk: Open, writing: Writing, bell: RecordingBell) -> None:
    nia = await desk("Nia")
    letter = await writing.locked()
    assert (await nia.get("/letters/FFA-2026-01/extend", 303)).headers["location"].endswith("/deadline")
    invite = await nia.post("/letters/FFA-2026-01/invite", 200, who="members", do="check")
    await nia.send(invite, "/letters/FFA-2026-01/invite", do="send")
    page = await nia.get("/letters/FFA-2026-01/extend")
    assert "Signing closes now: 5pm on Friday 5 June 2026 (BST)." in words(page)
    typed: dict[str, Any] = {"deadline_date-day": "6", "reason": ""}
    refused = await nia.send(page, "/letters/FFA-2026-01/extend", 422, **typed)
    assert "Enter why the deadline moves" in words(refused)
    assert 'value="6"' in refused.text
    done = await nia.follow(await nia.send(page, "/letters/FFA-2026-01/extend", **{**typed, "reason": "A day later."}))
    assert "The deadline has moved." in words(done)
    assert "Moved the deadline" in words(done)
    assert (Job.CLOSE_DUE_LETTERS, SATURDAY) in bell.rung
    late = await nia.send(page, "/letters/FFA-2026-01/extend", 409, **{**typed, "reason": "Twice"})
    assert "Nia Rees changed this letter while you were on this page." in words(late)
    changed = await writing.of(letter.id)
    assert (changed.deadline_at, changed.signing) == (SATURDAY, SigningState.OPEN)


async def test_a_program_moves_it_too(desk: Open, writing: Writing) -> None:
    nia = await desk("Nia")
    letter = await writing.locked()
    invite = await nia.post("/letters/FFA-2026-01/invite", 200, who="members", do="check")
    await nia.send(invite, "/letters/FFA-2026-01/invite", do="send")
    moved = await nia.api(
        "POST",
        "/letters/FFA-2026-01/extension",
        deadline_date="2026-06-06",
        deadline_time="17:00:00",
        zone=LONDON,
        reason="A day later.",
        row_version=(await writing.of(letter.id)).row_version,
    )
    assert moved["deadline_at"] == "2026-06-06T16:00:00Z"
