"""Asking for a link, and using it up: once, in time, by whoever has the mailbox."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid, NotFound, TooMany
from campaigns.mail.delivery import deliver_due
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.people.actions import (
    BY_STRANGERS,
    LIMITS,
    LINK_LIFE,
    MOST_WRONG_CODES,
    CodeRefused,
    LinkOver,
    find_or_create,
    redeem_code,
    redeem_link,
    request_sign_in,
)
from campaigns.people.mails import COMPOSERS
from campaigns.people.models import Person, SignInRequest
from campaigns.settings import Settings
from campaigns.tokens import Keys, Purpose
from tests.conftest import Clock
from tests.mail.mailbox import Mailbox
from tests.mail.reading import links, text_of, words, words_of_html
from tests.people.conftest import NIA, STRANGER, Sessions

SECOND = timedelta(seconds=1)
OFFICE = "192.0.2.1"


async def ask(sessions: Sessions, keys: Keys, email: str, now: datetime, client: str = OFFICE) -> UUID:
    async with sessions.begin() as session:
        return await request_sign_in(session, keys, email, client, now)


async def by_link(sessions: Sessions, keys: Keys, token: str, now: datetime) -> UUID:
    async with sessions.begin() as session:
        return (await redeem_link(session, keys, token, now)).id


async def by_code(sessions: Sessions, keys: Keys, request_id: UUID, code: str, now: datetime) -> Person | CodeRefused:
    async with sessions.begin() as session:
        return await redeem_code(session, keys, request_id, code, now)


def wrong(keys: Keys, request_id: UUID) -> str:
    return f"{(int(keys.code(Purpose.SIGN_IN, request_id)) + 1) % 1_000_000:06}"


async def test_one_person_for_each_address(session: AsyncSession, now: datetime) -> None:
    nia = await find_or_create(session, " Nia@Harbour.example ", "Nia Rees", now)
    again = await find_or_create(session, "nia@HARBOUR.example", "Somebody Else", now + SECOND)
    assert again.id == nia.id
    assert (nia.name, nia.email) == ("Nia Rees", "Nia@harbour.example")
    with pytest.raises(Invalid):
        await find_or_create(session, "nia", "", now)


async def test_twenty_at_once_find_one_person(own_sessions: Sessions, now: datetime) -> None:
    async def find() -> UUID:
        async with own_sessions.begin() as session:
            return (await find_or_create(session, NIA, "Nia Rees", now)).id

    assert len(set(await asyncio.gather(*(find() for _ in range(20))))) == 1


async def test_the_mail_has_a_short_link_and_a_code_and_goes_to_the_address_we_know(
    own_sessions: Sessions, nia: Person, with_mail: Settings, keys: Keys, clock: Clock, mailbox: Mailbox
) -> None:
    request_id = await ask(own_sessions, keys, "NIA@harbour.EXAMPLE", clock.now())
    assert await deliver_due(own_sessions, with_mail, keys, COMPOSERS, clock.now) == 1
    [mail] = mailbox.mails
    assert mailbox.recipients == [NIA]
    text = text_of(mail)
    assert links(text) == [f"{with_mail.public_url}/sign-in/link/{keys.token(Purpose.SIGN_IN, request_id)}"]
    assert len(links(text)[0]) < 100
    assert keys.code(Purpose.SIGN_IN, request_id) in text
    assert "10:10am on Tuesday 2 June 2026 (BST)" in " ".join(text.split())
    assert words(text) == words_of_html(mail)


async def test_an_address_nobody_has_leaves_the_same_rows_and_no_mail(
    own_sessions: Sessions, nia: Person, with_mail: Settings, keys: Keys, clock: Clock, mailbox: Mailbox
) -> None:
    await ask(own_sessions, keys, STRANGER, clock.now())
    async with own_sessions() as session:
        message = (await session.scalars(select(Message))).one()
        assert message.state is MessageState.CANCELLED, "nothing waits in front of the mail of others"
    assert await deliver_due(own_sessions, with_mail, keys, COMPOSERS, clock.now) == 0
    assert mailbox.connections == 0
    async with own_sessions() as session:
        message = (await session.scalars(select(Message))).one()
        request = (await session.scalars(select(SignInRequest))).one()
    assert message.state is MessageState.CANCELLED
    assert STRANGER not in f"{message.recipient_email} {message.idempotency_key} {request.email_hash}"
    assert request.person_id is None


async def test_a_mail_that_is_late_is_not_sent(
    own_sessions: Sessions, nia: Person, with_mail: Settings, keys: Keys, clock: Clock, mailbox: Mailbox
) -> None:
    used = await ask(own_sessions, keys, NIA, clock.now())
    await ask(own_sessions, keys, NIA, clock.now())
    await by_link(own_sessions, keys, keys.token(Purpose.SIGN_IN, used), clock.now())
    clock.advance(minutes=10)
    assert await deliver_due(own_sessions, with_mail, keys, COMPOSERS, clock.now) == 0
    assert mailbox.mails == []


@pytest.mark.parametrize("email", [NIA, STRANGER])
async def test_asking_too_often_is_refused_for_known_and_unknown_alike(
    own_sessions: Sessions, nia: Person, keys: Keys, now: datetime, email: str
) -> None:
    (few, while_), _ = LIMITS
    for minute in range(few):
        await ask(own_sessions, keys, email, now + minute * timedelta(minutes=1))
    with pytest.raises(TooMany) as refusal:
        await ask(own_sessions, keys, email, now + while_ - timedelta(minutes=2))
    assert "in 2 minutes" in str(refusal.value)
    assert refusal.value.retry_after in {120, 121}
    with pytest.raises(TooMany):
        await ask(own_sessions, keys, email.upper(), now + while_ - SECOND)
    await ask(own_sessions, keys, "tom@harbour.example", now)
    await ask(own_sessions, keys, email, now + while_)


async def test_no_client_asks_for_an_address_more_than_twenty_times_a_day(
    own_sessions: Sessions, nia: Person, keys: Keys, now: datetime
) -> None:
    _, (most, day) = LIMITS
    for hour in range(most):
        await ask(own_sessions, keys, NIA, now + hour * timedelta(hours=1))
    with pytest.raises(TooMany):
        await ask(own_sessions, keys, NIA, now + day - SECOND)
    await ask(own_sessions, keys, NIA, now + day)


async def test_a_stranger_who_asks_all_day_does_not_keep_nia_out(
    own_sessions: Sessions, nia: Person, keys: Keys, now: datetime
) -> None:
    _, (most, _) = LIMITS
    for hour in range(most):
        await ask(own_sessions, keys, NIA, now + hour * timedelta(hours=1), client="198.51.100.7")
    await ask(own_sessions, keys, NIA, now + most * timedelta(hours=1))


async def test_many_strangers_at_once_do_not_keep_nia_out_of_where_she_signed_in_before(
    own_sessions: Sessions, nia: Person, keys: Keys, now: datetime
) -> None:
    before = await ask(own_sessions, keys, NIA, now)
    await by_link(own_sessions, keys, keys.token(Purpose.SIGN_IN, before), now)
    later = now + timedelta(days=5)
    most, _ = BY_STRANGERS
    for number in range(most):
        await ask(own_sessions, keys, NIA, later, client=f"198.51.100.{number}")
    for stranger in ("198.51.100.250", "203.0.113.9"):
        with pytest.raises(TooMany):
            await ask(own_sessions, keys, NIA, later + SECOND, client=stranger)
    await ask(own_sessions, keys, NIA, later + SECOND)


async def test_the_limit_holds_for_twenty_requests_at_once(
    own_sessions: Sessions, nia: Person, keys: Keys, now: datetime
) -> None:
    asked = await asyncio.gather(*(ask(own_sessions, keys, NIA, now) for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(one, UUID) for one in asked) == LIMITS[0][0]
    assert sum(isinstance(one, TooMany) for one in asked) == 20 - LIMITS[0][0]


async def test_of_twenty_clicks_at_once_one_signs_in(own_sessions: Sessions, nia: Person, keys: Keys, now: datetime) -> None:
    token = keys.token(Purpose.SIGN_IN, await ask(own_sessions, keys, NIA, now))
    clicks = await asyncio.gather(*(by_link(own_sessions, keys, token, now) for _ in range(20)), return_exceptions=True)
    assert [one for one in clicks if isinstance(one, UUID)] == [nia.id]
    assert sum(isinstance(one, LinkOver) for one in clicks) == 19


async def test_link_and_code_at_once_sign_in_once(own_sessions: Sessions, nia: Person, keys: Keys, now: datetime) -> None:
    request_id = await ask(own_sessions, keys, NIA, now)
    token, code = keys.token(Purpose.SIGN_IN, request_id), keys.code(Purpose.SIGN_IN, request_id)
    outcomes = await asyncio.gather(
        *(by_link(own_sessions, keys, token, now) for _ in range(10)),
        *(by_code(own_sessions, keys, request_id, code, now) for _ in range(10)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, UUID | Person) for one in outcomes) == 1


async def test_link_and_code_work_for_ten_minutes_to_the_second(
    own_sessions: Sessions, nia: Person, keys: Keys, now: datetime
) -> None:
    first, second, third = [await ask(own_sessions, keys, NIA, now) for _ in range(3)]
    code = keys.code(Purpose.SIGN_IN, third)
    for request_id in (first, third):
        with pytest.raises(LinkOver):
            await by_link(own_sessions, keys, keys.token(Purpose.SIGN_IN, request_id), now + LINK_LIFE)
    late = await by_code(own_sessions, keys, third, code, now + LINK_LIFE)
    assert isinstance(late, CodeRefused)
    assert late.over
    assert await by_link(own_sessions, keys, keys.token(Purpose.SIGN_IN, second), now + LINK_LIFE - SECOND) == nia.id
    in_time = await by_code(own_sessions, keys, third, code, now + LINK_LIFE - SECOND)
    assert isinstance(in_time, Person)


async def test_wrong_codes_run_out_and_the_link_goes_on(
    own_sessions: Sessions, nia: Person, keys: Keys, now: datetime
) -> None:
    request_id = await ask(own_sessions, keys, NIA, now)
    said = [await by_code(own_sessions, keys, request_id, wrong(keys, request_id), now) for _ in range(MOST_WRONG_CODES)]
    assert [isinstance(one, CodeRefused) and one.over for one in said] == [False] * 4 + [True]
    assert isinstance(said[0], CodeRefused)
    assert "4 more times" in said[0].words
    right = await by_code(own_sessions, keys, request_id, keys.code(Purpose.SIGN_IN, request_id), now)
    assert isinstance(right, CodeRefused)
    assert await by_link(own_sessions, keys, keys.token(Purpose.SIGN_IN, request_id), now) == nia.id


async def test_a_hundred_wrong_codes_at_once_count_as_five(
    own_sessions: Sessions, nia: Person, keys: Keys, now: datetime
) -> None:
    request_id = await ask(own_sessions, keys, NIA, now)
    guess = wrong(keys, request_id)
    said = await asyncio.gather(*(by_code(own_sessions, keys, request_id, guess, now) for _ in range(100)))
    assert sum(isinstance(one, CodeRefused) and "can try" in one.words for one in said) == MOST_WRONG_CODES - 1
    async with own_sessions() as session:
        assert await session.scalar(select(SignInRequest.wrong_codes)) == MOST_WRONG_CODES


async def test_a_code_may_be_typed_with_spaces(own_sessions: Sessions, nia: Person, keys: Keys, now: datetime) -> None:
    request_id = await ask(own_sessions, keys, NIA, now)
    code = keys.code(Purpose.SIGN_IN, request_id)
    assert isinstance(await by_code(own_sessions, keys, request_id, f" {code[:3]} {code[3:]}", now), Person)


@pytest.mark.parametrize("typed", ["", "١٢٣٤٥٦", "12345é", "0" * 5000])
async def test_anything_may_be_typed_as_a_code(
    own_sessions: Sessions, nia: Person, keys: Keys, now: datetime, typed: str
) -> None:
    request_id = await ask(own_sessions, keys, NIA, now)
    assert isinstance(await by_code(own_sessions, keys, request_id, typed, now), CodeRefused)


async def test_the_code_of_an_address_nobody_has_signs_nobody_in(own_sessions: Sessions, keys: Keys, now: datetime) -> None:
    request_id = await ask(own_sessions, keys, STRANGER, now)
    right = keys.code(Purpose.SIGN_IN, request_id)
    said = [await by_code(own_sessions, keys, request_id, right, now) for _ in range(MOST_WRONG_CODES + 1)]
    assert [isinstance(one, CodeRefused) and one.over for one in said] == [False] * 4 + [True] * 2
    with pytest.raises(LinkOver):
        await by_link(own_sessions, keys, keys.token(Purpose.SIGN_IN, request_id), now)


async def test_only_our_own_sign_in_link_is_one(own_sessions: Sessions, nia: Person, keys: Keys, now: datetime) -> None:
    request_id = await ask(own_sessions, keys, NIA, now)
    others = Keys("another server's secret, which is as long as ours")
    for token in (
        keys.token(Purpose.INVITATION, request_id),
        keys.token(Purpose.SIGN_IN, request_id, 1),
        others.token(Purpose.SIGN_IN, request_id),
        "x",
        "é" * 43,
    ):
        with pytest.raises(NotFound):
            await by_link(own_sessions, keys, token, now)
    async with own_sessions() as session:
        assert await session.scalar(select(func.count()).where(SignInRequest.used_at.is_not(None))) == 0
