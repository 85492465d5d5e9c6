"""Nia ticks organisations and sends them the same link again: she sees whom it goes to, and nobody gets it twice."""

from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from campaigns.invitations.models import InvitationLink
from campaigns.letters.actions import close_signing
from campaigns.mail.models import Message
from campaigns.tokens import Keys
from tests import cast
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.responses.test_board import BOARD, declined, invited_letter
from tests.signatures.rows import counted
from tests.signatures.test_signing import opened_by, sign

__all__ = ["app", "company", "desk", "rivers", "writing"]

AGAIN = f"{BOARD}/send-again"


def ticked(writing: Writing, *names: str) -> str:
    """The page after a look at which Nia sends, as her browser asks for it."""
    return f"{AGAIN}?" + "&".join(f"organisation={writing.company.organisations[name].id}" for name in names)


async def mails_to(writing: Writing, email: str) -> int:
    async with writing.held() as session:
        wanted = select(func.count()).where(Message.kind == "invitation", Message.recipient_email == email)
        return await session.scalar(wanted) or 0


async def test_the_page_says_whom_it_writes_to_and_whom_not_and_why(desk: Open, writing: Writing, keys: Keys) -> None:
    letter = await invited_letter(writing)
    await declined(writing, letter, cast.MILL_ROAD, "No.")
    async with writing.held() as session:
        await cast.organisation(session, writing.company, "Acorn Trust", [], writing.clock.now())
    nia = await desk("Nia")
    assert words(await nia.get(BOARD)).count("Tick ") >= 3
    page = await nia.get(ticked(writing, cast.WENSUM, cast.MILL_ROAD, cast.LLAIS, "Acorn Trust"))
    told = words(page)
    assert "2 organisations are written to Llais Ynys Môn, at 1 address no reply Wensum Voluntary Action (WVA), at 3" in told
    assert "1 organisation is not written to The Mill Road Centre: it has declined" in told
    assert "Acorn" not in told
    assert await mails_to(writing, "sian@llais.example") == 1
    writing.clock.advance(minutes=5)
    board = await nia.follow(await nia.send(page, AGAIN))
    assert "The same link is on its way again to everybody you chose." in words(board)
    assert [await mails_to(writing, f"{one}.example") for one in ("sian@llais", "jo@wensum", "ben@millroad")] == [2, 2, 1]
    await nia.send(page, AGAIN)  # pressed twice
    assert await mails_to(writing, "sian@llais.example") == 2


async def test_whoever_answers_between_the_look_and_the_button_is_left_out(desk: Open, writing: Writing, keys: Keys) -> None:
    await invited_letter(writing)
    nia = await desk("Nia")
    page = await nia.get(ticked(writing, cast.WENSUM, cast.LLAIS))
    writing.clock.advance(minutes=5)
    async with writing.held() as session:
        await sign(session, await opened_by(session, keys, writing.company, "amina@wensum.example"), writing.clock.now())
    await nia.send(page, AGAIN)
    assert [await mails_to(writing, f"{one}.example") for one in ("sian@llais", "jo@wensum")] == [2, 1]
    alone = await nia.get(ticked(writing, cast.WENSUM))
    assert "Wensum Voluntary Action (WVA): it has signed" in words(alone)
    assert "Send 0" not in words(alone)


async def test_the_links_are_the_same_and_a_new_contact_gets_one(desk: Open, writing: Writing) -> None:
    await invited_letter(writing)
    async with writing.held() as session:
        before = set(await session.scalars(select(InvitationLink.id)))
        llais = writing.company.organisations[cast.LLAIS]
        session.add(
            cast.Contact(
                coalition_id=llais.coalition_id,
                organisation_id=llais.id,
                email="new@llais.example",
                email_key="new@llais.example",
            )
        )
    nia = await desk("Nia")
    await nia.send(await nia.get(ticked(writing, cast.LLAIS)), AGAIN)
    async with writing.held() as session:
        after = set(await session.scalars(select(InvitationLink.id)))
    assert before < after
    assert len(after - before) == await mails_to(writing, "new@llais.example") == 1


async def test_nothing_is_sent_for_an_empty_choice_too_large_a_one_or_once_signing_has_closed(
    desk: Open, writing: Writing
) -> None:
    letter = await invited_letter(writing)
    nia = await desk("Nia")
    assert "Tick at least one organisation." in words(await nia.get(AGAIN, 422))
    many = "&".join(f"organisation={uuid4()}" for _ in range(101))
    assert "Tick no more than 100 organisations at once." in words(await nia.get(f"{AGAIN}?{many}", 422))
    open_page = await nia.get(ticked(writing, cast.LLAIS))
    async with writing.held() as session:
        await close_signing(session, letter.id, None, writing.company.actor("Nia"), writing.clock.now(), "All answered.")
    refused = await nia.send(open_page, AGAIN, 409)
    assert "Signing is not open" in words(refused)
    assert 'form="ticked"' not in (await nia.get(BOARD)).text
    assert await mails_to(writing, "sian@llais.example") == 1


async def test_a_program_looks_and_sends_the_same(desk: Open, writing: Writing, rivers: cast.Company) -> None:
    await invited_letter(writing)
    nia, sam, dev = await desk("Nia"), await desk("Sam", rivers), await desk("Dev")
    llais = str(writing.company.organisations[cast.LLAIS].id)
    looked = await nia.api("GET", f"{AGAIN}?organisation={llais}")
    assert [(one["name"], one["addresses"]) for one in looked["written"]] == [(cast.LLAIS, 1)]
    writing.clock.advance(minutes=5)
    assert await nia.api("POST", AGAIN, organisations=[llais]) == looked
    assert await mails_to(writing, "sian@llais.example") == 2
    await nia.api("POST", AGAIN, 422, organisations=[str(uuid4()) for _ in range(101)])
    await sam.api("POST", AGAIN, 404, organisations=[llais])
    await dev.api("POST", AGAIN, 403, organisations=[llais])


async def test_many_are_sent_with_as_few_statements_as_one(desk: Open, writing: Writing, engine: AsyncEngine) -> None:
    await invited_letter(writing)
    nia = await desk("Nia")
    pages = [await nia.get(ticked(writing, *names)) for names in ([cast.LLAIS], list(writing.company.organisations))]
    numbers = []
    for page in pages:
        writing.clock.advance(minutes=5)
        with counted(engine) as statements:
            await nia.send(page, AGAIN)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
