"""Nia sees who is not written to and why, and writes to somebody again for a reason that is kept."""

import pytest
from sqlalchemy import select

from campaigns.mail.models import Message, Stream, SuppressionReason
from campaigns.mail.outbox import Recipient, send
from campaigns.mail.suppression import suppress
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import Open, Writing, words, writing
from tests.signatures.story import BEN

__all__ = ["writing"]

LIST = "/suppressions"
LETTER = "/letters/FFA-2026-01"


@pytest.fixture
async def stopped(writing: Writing, clock: Clock) -> str:
    """Ben wants no invitations; the id of what says so."""
    async with writing.held() as session:
        ben, now = Recipient("Ben Marsh", BEN), clock.now()
        contact = writing.company.contacts[BEN].id
        await send(
            session, "invitation", contact, to=ben, stream=Stream.INVITATION, now=now, coalition_id=writing.company.id
        )
        message = await session.scalar(select(Message))
        assert message is not None
        await suppress(session, message, SuppressionReason.UNSUBSCRIBED, now)
    return str(contact)


async def test_the_list_says_who_and_why_and_lifting_needs_a_reason(desk: Open, writing: Writing, stopped: str) -> None:
    nia = await desk("Nia")
    page = await nia.get("/organisations")
    assert f"{nia.base}{LIST}" in page.text
    page = await nia.get(LIST)
    assert f"{BEN} The Mill Road Centre invitations wants no invitations, since Tuesday 2 June 2026" in words(page)
    [row] = (await nia.api("GET", LIST))["rows"]
    lift = f"{LIST}/{row['id']}/lift"
    refused = await nia.post(lift, 422, reason=" ")
    assert "Enter why it may be written to again" in words(refused)
    done = await nia.follow(await nia.post(lift, reason="Ben rang and asked for invitations again."))
    assert "written to again from now on" in words(done)
    assert "There are none." in words(done)
    lifted = words(await nia.get(f"{LIST}?show=lifted"))
    assert "by Nia Rees Ben rang and asked for invitations again." in lifted
    assert "was lifted already, by Nia Rees" in words(await nia.get(lift))


async def test_a_program_lists_and_lifts_and_twice_is_once(desk: Open, writing: Writing, stopped: str) -> None:
    nia, rosa = await desk("Nia"), await desk("Rosa")
    [row] = (await nia.api("GET", LIST))["rows"]
    assert (row["email"], row["reason"], row["stream"]) == (BEN, "unsubscribed", "invitation")
    assert row["organisations"] == [cast.MILL_ROAD]
    await rosa.api("POST", f"{LIST}/{row['id']}/lift", 403, reason="No")
    await nia.api("POST", f"{LIST}/{row['id']}/lift", 422, reason=" ")
    first = await nia.api("POST", f"{LIST}/{row['id']}/lift", reason="He asked.")
    again = await nia.api("POST", f"{LIST}/{row['id']}/lift", reason="Somebody else.")
    assert (first["lift_reason"], again["lift_reason"]) == ("He asked.", "He asked.")
    assert (await nia.api("GET", LIST))["rows"] == []
    assert len((await nia.api("GET", f"{LIST}?show=lifted"))["rows"]) == 1


async def test_inviting_says_who_cannot_be_written_to_and_the_board_says_so_too(
    desk: Open, writing: Writing, stopped: str
) -> None:
    await writing.locked()
    nia = await desk("Nia")
    page = await nia.get(f"{LETTER}/invite")
    assert "All 3 members 4 contacts will be written to. 1 member has nobody who can be written to." in words(page)
    assert "The Mill Road Centre wants no invitations" in words(page)
    check = await nia.send(page, f"{LETTER}/invite", 200, who="members", do="check")
    assert "The Mill Road Centre : wants no invitations" in words(check).replace("Centre:", "Centre :")
    assert "Mails 4, one to each contact" in words(check)
    board = await nia.follow(await nia.send(check, f"{LETTER}/invite", do="send"))
    assert "1 not reached" in words(board)
    assert "not reached not written to ben@millroad.example: wants no invitations" in words(board)
    mill_road = writing.company.organisations[cast.MILL_ROAD].id
    again = await nia.post(f"{LETTER}/responses/{mill_road}/send-again", page=f"{LETTER}/responses")
    assert "Nobody was written to" in words(await nia.follow(again))
    [row] = [one for one in (await nia.api("GET", f"{LETTER}/responses"))["rows"] if one["name"] == cast.MILL_ROAD]
    assert (row["mail"], row["mail_why"]) == ("suppressed", f"{BEN}: wants no invitations")


async def test_what_is_lifted_is_sent_again_by_hand(desk: Open, writing: Writing, stopped: str, clock: Clock) -> None:
    await writing.locked()
    nia = await desk("Nia")
    check = await nia.post(f"{LETTER}/invite", 200, who="members", do="check")
    await nia.send(check, f"{LETTER}/invite", do="send")
    [row] = (await nia.api("GET", LIST))["rows"]
    await nia.post(f"{LIST}/{row['id']}/lift", reason="He asked.")
    clock.advance(minutes=2)
    mill_road = writing.company.organisations[cast.MILL_ROAD].id
    assert await nia.api("POST", f"{LETTER}/invitations/{mill_road}/send-again") == {"mails": 1}
    assert "0 not reached" in words(await nia.get(f"{LETTER}/responses"))
