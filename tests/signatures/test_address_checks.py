"""Nobody's mailbox is filled from here: how often an address that somebody typed is written to."""

import httpx
import pytest
from sqlalchemy import select

from campaigns.database import hold_to
from campaigns.mail.compose import Composing
from campaigns.mail.models import Message
from campaigns.settings import Settings
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.mails import address_check
from campaigns.signatures.models import SignatureEvent
from campaigns.signatures.public_route import BEGINS_PER_HOUR
from tests.conftest import Clock
from tests.signatures.story import BEN, Story, Window, sign

VICTIM = "somebody@else.example"


async def sign_from_outside(client: httpx.AsyncClient, story: Story, name: str, email: str) -> Window:
    window = await Window(client).open(story.start_path)
    await window.press("Start now")
    await window.press("Continue", display_name=name)
    await window.press("Continue")
    await window.press("Continue", signer_name="Ann Other", signer_title="Clerk", signer_email=email)
    await window.press("Continue", authority="chief_executive")
    return await window.press("Sign the letter for")


@pytest.fixture
async def outside(story: Story) -> Story:
    await story.publish()
    return story


async def test_the_mail_is_sent_again_after_ten_minutes_and_not_before(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await sign(Window(client), story.path(BEN), signer_email=VICTIM)
    assert "You can have it sent again from 10:10am BST" in window.text
    clock.advance(minutes=10)
    await window.open(f"{story.path(BEN)}/signed")
    stale = window.form("Send it again", {})

    await window.press("Send it again")

    assert await story.mailed("address_check") == [VICTIM] * 2
    assert "The last mail was asked for at 10:10am BST." in window.text
    too_soon = await client.post(stale[0], data=stale[1])
    assert too_soon.status_code == 429
    assert "You can ask for it again from 10:20am BST." in too_soon.text
    assert len(await story.mailed("address_check")) == 2


async def test_an_address_is_written_to_three_times_a_day_and_a_signature_asks_five_times_in_all(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await story.change_letter(deadline_at=None)
    window = await sign(Window(client), story.path(BEN), signer_email=VICTIM)

    async def ask(times: int) -> int:
        for _ in range(times):
            clock.advance(minutes=11)
            await window.open(f"{story.path(BEN)}/signed")
            if "Send it again" in window.text:
                await window.press("Send it again")
        return len(await story.mailed("address_check"))

    assert await ask(6) == 3
    assert "Send it again" not in window.text
    clock.advance(days=1)
    assert await ask(3) == 3
    # The address itself has recovered: whoever has it may sign again.
    await window.follow("Take the signature back")
    await window.press("Withdraw the signature")
    await sign(window, story.path(BEN), signer_email=VICTIM)
    assert len(await story.mailed("address_check")) == 4


async def test_many_signatures_do_not_add_up_to_many_mails_and_nobody_can_tell(
    client: httpx.AsyncClient, outside: Story
) -> None:
    first = await sign_from_outside(client, outside, "First Trust", VICTIM)
    second = await sign_from_outside(client, outside, "Other Trust", "SOMEBODY@else.example")

    assert await outside.mailed("address_check") == [VICTIM]
    assert second.text.replace("SOMEBODY@", "somebody@") == first.text
    third = await sign_from_outside(client, outside, "Third Trust", "another@else.example")
    assert third.text.replace("another@", "somebody@") == first.text
    assert len(await outside.mailed("address_check")) == 2


async def test_another_address_ends_the_first_link_and_keeps_the_time(
    client: httpx.AsyncClient, outside: Story, clock: Clock
) -> None:
    window = await sign_from_outside(client, outside, "First Trust", "typo@else.example")
    old_link, old_code, old_reply = await outside.check_path(), await outside.code(), window.path
    clock.advance(minutes=3)

    await window.follow("Use a different address")
    await window.press("Send the code", signer_email="typo@else.example")
    assert window.status == 422
    await window.press("Send the code", signer_email="no address")
    assert (window.status, window.value("signer_email")) == (422, "no address")
    await window.press("Send the code", signer_email="right@else.example")

    assert window.heading == "Check your email"
    assert "right@else.example" in window.text
    assert "We keep your time: 10am" in window.text
    assert await outside.mailed("address_check") == ["typo@else.example", "right@else.example"]
    ended = {old_link: (await client.get(old_link)).status_code, old_reply: (await client.get(old_reply)).status_code}
    assert ended == {old_link: 404, old_reply: 410}, "the page of what is signed says that another link took its place"
    await window.press("Continue", code=old_code)
    assert window.status == 422
    await window.press("Continue", code=await outside.code())
    assert window.heading == "The secretariat is checking your signature"
    async with outside.sessions() as session:
        hold_to(session, outside.company.id)
        events = (await session.scalars(select(SignatureEvent).order_by(SignatureEvent.id))).all()
    assert [event.step for event in events] == ["submit_unchecked", "change_address", "check_address"]
    assert events[1].reason == "From typo@else.example"


async def test_one_signature_cannot_write_to_the_whole_world(client: httpx.AsyncClient, outside: Story) -> None:
    window = await sign_from_outside(client, outside, "First Trust", "a0@else.example")
    for number in range(1, 6):
        await window.follow("Use a different address")
        await window.press("Send the code", signer_email=f"a{number}@else.example")

    assert window.status == 422
    [error] = window.errors
    assert error.startswith("Enough mails were asked for with this signature.")
    assert len(await outside.mailed("address_check")) == 5


async def test_the_chief_executive_can_sign_the_day_after_a_stranger_used_her_address_up(
    client: httpx.AsyncClient, outside: Story, clock: Clock
) -> None:
    for number in range(4):
        await sign_from_outside(client, outside, f"Prank Trust {number}", VICTIM)
        clock.advance(hours=3)
    assert len(await outside.mailed("address_check")) == 3
    held_back = await sign_from_outside(client, outside, "Victim Trust", VICTIM)
    assert "If we have not written to somebody@else.example too often today, a link and a code" in held_back.text
    assert "If nothing comes, the secretariat can help" in held_back.text
    assert "letters@fair-futures.example" in held_back.text
    # The code of a mail that was never sent opens nothing, so nobody guesses at it.
    await held_back.press("Continue", code=await outside.code())
    assert held_back.status == 422

    clock.advance(days=1)
    hers = await sign_from_outside(client, outside, "Victim Trust", VICTIM)

    assert len(await outside.mailed("address_check")) == 4
    await hers.press("Continue", code=await outside.code())
    assert hers.heading == "The secretariat is checking your signature"


async def test_asking_again_does_not_tell_whether_a_mail_was_held_back(
    client: httpx.AsyncClient, outside: Story, clock: Clock
) -> None:
    await sign_from_outside(client, outside, "First Trust", VICTIM)
    held_back = await sign_from_outside(client, outside, "Second Trust", VICTIM)
    for number in range(3):
        await sign_from_outside(client, outside, f"Trust {number}", VICTIM)
        clock.advance(minutes=11)
    assert await outside.mailed("address_check") == [VICTIM] * 3
    free = await sign_from_outside(client, outside, "Third Trust", "another@else.example")
    clock.advance(minutes=11)
    await held_back.open(held_back.path)
    await free.open(free.path)
    for window in (held_back, free):
        await window.press("Send it again")

    def after(window: Window) -> str:
        return window.text.partition("No mail?")[2]

    assert len(await outside.mailed("address_check")) == 5
    assert after(held_back) == after(free)


def wrong_of(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


async def test_wrong_codes_are_counted_for_good_whatever_the_address(
    client: httpx.AsyncClient, outside: Story, clock: Clock
) -> None:
    window = await sign_from_outside(client, outside, "Stranger Trust", "amina@wensum.example")
    for _ in range(5):
        await window.press("Continue", code=wrong_of(await outside.code()))
        assert window.status == 422
    clock.advance(minutes=11)
    await window.follow("Use a different address")
    await window.press("Send the code", signer_email="mal@evil.example")
    await window.press("Continue", code=await outside.code())

    assert window.status == 422
    signature = await outside.newest()
    assert (signature.wrong_codes, signature.state) == (5, SignatureState.AWAITING_EMAIL)
    # The link still works for whoever reads that mailbox.
    link = await Window(client).open(await outside.check_path())
    await link.press("Confirm this address")
    assert link.heading == "Your address is confirmed"


async def test_an_address_is_not_changed_to_and_fro(client: httpx.AsyncClient, outside: Story, clock: Clock) -> None:
    window = await sign_from_outside(client, outside, "Stranger Trust", "amina@wensum.example")
    await window.follow("Use a different address")
    await window.press("Send the code", signer_email="mal@evil.example")
    await window.follow("Use a different address")

    await window.press("Send the code", signer_email="amina@wensum.example")

    assert window.status == 422
    [error] = window.errors
    assert error.startswith("We cannot write to this address now")
    signature = await outside.newest()
    assert (signature.signer_email, signature.rotation) == ("mal@evil.example", 1)
    assert await outside.mailed("address_check") == ["amina@wensum.example", "mal@evil.example"]


async def test_after_three_days_neither_code_nor_link_confirms_though_the_worker_is_away(
    client: httpx.AsyncClient, outside: Story, clock: Clock
) -> None:
    await outside.change_letter(deadline_at=None)
    window = await sign_from_outside(client, outside, "First Trust", VICTIM)
    link = await Window(client).open(await outside.check_path())
    path, data = window.form("Continue", {"code": await outside.code()})
    clock.advance(hours=72)

    by_code = await client.post(path, data=data)
    await link.press("Confirm this address")

    assert (by_code.status_code, link.status) == (409, 409)
    assert "The three days to confirm this address have passed" in link.text
    assert (await outside.newest()).state is SignatureState.AWAITING_EMAIL
    clock.advance(minutes=1)
    for refused in (f"{window.path.rpartition('/')[0]}/again", f"{window.path.rpartition('/')[0]}/address"):
        await client.post(refused, data={**data, "signer_email": "late@else.example"})
    assert await outside.mailed("address_check") == [VICTIM]


async def test_a_mail_that_waited_does_not_go_to_an_address_that_was_changed(
    client: httpx.AsyncClient, outside: Story, settings: Settings, clock: Clock
) -> None:
    window = await sign_from_outside(client, outside, "First Trust", "typo@else.example")
    await window.follow("Use a different address")
    await window.press("Send the code", signer_email="right@else.example")
    composing = Composing(settings, outside.keys, clock.now())

    async with outside.sessions() as session:
        hold_to(session, outside.company.id)
        messages = await session.scalars(select(Message).where(Message.kind == "address_check"))
        written = {one.recipient_email: await address_check(session, one, composing) for one in messages}

    assert written["typo@else.example"] is None
    assert written["right@else.example"] is not None


async def test_what_was_never_confirmed_is_taken_back_without_a_mail(client: httpx.AsyncClient, outside: Story) -> None:
    window = await sign_from_outside(client, outside, "First Trust", VICTIM)
    await window.follow("Take the signature back")
    await window.press("Withdraw the signature")

    assert (await outside.newest()).state is SignatureState.WITHDRAWN
    assert await outside.mailed("signature_withdrawn") == []


async def test_a_colleague_sees_that_something_waits_but_not_the_code(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path("jo@wensum.example"), signer_email="jo@home.example")

    window = await Window(client).open(story.path("amina@wensum.example"))

    assert "It waits until the address given with it is confirmed." in window.text
    assert "jo@home.example" not in window.text
    await window.open(f"{story.path('amina@wensum.example')}/signed")
    assert window.path == story.path("amina@wensum.example")
    # It holds nobody up: her own address is known, so her own signature counts.
    await sign(window, story.path("amina@wensum.example"))
    assert window.heading == "Wensum Voluntary Action (WVA) has signed"


async def test_one_network_address_begins_so_often_and_then_waits(
    client: httpx.AsyncClient, outside: Story, clock: Clock
) -> None:
    window = await Window(client).open(outside.start_path)
    path, data = window.form("Start now", {})
    behind_proxy = {"X-Forwarded-For": "203.0.113.9"}

    answers = [await client.post(path, data=data, headers=behind_proxy) for _ in range(BEGINS_PER_HOUR + 1)]

    assert [answer.status_code for answer in answers] == [303] * BEGINS_PER_HOUR + [429]
    assert "asked for too often" in answers[-1].text
    other = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    assert (await client.post(path, data=data, headers=other)).status_code == 303
    clock.advance(hours=1)
    assert (await client.post(path, data=data, headers=behind_proxy)).status_code == 303
