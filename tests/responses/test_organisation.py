"""One organisation's response to one letter: everything that passed, in order, for the secretariat alone."""

from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from campaigns.invitations.answering import Decline, MoreTime, ask_for_more_time, decline
from campaigns.invitations.models import WhoSees
from campaigns.invitations.reasons import Reason
from campaigns.mail.models import Message
from campaigns.signatures.leaving import withdraw
from campaigns.signatures.models import Signature
from campaigns.tokens import Keys
from tests import cast
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.responses.test_board import BOARD, invited_letter
from tests.signatures.rows import counted
from tests.signatures.test_signing import VISITOR, opened_by, sign

__all__ = ["app", "company", "desk", "rivers", "writing"]


async def changed_its_mind(writing: Writing, keys: Keys) -> str:
    """Mill Road asks for time, declines, signs after all and withdraws; the path of its page."""
    letter = await invited_letter(writing)
    async with writing.held() as session:
        ben = await opened_by(session, keys, writing.company, "ben@millroad.example")
        later = MoreTime(person_name="Ben Marsh", needed_by=writing.clock.now().date(), explanation="Board tonight.")
        await ask_for_more_time(session, ben, later, writing.clock.now())
    writing.clock.advance(hours=1)
    async with writing.held() as session:
        ben = await opened_by(session, keys, writing.company, "ben@millroad.example")
        no = Decline(
            person_name="Kay Stone",
            reasons=[Reason.RISK, Reason.DISAGREE_PART],
            explanation="We rent from the council.",
            would_sign_if="The second ask is dropped.",
            who_sees=WhoSees.WORKING_GROUP_UNNAMED,
        )
        await decline(session, ben, no, writing.clock.now())
    writing.clock.advance(hours=1)
    async with writing.held() as session:
        ben = await opened_by(session, keys, writing.company, "ben@millroad.example")
        signed = await sign(session, ben, writing.clock.now())
    writing.clock.advance(hours=1)
    async with writing.held() as session:
        await withdraw(session, signed.id, "", VISITOR, writing.clock.now())
        await session.execute(
            update(Message)
            .where(Message.kind == "invitation", Message.recipient_email == "ben@millroad.example")
            .values(state="bounced")
        )
    assert letter.reference == "FFA-2026-01"
    return f"{BOARD}/{writing.company.organisations[cast.MILL_ROAD].id}"


async def test_nothing_that_an_organisation_answered_is_lost(desk: Open, writing: Writing, keys: Keys) -> None:
    path = await changed_its_mind(writing, keys)
    nia = await desk("Nia")
    board = await nia.get(BOARD)
    assert f'href="{nia.base}{path}"' in board.text
    page = words(await nia.get(path))
    assert "withdrawn Ben Marsh, midday BST, 2 June 2026" in page
    told = page.partition("Answers")[2]
    assert told.index("asked for more time, until 2 June 2026") < told.index("Kay Stone declined.")
    assert "It could put our work or our people at risk; We disagree with part of it." in told
    assert "We rent from the council." in told
    assert "Would sign if: The second ask is dropped." in told
    assert "In confidence, for the working group, without their name." in told
    async with writing.held() as session:
        signature = await session.scalar(select(Signature))
    assert signature is not None
    assert f'href="{nia.base}/letters/FFA-2026-01/signatures/{signature.id}"' in (await nia.get(path)).text
    assert "FFA-2026-01-0001 The Mill Road Centre, by Ben Marsh, Director Withdrawn" in told
    assert "Invitation ben@millroad.example 10am BST, 2 June 2026 returned" in told
    assert "Receipt of an answer ben@millroad.example 11am BST, 2 June 2026 waiting to be sent" in told
    assert "Ben Marsh, Director, ben@millroad.example: gets invitations and notices" in told
    assert "opened" not in page


async def test_the_api_tells_the_same(desk: Open, writing: Writing, keys: Keys) -> None:
    path = await changed_its_mind(writing, keys)
    found = await (await desk("Nia")).api("GET", path)
    assert (found["name"], found["invited"], found["row"]["response"]) == (cast.MILL_ROAD, True, "withdrawn")
    assert [one["kind"] for one in found["answers"]] == ["more_time", "declined"]
    assert [one["state"] for one in found["signatures"]] == ["withdrawn"]
    assert {one["kind"] for one in found["mails"]} >= {"invitation", "answer_recorded", "signature_withdrawn"}


async def test_only_who_sees_responses_sees_one(desk: Open, writing: Writing, keys: Keys, rivers: cast.Company) -> None:
    path = await changed_its_mind(writing, keys)
    for name in ("Dev", "Rosa", "Amina"):
        browser = await desk(name)
        assert "council" not in (await browser.get(path, 403)).text
        await browser.api("GET", path, 403)
    sam = await desk("Sam", rivers)
    await sam.get(path, 404)
    otter = rivers.organisations["Otter Trust"].id
    nia = await desk("Nia")
    for stranger in (otter, uuid4()):
        await nia.get(f"{BOARD}/{stranger}", 404)


async def test_an_organisation_that_nobody_asked_has_no_page(desk: Open, writing: Writing, keys: Keys) -> None:
    await invited_letter(writing)
    async with writing.held() as session:
        other = await cast.organisation(session, writing.company, "Acorn Trust", [], writing.clock.now())
    await (await desk("Nia")).get(f"{BOARD}/{other.id}", 404)


async def test_the_page_asks_the_database_as_often_for_many_answers_as_for_few(
    desk: Open, writing: Writing, keys: Keys, engine: AsyncEngine
) -> None:
    path = await changed_its_mind(writing, keys)
    nia = await desk("Nia")
    few = f"{BOARD}/{writing.company.organisations[cast.LLAIS].id}"
    with counted(engine) as without:
        await nia.get(few)
    with counted(engine) as several:
        await nia.get(path)
    assert len(several) <= len(without) + 1
